"""The calendar in force, and the three questions asked most often."""

from datetime import date

from niangjia.kernel.clocks.models import SpecialDay, SpecialKind
from niangjia.kernel.clocks.rules import Calendar, Deadline


def current_calendar() -> Calendar:
    """All published special days, in one query. Read it once per page or job."""
    days = list(SpecialDay.objects.values_list("date", "kind", "year"))
    return Calendar(
        holidays=frozenset(d for d, kind, _ in days if kind == SpecialKind.HOLIDAY),
        workdays=frozenset(d for d, kind, _ in days if kind == SpecialKind.WORKDAY),
        years=frozenset(year for _, _, year in days),
    )


def is_working_day(day: date) -> bool:
    return current_calendar().is_working_day(day)


def add_working_days(start: date, days: int) -> Deadline:
    """The ``days``-th working day after ``start``."""
    return current_calendar().add_working_days(start, days)


def add_calendar_days(start: date, days: int) -> Deadline:
    """``days`` calendar days after ``start``, moved to a working day."""
    return current_calendar().add_calendar_days(start, days)
