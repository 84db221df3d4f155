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

__all__ = [
    "Batch",
    "Enterprise",
    "Entry",
    "GapHit",
    "GapRule",
    "GapRun",
    "HeadcountOrder",
    "LedgerRow",
    "Link",
    "LinkRun",
    "TradeRule",
]
