"""The tree of units as places that rows and firms can be in."""

from niangjia.kernel.scope.finder import TERRITORIES
from niangjia.kernel.scope.models import Scope, Unit
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


def unit_of(scope: Scope, unit_id: int) -> Unit:
    """A unit in scope; ``Unit.DoesNotExist`` else."""
    return Unit.objects.within(scope).get(pk=unit_id)
