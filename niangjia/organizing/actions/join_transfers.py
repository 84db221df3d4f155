"""Transfers that begin at a phone: proposed by one tap, told to both desks, settled when over."""

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from niangjia.kernel.notifications.actions import Notice, settle_all, tell_all
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.transfers import propose_transfer
from niangjia.organizing.models import Transfer
from niangjia.organizing.queries.join import desk_of
from niangjia.organizing.queries.join_transfers import told_and_over

TODO = "organizing.transfer"


@transaction.atomic
def ask_transfer(
    *, person_id: int, to_union_id: int, by: Actor, employer_id: int | None = None, note: str = ""
) -> Transfer:
    """会员本人申请转接：扫新单位工会的码，一步提出；只问新单位是哪一家。"""
    transfer = propose_transfer(
        person_id=person_id, to_union_id=to_union_id, by=by, employer_id=employer_id, note=note
    )
    tell_transfer(transfer=transfer, by=by)
    return transfer


def tell_transfer(*, transfer: Transfer, by: Actor) -> None:
    """An item at each union that has not said yes; one where the same desk decides for both."""
    waiting = [transfer.from_union] if transfer.released_at is None else []
    waiting += [transfer.to_union] if transfer.received_at is None else []
    desks = {desk for union in waiting if (desk := desk_of(union.unit.path)) is not None}
    tell_all(
        (
            Notice(
                unit_id=unit_id, role=role, kind=TODO, title="会籍转接待确认", url=_list_url(),
                subject=f"{TODO}:{transfer.pk}", due_on=transfer.due_on,
            )
            for unit_id, role in sorted(desks)
        ),
        by=by,
    )  # fmt: skip


def _list_url() -> str:
    try:
        return reverse("organizing:transfer_list")
    except NoReverseMatch:  # the list is a page of its own, which a small installation may lack
        return reverse("notifications:inbox")


def settle_transfers() -> int:
    """Items of transfers that are done, refused or withdrawn: a chore, whoever ended them."""
    over = told_and_over(TODO)
    house = Actor.system("会籍转接办结")
    return settle_all(subjects=[f"{TODO}:{number}" for number in over], by=house) if over else 0
