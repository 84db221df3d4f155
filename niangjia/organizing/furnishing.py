"""How a house is filled on its first day: unions, what hangs on them, joining, founding, campaigns.

For the sample city and a first load. Modules that work with unions every day call ``api``.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import bulk
from niangjia.organizing.actions.bulk import EmployerRow, UnionRow
from niangjia.organizing.actions.campaigns import set_targets, start_campaign
from niangjia.organizing.actions.founding import EmployerFacts, Opening
from niangjia.organizing.actions.founding_people import Somebody
from niangjia.organizing.actions.furnish import FurnishedUnion, furnish_unions
from niangjia.organizing.actions.furnish_founding import Road, Staff, furnish_founding
from niangjia.organizing.actions.furnish_joining import Applicant, JoiningDesk, furnish_joining
from niangjia.organizing.models import Union
from niangjia.organizing.queries import campaigns

__all__ = [
    "Applicant",
    "EmployerFacts",
    "EmployerRow",
    "FurnishedUnion",
    "JoiningDesk",
    "Opening",
    "Road",
    "Somebody",
    "Staff",
    "UnionRow",
    "first_basic_union",
    "furnish_founding",
    "furnish_joining",
    "furnish_unions",
    "plant_register",
    "registered_codes",
    "run_campaign",
]


def plant_register(rows: Sequence[UnionRow], *, by: Actor) -> list[int]:
    """Register many new unions; their numbers in the order of the rows."""
    return [union.pk for union in bulk.founded(rows=rows, by=by)]


def registered_codes() -> set[str]:
    """The codes of all unions registered so far."""
    rows = Union.objects.unscoped(reason="批量登记前查已有的代码").exclude(uscc="")
    return set(rows.values_list("uscc", flat=True))


def run_campaign(
    *, name: str, starts_on: date, ends_on: date, targets: Mapping[tuple[int, str], int], by: Actor
) -> None:
    """A campaign of the actor's unit with targets by (place, figure); once for each name."""
    if any(row.name == name for row in campaigns.campaigns(by)):
        return
    made = start_campaign(name=name, starts_on=starts_on, ends_on=ends_on, by=by)
    set_targets(campaign_id=made.pk, numbers=targets, by=by)


def first_basic_union(scope: Scope) -> Unit | None:
    """The unit of the first basic union of one employer in scope, in the order of the tree."""
    rows = Union.objects.within(scope).filter(unit__kind=UnitKind.BASIC).select_related("unit")
    found = rows.order_by("unit__path").first()
    return found.unit if found else None
