"""Where a union stands: county, town and the whole line from the top, from its units above."""

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.kernel.scope.enums import UnitKind

COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)
TOWNS = (UnitKind.TOWN, UnitKind.PARK)


@dataclass(frozen=True, slots=True)
class Place:
    """Units by number. ``county`` is the city itself for a union that hangs on the city."""

    superior: int | None
    county: int | None
    town: int | None
    lineage: tuple[int, ...]


def place_of(chain: Sequence[tuple[int, str]]) -> Place:
    """``chain`` holds (number, kind) from the top to the union itself."""
    above = chain[:-1]
    return Place(
        superior=above[-1][0] if above else None,
        county=_last(above, COUNTIES) or _last(above, (UnitKind.CITY,)),
        town=_last(above, TOWNS),
        lineage=tuple(number for number, _ in chain),
    )


def _last(chain: Sequence[tuple[int, str]], kinds: Sequence[str]) -> int | None:
    return next((number for number, kind in reversed(chain) if kind in kinds), None)
