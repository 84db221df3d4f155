"""The members of a union that ends: retained where they are, or moved on (Law, art. 13)."""

from datetime import date

from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.enums.members import (
    HELD,
    ChangeReason,
    MembershipChange,
    MembershipState,
)
from niangjia.organizing.models import Membership, Person, Union
from niangjia.organizing.models.facts import OPEN

BATCH = 5_000
WHY = "工会整体并入或撤销，会员一并处理"


def move_members(union: Union, into: Union, *, on: date, by: Actor) -> int:
    """All members of ``union`` become members of ``into`` from ``on``. Returns how many."""
    facts = {"union": into, "change": MembershipChange.TRANSFERRED_IN}
    moved = _turn_roll(union, on, by, **facts)
    Person.objects.unscoped(reason=WHY).filter(pk__in=moved).update(
        unit=into.unit_id, path=into.unit.path
    )
    recount_unions([union.pk, into.pk])
    return len(moved)


def retain_members(union: Union, *, on: date, by: Actor) -> int:
    """All active members of ``union`` keep their membership without dues and vote."""
    facts = {"state": MembershipState.RETAINED, "change": MembershipChange.RETAINED,
             "reason": ChangeReason.BANKRUPT}  # fmt: skip
    kept = _turn_roll(union, on, by, **facts)
    Person.objects.unscoped(reason=WHY).filter(pk__in=kept).update(state=MembershipState.RETAINED)
    recount_unions([union.pk])
    return len(kept)


def _turn_roll(ended: Union, on: date, by: Actor, **facts: object) -> list[int]:
    """Close the open memberships of a union at ``on`` and open others; person numbers back.

    A membership that began on ``on`` or later is superseded: it never held before.
    """
    every = Membership.objects.unscoped(reason=WHY)
    old = list(
        every.filter(OPEN, union=ended, state__in=HELD)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    late = [row.pk for row in old if row.valid_from >= on]
    every.filter(pk__in=late).update(superseded_at=timezone.now())
    every.filter(pk__in=[row.pk for row in old if row.valid_from < on]).update(valid_to=on)
    Membership.objects.bulk_create(
        [_next(row, max(on, row.valid_from), by, facts) for row in old], batch_size=BATCH
    )
    return [row.person_id for row in old]


def _next(row: Membership, on: date, by: Actor, facts: dict[str, object]) -> Membership:
    values = {
        "union": row.union, "state": row.state, "reason": ChangeReason.WORK_CHANGED,
        "migrant": row.migrant, "trade": row.trade, "employer_id": row.employer_id,
        "channel": row.channel,
    } | facts  # fmt: skip
    return Membership(person_id=row.person_id, valid_from=on, recorded_by=by.name, **values)
