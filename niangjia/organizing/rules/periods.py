"""Periods as days, and what a reported figure must say: pure arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half-year or year, both days included."""

    cadence: str
    since: date
    until: date

    @property
    def label(self) -> str:
        number = (self.since.month - 1) // MONTHS[self.cadence]
        part = {
            "month": f"{self.since.month}月",
            "quarter": f"第{'一二三四'[number % 4]}季度",
            "half": ("上半年", "下半年")[number % 2],
            "year": "",
        }[self.cadence]
        return f"{self.since.year}年{part}"


def period_of(cadence: str, day: date) -> Period:
    """The period a day falls into."""
    months = MONTHS[cadence]
    first = (day.month - 1) // months * months + 1
    since = date(day.year, first, 1)
    return Period(cadence, since, _month_after(since, months) - ONE_DAY)


def ended_before(cadence: str, today: date) -> Period:
    """The last period that is wholly over on ``today``."""
    return period_of(cadence, period_of(cadence, today).since - ONE_DAY)


def recent(cadence: str, today: date, *, not_before: date, most: int = 12) -> list[Period]:
    """The periods that are over, newest first, whose last day is not before ``not_before``."""
    found: list[Period] = []
    period = ended_before(cadence, today)
    while len(found) < most and period.until >= not_before:
        found.append(period)
        period = ended_before(cadence, period.since)
    return found


def _month_after(day: date, months: int) -> date:
    past = day.month - 1 + months
    return date(day.year + past // 12, past % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit says of one figure: the number, and why it is not the counted one."""

    value: int
    reason: str = ""


def unexplained(counted: Mapping[str, int], told: Mapping[str, Told]) -> list[str]:
    """Figures that differ from the register without a reason, or are not told at all."""
    found = []
    for key, number in counted.items():
        said = told.get(key)
        if said is None or (said.value != number and not said.reason.strip()):
            found.append(key)
    return found
