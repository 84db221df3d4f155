"""Terms of office: when one ends, which reminder is due, what the committees must have."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta


def term_end(elected_on: date, years: int) -> date:
    """The day on which a term of so many years has run out; 29 February ends on the 28th."""
    year = elected_on.year + years
    return date(year, elected_on.month, min(elected_on.day, monthrange(year, elected_on.month)[1]))


def reminder(end: date, today: date, steps: Sequence[int]) -> int | None:
    """Which step (days before the end) holds today; None while none is reached.

    180, 90 and 30 days: from 180 to 91 days before the end it is 180, after the end it is 0.
    """
    left = (end - today).days
    if left < 0:
        return 0
    return min((step for step in steps if left <= step), default=None)


def reached_on(end: date, step: int) -> date:
    """The day on which a step begins."""
    return end - timedelta(days=step) if step else end + timedelta(days=1)


def women_body(women: int, threshold: int) -> str:
    """``women`` (committee) from the threshold on, else a single commissioner (B.4)."""
    return "women" if women >= threshold else "woman"
