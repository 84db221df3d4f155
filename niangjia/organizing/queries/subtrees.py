"""What hangs below a unit: the preview before a move, and the figures that must stay the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.enums.figures import Cut, FigureKey
from niangjia.organizing.enums.unions import COUNTED
from niangjia.organizing.models import UnionTally, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.definitions import common_path, counting
from niangjia.organizing.queries.figures import parts, questions

OWN = "直属"


@dataclass(frozen=True, slots=True)
class Weight:
    """Units, unions that are counted, and members below (and with) a unit."""

    units: int
    unions: int
    members: int


def weight_of(scope: Scope) -> Weight:
    """Four queries, whatever the size of the subtree."""
    now = counting(scope, timezone.localdate())
    counted = UnionVersion.objects.within(scope).filter(
        OPEN, kind__in=COUNTED, state__in=now.states
    )
    tallies = UnionTally.objects.within(scope).filter(valid_to__isnull=True)
    return Weight(
        units=Unit.objects.within(scope).count(),
        unions=counted.count(),
        members=tallies.aggregate(n=Sum(now.heads))["n"] or 0,
    )


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place on a day: what belonged to it then. ``code`` is what a figure's list is asked with."""

    code: str
    name: str
    unions: int
    new_form: int
    members: int
    employees: int


ON_THE_MAP = {
    "unions": FigureKey.UNIONS, "new_form": FigureKey.NEW_FORM_UNIONS,
    "members": FigureKey.MEMBERS, "employees": FigureKey.EMPLOYEES,
}  # fmt: skip


def by_county(scope: Scope, day: date | None = None) -> list[PlaceRow]:
    """Counties in the order of the tree, with their parts of the figures of that day."""
    return _places(scope, day or timezone.localdate(), Cut.COUNTY)


def by_town(scope: Scope, day: date | None = None) -> list[PlaceRow]:
    """The same by town; what hangs on a county itself stands before its towns."""
    return _places(scope, day or timezone.localdate(), Cut.TOWN)


def _places(scope: Scope, day: date, cut: Cut) -> list[PlaceRow]:
    asked = questions(ON_THE_MAP.values(), scope, common_path(scope.paths), day=day)
    names: dict[str, str] = {}
    counts: dict[tuple[str, str], int] = {}
    for one in asked:
        for cell in parts(one, cut):
            bare = cut == Cut.TOWN and cell.code.endswith("-")
            names[cell.code] = f"{cell.above}{OWN}" if bare else cell.label
            counts[cell.code, one.key] = cell.value
    return [
        PlaceRow(code, names[code], **{
            name: counts.get((code, key), 0) for name, key in ON_THE_MAP.items()
        })
        for code in _as_in_tree(names)
    ]  # fmt: skip


def _as_in_tree(codes: Iterable[str]) -> list[str]:
    """Codes by the paths of their units; what has no unit stands first among its like."""
    split = {code: code.split("-") for code in codes}
    numbers = {int(part) for parted in split.values() for part in parted if part}
    rows = Unit.objects.unscoped(reason="数字按地方列出，只取次序")
    paths = dict(rows.filter(pk__in=numbers).values_list("pk", "path"))
    return sorted(split, key=lambda code: [paths.get(int(p), "") if p else "" for p in split[code]])
