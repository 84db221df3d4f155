"""Models of the matching room: lists, ledger, links, rules, quality, tasks."""

from niangjia.matching.models.ledger import Enterprise, LedgerRow, LinkRun
from niangjia.matching.models.links import Answer, Link, LinkChange
from niangjia.matching.models.lists import Batch, Entry
from niangjia.matching.models.quality import (
    AuditItem,
    AuditSample,
    ReviewShare,
    Threshold,
    Trial,
    TrialLine,
)
from niangjia.matching.models.rules import (
    GapHit,
    GapRule,
    GapRun,
    HeadcountOrder,
    TradeRule,
)
from niangjia.matching.models.tasks import (
    Handout,
    Material,
    Opinion,
    Task,
    TaskClock,
    TaskRoute,
    TaskStep,
    ThreeSync,
    Visit,
)

__all__ = [
    "Answer",
    "AuditItem",
    "AuditSample",
    "Batch",
    "Enterprise",
    "Entry",
    "GapHit",
    "GapRule",
    "GapRun",
    "Handout",
    "HeadcountOrder",
    "LedgerRow",
    "Link",
    "LinkChange",
    "LinkRun",
    "Material",
    "Opinion",
    "ReviewShare",
    "Task",
    "TaskClock",
    "TaskRoute",
    "TaskStep",
    "ThreeSync",
    "Threshold",
    "TradeRule",
    "Trial",
    "TrialLine",
    "Visit",
]
