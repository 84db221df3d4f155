"""Reads of transfers: a union sees those that leave it and those that come to it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import TransferState
from niangjia.organizing.models import Person, Transfer
from niangjia.organizing.policies.memberships import may_act_for

OPEN_STATES = (TransferState.PROPOSED, TransferState.RELEASED)
BOTH_SIDES = "转接涉及两个工会，转出方或转入方在范围内即可见"


class NoSuchTransfer(Absent):
    """Absent, or neither union lies in the scope."""


def transfers_in(scope: Scope) -> QuerySet[Transfer]:
    """Transfers that leave or enter a union of the scope."""
    sides: Q = scope.q("from_union__unit__path") | scope.q("to_union__unit__path")
    rows = Transfer.objects.unscoped(reason=BOTH_SIDES).filter(sides)
    return rows.select_related("person", "from_union__unit", "to_union__unit")


def transfer_for(scope: Scope, transfer_id: int, *, lock: bool = False) -> Transfer:
    """One transfer with its unions."""
    rows = transfers_in(scope).filter(pk=transfer_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchTransfer(f"没有这件转接：{transfer_id}")
    return found


def person_of(scope: Scope, transfer_id: int) -> Person:
    """The locked person of a transfer in reach."""
    wanted = transfer_for(scope, transfer_id).person_id
    people = Person.objects.unscoped(reason="转接已限定范围")  # no join: see ``person_for``
    return people.select_for_update(of=("self",)).get(pk=wanted)


def open_transfer(person_id: int) -> Transfer | None:
    """The one transfer of a person that is under way."""
    rows = Transfer.objects.unscoped(reason="人员已限定范围").select_related(
        "from_union__unit", "to_union__unit"
    )
    return rows.filter(person_id=person_id, state__in=OPEN_STATES).first()


def transfers_of(person_id: int) -> list[Transfer]:
    """All transfers of a person, newest first."""
    rows = Transfer.objects.unscoped(reason="人员已限定范围")
    return list(rows.filter(person_id=person_id).select_related("from_union", "to_union"))


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One transfer and what this actor may do about it."""

    transfer: Transfer
    may_accept: bool
    may_end: bool
    in_scope: bool

    @property
    def at(self) -> int:
        """Where on the road, from 1: proposed, released, received."""
        if self.transfer.state == TransferState.DONE:
            return 4
        return 1 + bool(self.transfer.released_at) + bool(self.transfer.received_at)


def transfer_page(actor: Actor, transfer_id: int) -> TransferPage:
    """The page of a transfer; whose union has not answered yet may accept."""
    found = transfer_for(actor.scope, transfer_id)
    is_open = found.state in OPEN_STATES
    sides = ((found.from_union, found.released_at), (found.to_union, found.received_at))
    own = [at for union, at in sides if may_act_for(actor, union)]
    return TransferPage(
        found, is_open and None in own, is_open and bool(own),
        actor.scope.covers(found.person.path),
    )  # fmt: skip
