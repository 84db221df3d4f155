"""What hangs below a unit: the preview before a move, and the figures that must stay the same."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils import timezone

from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.enums.unions import COUNTED
from niangjia.organizing.models import UnionTally, UnionVersion
from niangjia.organizing.models.facts import OPEN, held_on
from niangjia.organizing.queries.definitions import union_states
from niangjia.organizing.queries.unions import versions_on


@dataclass(frozen=True, slots=True)
class Weight:
    """Units, unions that are counted, and members below (and with) a unit."""

    units: int
    unions: int
    members: int


def weight_of(scope: Scope) -> Weight:
    """Three queries, whatever the size of the subtree."""
    states = union_states(scope, timezone.localdate())
    counted = UnionVersion.objects.within(scope).filter(OPEN, kind__in=COUNTED, state__in=states)
    tallies = UnionTally.objects.within(scope).filter(valid_to__isnull=True)
    return Weight(
        units=Unit.objects.within(scope).count(),
        unions=counted.count(),
        members=tallies.aggregate(n=Sum("members"))["n"] or 0,
    )


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county on a day: unions that belonged to it then, with members and employees."""

    unit_id: int | None
    name: str
    path: str
    unions: int
    new_form: int
    members: int
    employees: int


def by_county(scope: Scope, day: date | None = None) -> list[CountyRow]:
    """Counted unions by the county they belonged to on that day, in three queries."""
    return _grouped(scope, day or timezone.localdate(), "county")


def by_town(scope: Scope, day: date | None = None) -> list[CountyRow]:
    """The same by town; unions that hang on a county itself stand under it."""
    return _grouped(scope, day or timezone.localdate(), "town")


def _grouped(scope: Scope, day: date, by: str) -> list[CountyRow]:
    """Unions by the definition of the day; members of all, branches' and preparing unions' too."""
    rows = versions_on(scope, day).order_by()
    counts = Q(kind__in=COUNTED, state__in=union_states(scope, day))
    counted = rows.values(by, f"{by}__short_name", f"{by}__path").annotate(
        n=Count("pk", filter=counts), new=Count("pk", filter=counts & Q(new_form=True)),
        heads=Sum("employees", filter=counts),
    )  # fmt: skip
    tallies = UnionTally.objects.unscoped(reason="工会已按当日范围限定")
    heads = dict(held_on(tallies, day).values_list("union", "members"))
    members: Counter[int | None] = Counter()
    for union, place in rows.values_list("union", by):
        members[place] += heads.get(union, 0)
    found = [
        CountyRow(
            row[by], row[f"{by}__short_name"] or "直属", row[f"{by}__path"] or "", row["n"],
            row["new"], members[row[by]], row["heads"] or 0,
        )
        for row in counted
        if row["n"] or members[row[by]]
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.path)
