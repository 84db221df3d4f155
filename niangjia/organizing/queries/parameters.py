"""What rule books set for a union on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from niangjia.organizing.enums.parameters import Measure, ParameterCode, SizeTable
from niangjia.organizing.models import Parameter, SizeRule
from niangjia.organizing.models.facts import on_day
from niangjia.organizing.rules.parameters import Value, nearest

WHY = "规则人人可读，按单位就近取值"


@cache
def _prefixes(path: str, step: int = 4) -> tuple[str, ...]:
    return tuple(path[:end] for end in range(step, len(path) + 1, step))


def parameters_for(path: str, day: date) -> Mapping[str, Value]:
    """Code → value in force on ``day`` for the unit at ``path``, in one query."""
    rows = (
        Parameter.objects.unscoped(reason=WHY)
        .filter(on_day(day))
        .values_list("code", "unit__path", "value", "measure", "source_text")
    )
    return nearest(
        [
            (code, at or "", Value(text, how, source, at or ""))
            for code, at, text, how, source in rows
        ],
        path,
    )


def sizes_for(path: str, table: str, day: date) -> list[SizeRule]:
    """The lines of the nearest federation that has a table of its own, else the national ones."""
    above: list[Any] = [None, *_prefixes(path)]
    rows = list(
        SizeRule.objects.unscoped(reason=WHY)
        .filter(on_day(day), table=table)
        .select_related("unit")
        .order_by("members_from")
    )
    for at in reversed(above):
        found = [row for row in rows if (row.unit.path if row.unit else None) == at]
        if found:
            return found
    return []


@dataclass(frozen=True, slots=True)
class BookLine:
    """A parameter as the page shows it; ``own``: set by a federation, not nationally."""

    code: str
    label: str
    text: str
    source: str
    own: bool


@dataclass(frozen=True, slots=True)
class BookTable:
    """A table of persons by members in force."""

    code: str
    label: str
    rows: list[SizeRule]


@dataclass(frozen=True, slots=True)
class Rulebook:
    lines: list[BookLine]
    tables: list[BookTable]


def _said(value: Value) -> str:
    """A share needs no unit behind it."""
    if value.measure == Measure.SHARE:
        return value.text
    return f"{value.text} {Measure(value.measure).label}"


def rulebook(path: str, day: date) -> Rulebook:
    """All values in force at a unit on a day."""
    found = parameters_for(path, day)
    lines = [
        BookLine(
            code.value, code.label, _said(found[code]),
            found[code].source, bool(found[code].path),
        )
        for code in ParameterCode
        if code in found
    ]  # fmt: skip
    tables = [
        BookTable(table.value, str(table.label), sizes_for(path, table, day)) for table in SizeTable
    ]
    return Rulebook(lines, tables)
