"""What rule books set for a union on a day."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

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
