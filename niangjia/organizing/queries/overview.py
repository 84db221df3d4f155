"""The tree opened level by level, and unions by place for the map."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr
from django.utils import timezone

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import STEP, Scope, Unit
from niangjia.kernel.scope.queries import NoSuchUnit, unit_for
from niangjia.organizing.enums.unions import COUNTED
from niangjia.organizing.models import UnionTally, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.definitions import counting
from niangjia.organizing.queries.stamps import MEMBERS, UNIONS, stamp
from niangjia.organizing.queries.subtrees import PlaceRow, by_county, by_town

KEEP = 24 * 3600  # seconds; the stamp makes it void as soon as anything is written
MOST = 500
"""Children shown at once; the rest is searched in the register."""


@dataclass(frozen=True, slots=True)
class Node:
    """A unit with the counts below (and with) it."""

    unit: Unit
    union_id: int | None
    unions: int
    members: int
    children: int


@dataclass(frozen=True)
class Level:
    """The children of a unit; ``hidden`` more are not shown."""

    parent: Unit
    nodes: list[Node]
    hidden: int


def top(scope: Scope) -> Level:
    """The unit of the scope itself, opened."""
    unit = Unit.objects.within(scope).order_by("path").first()
    if unit is None:
        raise NoSuchUnit
    return level(scope, unit.pk)


def level(scope: Scope, unit_id: int) -> Level:
    """One level, in seven queries whatever its size, and in five until somebody writes."""
    parent = unit_for(scope, unit_id)
    rows = (
        Unit.objects.within(parent.scope)
        .filter(parent=parent, valid_to__isnull=True)
        .exclude(kind=UnitKind.DEPARTMENT)
        .select_related("union")
        .order_by("path")
    )
    units = list(rows[: MOST + 1])
    width = len(parent.path) + STEP
    unions, members = _below(parent, width)
    children = _children_of(units)
    nodes = [
        Node(u, u.union.pk if hasattr(u, "union") else None, unions.get(u.path, 0),
             members.get(u.path, 0), children.get(u.pk, 0))
        for u in units[:MOST]
    ]  # fmt: skip
    hidden = rows.count() - MOST if len(units) > MOST else 0
    return Level(parent, nodes, hidden)


def _branch(width: int, lookup: str) -> Substr:
    return Substr(lookup, 1, width)


def _below(parent: Unit, width: int) -> tuple[dict[str, int], dict[str, int]]:
    """Unions and members of each branch, kept until something is written (record 35)."""
    now = counting(parent.scope, timezone.localdate())
    counted = "".join([*now.states, *str(now.heads).split()])
    name = f"tree.{parent.path}.{counted}.{stamp(UNIONS, MEMBERS)}"
    kept: Any = cache.get_or_set(
        name,
        lambda: (
            _unions_below(parent, width, now.states),
            _members_below(parent, width, now.heads),
        ),
        KEEP,
    )
    unions, members = kept
    return unions, members


def _unions_below(parent: Unit, width: int, states: tuple[str, ...]) -> dict[str, int]:
    rows = UnionVersion.objects.within(parent.scope).filter(
        OPEN, kind__in=COUNTED, state__in=states
    )
    return dict(
        rows.order_by()
        .annotate(branch=_branch(width, "union__unit__path"))
        .values("branch")
        .annotate(n=Count("pk"))
        .values_list("branch", "n")
    )


def _members_below(parent: Unit, width: int, heads: Combinable) -> dict[str, int]:
    rows = UnionTally.objects.within(parent.scope).filter(valid_to__isnull=True)
    return dict(
        rows.order_by()
        .annotate(branch=_branch(width, "union__unit__path"))
        .values("branch")
        .annotate(n=Sum(heads))
        .values_list("branch", "n")
    )


def _children_of(units: list[Unit]) -> dict[int | None, int]:
    rows = Unit.objects.unscoped(reason="上级已按范围取得").filter(
        Q(parent__in=units), valid_to__isnull=True
    )
    rows = rows.exclude(kind=UnitKind.DEPARTMENT)
    return dict(rows.order_by().values("parent").annotate(n=Count("pk")).values_list("parent", "n"))


def tiles(scope: Scope, day: date, by: str) -> list[PlaceRow]:
    """Counties or towns with their unions and members on a day."""
    return by_county(scope, day) if by == "county" else by_town(scope, day)
