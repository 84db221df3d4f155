"""The desks that have not answered a transfer: an item at each, settled once they have."""

from django.urls import reverse

from niangjia.kernel.notifications.actions import Notice, note_step, pass_on
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import Transfer
from niangjia.organizing.policies.memberships import is_member_only
from niangjia.organizing.queries.join import desk_of
from niangjia.organizing.queries.transfers import OPEN_STATES

TODO = "organizing.transfer"


def subject_of(transfer_id: int) -> str:
    return f"{TODO}:{transfer_id}"


def tell_desks(*, transfer: Transfer, by: Actor, outcome: str = "", reason: str = "") -> None:
    """An item at each union that has not said yes; one where the same desk decides for both."""
    waiting = []
    if transfer.state in OPEN_STATES:
        waiting += [transfer.from_union] if transfer.released_at is None else []
        waiting += [transfer.to_union] if transfer.received_at is None else []
    desks = {desk for union in waiting if (desk := desk_of(union.unit.path)) is not None}
    notices = [_notice(transfer, *desk) for desk in sorted(desks)]
    pass_on(
        subject=subject_of(transfer.pk), kind=TODO, notices=notices, by=by, outcome=outcome,
        reason=reason,
    )  # fmt: skip


def _notice(transfer: Transfer, unit_id: int, role: str) -> Notice:
    sides = f"{transfer.from_union.unit.short_name}转往{transfer.to_union.unit.short_name}"
    return Notice(
        unit_id=unit_id, role=role, kind=TODO, title=f"会籍转接待确认：{sides}",
        url=reverse("organizing:transfer_detail", args=[transfer.pk]),
        subject=subject_of(transfer.pk), due_on=transfer.due_on,
    )  # fmt: skip


def note_proposal(transfer: Transfer, by: Actor) -> Transfer:
    """Whoever proposed it at a desk finds it under 已办 while the other side has not answered."""
    if transfer.state in OPEN_STATES and by.unit_id is not None and not is_member_only(by):
        note_step(_notice(transfer, by.unit_id, ""), by=by, outcome="提出转接")
    return transfer
