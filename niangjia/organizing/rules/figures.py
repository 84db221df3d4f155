"""Figures as values: a cell with the list behind it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a figure: ``value`` is what the list behind ``code`` sums up to.

    ``code`` is what the list is asked with: a unit's number, a kind, a section letter; ``""`` for
    what has none of them.
    """

    code: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure asked for: ``since`` ≤ joined or founded ≤ ``day`` for figures of a stretch."""

    key: str
    day: date
    since: date


def share(part: int, whole: int) -> float | None:
    """``part / whole``; None where there is no whole."""
    return part / whole if whole else None


def check_span(since: date, day: date) -> None:
    """Refuse a stretch that ends before it begins; ``ValueError`` in Chinese."""
    if since > day:
        raise ValueError(f"起始日期 {since:%Y-%m-%d} 晚于截止日期 {day:%Y-%m-%d}，请对调。")
