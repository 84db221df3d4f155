"""Figures as values: a cell with the list behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a figure: ``value`` is what the list behind ``code`` sums up to.

    ``code`` is what the list is asked with: a unit's number, a kind, a section letter; ``""`` for
    what has none of them; for a town ``county-town``, for it is counted within the county of the
    day, named by ``above``.
    """

    code: str
    label: str
    value: int
    above: str = ""


def by_county(cells: Iterable[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Towns below a cell that sums up their county, the largest first."""
    counties: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        counties.setdefault((cell.code.partition("-")[0], cell.above), []).append(cell)
    found = [
        (Cell(code, name, sum(town.value for town in towns)), towns)
        for (code, name), towns in counties.items()
    ]
    return sorted(found, key=lambda group: (-group[0].value, group[0].label))


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure asked for: ``since`` ≤ joined or founded ≤ ``day`` for figures of a stretch."""

    key: str
    day: date
    since: date


def share(part: int, whole: int) -> float | None:
    """``part / whole``; None where there is no whole."""
    return part / whole if whole else None


def compared_since(since: date, day: date, other: date) -> date:
    """Where the stretch begins that is compared with ``since`` to ``day`` and ends on ``other``.

    From 1 January if it began there; of another year if the days are the same of two years; else
    as many days. So this year's and last year's figures are those of the yearly form, and a leap
    day shifts nothing.
    """
    if (since.month, since.day) == (1, 1) and since.year == day.year:
        return other.replace(month=1, day=1)
    if (day.month, day.day) == (other.month, other.day):
        return _in_year(since, since.year + other.year - day.year)
    return other - (day - since)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def check_span(since: date, day: date) -> None:
    """Refuse a stretch that ends before it begins; ``ValueError`` in Chinese."""
    if since > day:
        raise ValueError(f"起始日期 {since:%Y-%m-%d} 晚于截止日期 {day:%Y-%m-%d}，请对调。")
