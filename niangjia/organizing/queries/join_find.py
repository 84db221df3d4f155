"""Finding the union to join without a code: by its name, the employer's, or the town (兜底)."""

from dataclasses import dataclass

from django.db.models import Q

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.unions import BASICS, FEDERATED, LIVING
from niangjia.organizing.models import Coverage, TownHome, UnionVersion
from niangjia.organizing.models.facts import OPEN

PUBLIC = "工会名称、所在地是公开信息"
MOST = 30
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A union to join; ``why``: the employer it covers, or whose town's home it is."""

    union_id: int
    name: str
    place: str
    why: str = ""


def search_joinable(text: str) -> list[Found]:
    """Living unions by part of their name or initials, or by an employer they cover."""
    wish = text.strip()
    if len(wish) < SHORTEST:
        return []
    found = {f.union_id: f for f in _by_employer(wish)}
    rows = UnionVersion.objects.unscoped(reason=PUBLIC).filter(
        OPEN, Q(name__contains=wish) | Q(initials__startswith=wish.lower()),
        kind__in=[*BASICS, *FEDERATED], state__in=LIVING,
    )  # fmt: skip
    for version in rows.select_related("superior").order_by("name")[:MOST]:
        place = version.superior.name if version.superior else ""
        found.setdefault(version.union_id, Found(version.union_id, version.name, place))
    return list(found.values())[:MOST]


def _by_employer(wish: str) -> list[Found]:
    rows = Coverage.objects.unscoped(reason=PUBLIC).filter(
        OPEN, Q(employer__name__contains=wish) | Q(employer__initials__startswith=wish.lower())
    )
    found = rows.select_related("employer", "union__unit__parent").order_by("employer__name")
    return [
        Found(
            row.union_id, row.union.unit.name, _name(row.union.unit.parent),
            f"覆盖{row.employer.name}",
        )
        for row in found[:MOST]
    ]  # fmt: skip


def _name(unit: Unit | None) -> str:
    return unit.name if unit else ""


def counties_with_homes() -> list[Unit]:
    """Counties, for whoever looks for the home of a town."""
    rows = Unit.objects.unscoped(reason=PUBLIC)
    kinds = [UnitKind.COUNTY, UnitKind.ZONE]
    return list(rows.filter(kind__in=kinds, valid_to__isnull=True).order_by("path"))


def homes_of_county(unit_id: int) -> list[Found]:
    """The homes of a county's towns."""
    rows = TownHome.objects.unscoped(reason=PUBLIC).filter(valid_to__isnull=True)
    place = Unit.objects.unscoped(reason=PUBLIC).filter(pk=unit_id).first()
    if place is None:
        return []
    homes = rows.filter(unit__path__startswith=place.path).select_related("unit", "union__unit")
    return [
        Found(home.union_id, home.union.unit.name, home.unit.name, "接收本镇街没有工会单位的劳动者")
        for home in homes.order_by("unit__path")
    ]
