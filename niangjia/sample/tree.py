"""Plant Zibo's federation tree: counties, zones, towns, industry federations, departments."""

from dataclasses import dataclass

from django.db import transaction

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Division, Unit
from niangjia.sample.casting import FEDERATIONS
from niangjia.sample.places import AREAS, CITY_CODE, CITY_NAME, TOWNS, Area

DEPARTMENTS = (
    ("中共淄博市委组织部", "组织部"),
    ("国家税务总局淄博市税务局", "税务局"),
    ("淄博市统计局", "统计局"),
    ("淄博市人力资源和社会保障局", "人社局"),
    ("淄博市行政审批服务局", "行政审批局"),
    ("淄博市市场监督管理局", "市场监管局"),
    ("淄博市交通运输局", "交通运输局"),
    ("淄博市住房和城乡建设局", "住建局"),
)
STANDARD = "GB/T 2260（国家统计局 2023 年版）"
ILLUSTRATIVE = "示例数据：镇街名单与九位编号仅为示意"


@dataclass(frozen=True)
class Tree:
    """The planted units; ``by_name`` finds them by their short names below the city."""

    city: Unit
    by_name: dict[str, Unit]
    planted: int


@transaction.atomic
def plant_city() -> Tree:
    """The whole tree, and the list of divisions. What is already there stays as it is."""
    planter = _Planter()
    city = planter.unit(None, UnitKind.CITY, f"{CITY_NAME}总工会", CITY_NAME, CITY_CODE)
    for area in AREAS:
        _plant_area(planter, city, area)
    for place, _street, word, _trade in FEDERATIONS:
        parent = planter.by_name[place]
        name = f"{place}{word}行业工会联合会"
        planter.unit(parent, UnitKind.INDUSTRY, name, name.removesuffix("工会联合会"), "")
    for name, short in DEPARTMENTS:
        planter.unit(city, UnitKind.DEPARTMENT, name, short, "")
    _list_divisions()
    return Tree(city, planter.by_name, planter.planted)


def _plant_area(planter: "_Planter", city: Unit, area: Area) -> None:
    kind = UnitKind.ZONE if area.is_zone else UnitKind.COUNTY
    name = ("淄博" if area.is_zone else "") + f"{area.short}总工会"
    county = planter.unit(city, kind, name, area.short, area.code)
    for town in area.towns:
        planter.unit(county, UnitKind.TOWN, f"{town.name}总工会", town.name, town.code)


class _Planter:
    """Plants what is missing; one query finds what is there."""

    def __init__(self) -> None:
        known = Unit.objects.unscoped(reason="示例城市只种一次")
        self._known = {(unit.parent_id, unit.name): unit for unit in known}
        self.by_name: dict[str, Unit] = {}
        self.planted = 0

    def unit(self, parent: Unit | None, kind: UnitKind, name: str, short: str, code: str) -> Unit:
        found = self._known.get((parent.pk if parent else None, name))
        if found is None:
            found = plant_unit(
                parent=parent, kind=kind, name=name, short_name=short, division_code=code
            )
            self.planted += 1
        self.by_name[short] = found
        return found


def _list_divisions() -> None:
    """Counties by the standard; towns marked as illustrative. Zones are not divisions."""
    rows = [Division(code=CITY_CODE, name=CITY_NAME, source=STANDARD)]
    rows += [Division(code=a.code, name=a.short, source=STANDARD) for a in AREAS if not a.is_zone]
    rows += [Division(code=t.code, name=t.name, source=ILLUSTRATIVE) for t in TOWNS]
    Division.objects.bulk_create(rows, ignore_conflicts=True)
