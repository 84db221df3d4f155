"""Models of the matching room: lists, ledger, rules, tasks."""

from niangjia.matching.models.ledger import Enterprise, LedgerRow, Link, LinkRun
from niangjia.matching.models.lists import Batch, Entry
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
    "LinkRun",
    "Material",
    "Opinion",
    "Task",
    "TaskClock",
    "TaskRoute",
    "TaskStep",
    "ThreeSync",
    "TradeRule",
    "Visit",
]
