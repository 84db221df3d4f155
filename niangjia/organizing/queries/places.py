"""Units above a union, and units of a scope by number."""

from collections.abc import Iterable

from niangjia.kernel.scope.models import Scope, Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.organizing.rules.places import Place, place_of

WHY = "隶属链要看上级单位，只取编号与类别"


def chain_of(unit: Unit) -> list[tuple[int, str]]:
    """(number, kind) from the top to the unit."""
    rows = Unit.objects.unscoped(reason=WHY).filter(path__in=prefixes(unit.path))
    return list(rows.order_by("path").values_list("pk", "kind"))


def place_for(unit: Unit) -> Place:
    return place_of(chain_of(unit))


def places_for(units: Iterable[Unit]) -> dict[int, Place]:
    """Place by unit number, for many units, in one query."""
    units = list(units)
    wanted = {path for unit in units for path in prefixes(unit.path)}
    rows = Unit.objects.unscoped(reason=WHY).filter(path__in=wanted)
    known = {path: (pk, kind) for pk, path, kind in rows.values_list("pk", "path", "kind")}
    return {u.pk: place_of([known[path] for path in prefixes(u.path)]) for u in units}


def units_of(scope: Scope) -> list[int]:
    """The numbers of the units a scope starts from."""
    rows = Unit.objects.unscoped(reason="本人岗位所在单位").filter(path__in=scope.paths)
    return list(rows.values_list("pk", flat=True))


def unit_at(scope: Scope, path: str) -> int:
    """The number of the unit at a path in scope; 0 for none, which nothing hangs below."""
    row = Unit.objects.within(scope).filter(path=path).values_list("pk", flat=True).first()
    return row or 0
