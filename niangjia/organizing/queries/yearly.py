"""The yearly statistical form (工会统计年报): its rows of the year, filled from the figures."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import FigureDefinition
from niangjia.organizing.queries.figures import questions, total

DATA = Path(__file__).resolve().parent.parent / "data" / "yearly.csv"


@dataclass(frozen=True, slots=True)
class YearRow:
    """A row of the form as the data file has it; without ``key`` the register does not know it."""

    code: str
    label: str
    measure: str
    key: str
    note: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """A row with its numbers: of this year's end, of the year before, and the definition."""

    row: YearRow
    value: int | None
    before: int | None
    rule: FigureDefinition | None
    rule_before: FigureDefinition | None

    @property
    def redefined(self) -> bool:
        """The two years are counted by different definitions."""
        return self.rule_before is not None and self.rule_before != self.rule

    @property
    def change(self) -> int | None:
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


@dataclass(frozen=True, slots=True)
class YearForm:
    """One unit's form of one year. ``day`` is 31 December, or today in the running year."""

    year: int
    day: date
    lines: list[YearLine]

    @property
    def running(self) -> bool:
        return self.day != date(self.year, 12, 31)

    @property
    def unknown(self) -> list[YearLine]:
        return [line for line in self.lines if not line.row.key]


@cache
def all_rows() -> tuple[YearRow, ...]:
    """Every row of every year's form."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        return tuple(_row(line) for line in csv.DictReader(lines))


def _row(line: dict[str, str]) -> YearRow:
    ends = date.fromisoformat(line["valid_to"]) if line["valid_to"] else None
    return YearRow(
        line["code"], line["label"], line["measure"], line["key"], line["note"],
        date.fromisoformat(line["valid_from"]), ends, line["source"],
    )  # fmt: skip


def rows_of(day: date) -> list[YearRow]:
    """The rows in force on a day."""
    return [
        row
        for row in all_rows()
        if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
    ]


def year_form(actor: Actor, year: int, today: date) -> YearForm:
    """The form of a year for the actor's part of the tree, with the year before beside it."""
    end = date(year, 12, 31)
    day, rows = min(end, today), rows_of(end)
    keys = [row.key for row in rows if row.key]
    now = _numbers(actor, keys, day)
    before = _numbers(actor, keys, date(year - 1, 12, 31))
    lines = []
    for row in rows:
        value, rule = now.get(row.key, (None, None))
        earlier, rule_before = before.get(row.key, (None, None))
        lines.append(YearLine(row, value, earlier, rule, rule_before))
    return YearForm(year, day, lines)


def _numbers(
    actor: Actor, keys: list[str], day: date
) -> dict[str, tuple[int | None, FigureDefinition | None]]:
    asked = questions(keys, actor.scope, actor.unit_path, day=day)
    return {one.key: (total(one), one.rule) for one in asked}
