"""The tree of units as places that rows and firms can be in."""

from niangjia.kernel.scope.finder import TERRITORIES
from niangjia.kernel.scope.models import Division, Unit
from niangjia.matching.rules.places import Place, Places


def places_of(unit: Unit) -> Places:
    """The territories below (and with) a unit, ready to look rows' places up."""
    units = Unit.objects.within(unit.scope).filter(kind__in=TERRITORIES)
    found = [Place(u.pk, u.path, u.short_name, u.division_code) for u in units]
    return Places(Place(unit.pk, unit.path, unit.short_name, unit.division_code), found)


def unit_paths() -> dict[int, str]:
    """Path by unit, for jobs that write rows of the whole tree."""
    units = Unit.objects.unscoped(reason="整棵树的路径，写台账用")
    return dict(units.values_list("pk", "path"))


def region_names() -> tuple[str, ...]:
    """Division words that may stand in names: the tree's territories and the dated divisions."""
    units = Unit.objects.unscoped(reason="名称中的区划词，整棵树").exclude(kind="department")
    names = {*units.values_list("short_name", flat=True)}
    names |= {*Division.objects.values_list("name", flat=True)}
    return tuple(sorted(names | {"山东省", "中国"}))


def place_name(path: str) -> str:
    """Short name of the unit with this path; empty if there is none."""
    units = Unit.objects.unscoped(reason="地名，不分单位").filter(path=path)
    return units.values_list("short_name", flat=True).first() or ""
