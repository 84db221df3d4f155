"""三同步: whether a union kept step with its firm (domain.md B.10)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Pace(StrEnum):
    """How the union stands against the firm at one stage."""

    UNKNOWN = "unknown"
    AHEAD = "ahead"
    TOGETHER = "together"
    BEHIND = "behind"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        return {"unknown": "企业日期未登记", "ahead": "先于企业", "together": "同步",
                "behind": "滞后", "waiting": "待办"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage with both days; ``days``: how long the union came (or is) after the firm."""

    label: str
    firm_label: str
    firm_on: date | None
    union_label: str
    union_on: date | None
    pace: Pace
    days: int = 0


LABELS = (("规划同步", "企业登记", "批准筹备"), ("开业同步", "企业开业", "批复成立"),
          ("运营同步", "首次发薪", "正常运行"))  # fmt: skip
GRACE = 30
"""Days within which both count as one stage (shown as such; a working agreement)."""


def stages(
    firm: tuple[date | None, ...], union: tuple[date | None, ...], today: date
) -> list[Stage]:
    """The three stages: licence ↔ preparing, opening ↔ established, running ↔ operating."""
    return [
        Stage(label, of_firm, firm_on, of_union, union_on, *pace_of(firm_on, union_on, today))
        for (label, of_firm, of_union), firm_on, union_on in zip(LABELS, firm, union, strict=True)
    ]


def pace_of(firm_on: date | None, union_on: date | None, today: date) -> tuple[Pace, int]:
    """The pace and the days behind the firm (negative: before it)."""
    if firm_on is None:
        return Pace.UNKNOWN, 0
    days = ((union_on or today) - firm_on).days
    if union_on is None:
        return (Pace.WAITING, days) if days <= GRACE else (Pace.BEHIND, days)
    if days < 0:
        return Pace.AHEAD, days
    return (Pace.TOGETHER if days <= GRACE else Pace.BEHIND), days
