"""The desks that have not answered a transfer: an item at each, settled once they have."""

from django.urls import reverse

from niangjia.kernel.notifications.actions import Notice, pass_on
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import Transfer
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
    title = f"会籍转接待确认：{transfer.from_union.unit.short_name}转往{transfer.to_union.unit.short_name}"
    notices = [
        Notice(
            unit_id=unit_id, role=role, kind=TODO, title=title, due_on=transfer.due_on,
            url=reverse("organizing:transfer_detail", args=[transfer.pk]),
            subject=subject_of(transfer.pk),
        )
        for unit_id, role in sorted(desks)
    ]  # fmt: skip
    pass_on(
        subject=subject_of(transfer.pk), kind=TODO, notices=notices, by=by, outcome=outcome,
        reason=reason,
    )  # fmt: skip
