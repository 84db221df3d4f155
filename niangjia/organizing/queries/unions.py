"""The register of unions: on a day, one by one, and what hangs on a union."""

from datetime import date
from typing import TypeVar

from django.db.models import Min, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from niangjia.engine.uscc import clean_code
from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent, ScopedQuerySet
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import (
    Term,
    Union,
    UnionCount,
    UnionTally,
    UnionVersion,
)
from niangjia.organizing.models.facts import KNOWN, OPEN, on_day
from niangjia.organizing.queries.definitions import counting
from niangjia.organizing.queries.places import units_of

M = TypeVar("M", bound=Model)


class NoSuchUnion(Absent):
    """No such union in this scope."""


class NoSuchRecord(Absent):
    """Nothing of this number in this scope."""


def the(rows: QuerySet[M], number: int, *, lock: bool = False) -> M:
    """The row of this number among rows in scope; ``NoSuchRecord`` for none."""
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=number).first()
    if found is None:
        raise NoSuchRecord(number)
    return found


def union_for(scope: Scope, union_id: int, *, lock: bool = False) -> Union:
    """One union with its unit; ``NoSuchUnion`` when absent or elsewhere."""
    rows = Union.objects.within(scope).filter(pk=union_id).select_related("unit")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchUnion(union_id)
    return found


def own_union(scope: Scope) -> Union:
    """The union of the actor's own unit (a chair's)."""
    found = Union.objects.within(scope).filter(unit__path__in=scope.paths).first()
    if found is None:
        raise NoSuchUnion
    return found


def open_version(union: Union) -> UnionVersion:
    """What holds until further notice."""
    rows = UnionVersion.objects.unscoped(reason="工会已按范围取得")
    return rows.select_related("superior", "county", "town").get(OPEN, union=union)


def replaced_versions(scope: Scope, union_id: int) -> list[UnionVersion]:
    """What the register once said of a union and says no more, the last recorded first."""
    rows = UnionVersion.objects.within(scope).filter(union=union_id, superseded_at__isnull=False)
    return list(rows.select_related("superior", "change").order_by("-superseded_at", "-pk"))


def versions_on(scope: Scope, day: date | None = None) -> ScopedQuerySet[UnionVersion]:
    """Versions in force on a day, of unions that stood below the scope *on that day*.

    The line of superiors is dated, so a county still sees for last year what has left since.
    """
    rows = UnionVersion.objects.unscoped(reason="按当日隶属关系限定范围")
    return rows.filter(KNOWN, on_day(day or timezone.localdate()), lineage__overlap=units_of(scope))


def first_day(scope: Scope) -> date | None:
    """The first day the register tells anything of a union below the scope."""
    rows = UnionVersion.objects.unscoped(reason="按隶属关系限定范围，只取最早的日期")
    found = rows.filter(KNOWN, lineage__overlap=units_of(scope)).aggregate(day=Min("valid_from"))
    day: date | None = found["day"]
    return day


def register(scope: Scope, day: date | None = None) -> QuerySet[UnionVersion]:
    """Rows of the register on a day with members counted, heads reported, and the term's end."""
    day = day or timezone.localdate()
    of_union = {"union": OuterRef("union")}
    why = "工会已按范围限定"
    tally = (
        UnionTally.objects.unscoped(reason=why)
        .filter(on_day(day), **of_union)
        .annotate(heads=counting(scope, day).heads)
    )
    told = UnionCount.objects.unscoped(reason=why).filter(as_of__lte=day, **of_union)
    term = Term.objects.unscoped(reason=why).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), elected_on__lte=day, **of_union
    )
    return (
        versions_on(scope, day)
        .select_related("union", "superior")
        .annotate(
            members=Subquery(tally.order_by("-valid_from").values("heads")[:1]),
            reported=Subquery(told.order_by("-as_of", "-id").values("members")[:1]),
            term_ends=Subquery(
                term.order_by("-number").values(end=Coalesce("postponed_to", "ends_on"))[:1]
            ),
        )
    )


def search(rows: QuerySet[UnionVersion], text: str) -> QuerySet[UnionVersion]:
    """By part of the name, pinyin initials, or the end of the union's code."""
    wish = text.strip()
    if not wish:
        return rows
    condition = Q(name__icontains=wish)
    if wish.isascii() and wish.isalnum():
        condition |= Q(initials__contains=wish.lower())
        if any(sign.isdigit() for sign in wish):
            condition |= Q(union__uscc__endswith=clean_code(wish))
    return rows.filter(condition)


def living(rows: QuerySet[UnionVersion]) -> QuerySet[UnionVersion]:
    return rows.filter(state__in=LIVING)
