"""Which definition of a figure holds at a unit on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.expressions import Combinable

from niangjia.kernel.scope.models import STEP, Scope
from niangjia.kernel.scope.queries import prefixes
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.unions import LIVING, UnionState
from niangjia.organizing.models import FigureDefinition
from niangjia.organizing.models.facts import on_day

WHY = "口径人人可读，按单位就近取用"
FIRST = Q(unit=None, number=1)


def definitions_for(path: str, day: date) -> dict[str, FigureDefinition]:
    """For every figure the nearest federation's own version, else the national one. One query.

    A day before the first version is counted by the first.
    """
    above = ["", *prefixes(path)]
    rows = FigureDefinition.objects.unscoped(reason=WHY).select_related("unit")
    found: dict[str, FigureDefinition] = {}
    best: dict[str, tuple[bool, int, int]] = {}
    for row in rows.filter(on_day(day) | FIRST):
        at = row.unit.path if row.unit else ""
        if at not in above:
            continue
        rank = (row.valid_from <= day, above.index(at), row.number)
        if row.key not in found or rank > best[row.key]:
            found[row.key], best[row.key] = row, rank
    return found


def union_rule(scope: Scope, day: date) -> FigureDefinition:
    """What a union is there and then: the definition above the whole scope."""
    return definitions_for(common_path(scope.paths), day)[FigureKey.UNIONS]


@dataclass(frozen=True, slots=True)
class Counting:
    """How a register is summed there and then, in one query for all that sum it."""

    states: tuple[str, ...]
    """In which a union is counted as one."""
    heads: Combinable
    """What a tally adds to the members: those whose membership is only kept, or not."""


def counting(scope: Scope, day: date) -> Counting:
    rules = definitions_for(common_path(scope.paths), day)
    living = LIVING if rules[FigureKey.UNIONS].preparatory else (UnionState.NORMAL,)
    whole = rules[FigureKey.MEMBERS].retained
    return Counting(living, F("members") if whole else F("members") - F("retained"))


def common_path(paths: Sequence[str]) -> str:
    """The path of the lowest unit above all of them; nothing above nothing."""
    first, last = min(paths, default=""), max(paths, default="")
    shared = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    return first[: shared // STEP * STEP]


def definition_history(key: str, path: str) -> list[FigureDefinition]:
    """Every version in force at a unit at some time, newest first."""
    rows = FigureDefinition.objects.unscoped(reason=WHY).filter(key=key).select_related("unit")
    above = {"", *prefixes(path)}
    found = [row for row in rows if (row.unit.path if row.unit else "") in above]
    return sorted(found, key=lambda row: (row.valid_from, row.pk), reverse=True)


def to_come(
    rows: Iterable[FigureDefinition], unit_id: int | None, today: date
) -> FigureDefinition | None:
    """The version of a unit's own among ``rows`` that counts nothing yet."""
    return next(
        (r for r in rows if unit_id and r.unit_id == unit_id and r.valid_from > today), None
    )
