"""Short messages: written with the deed, sent afterwards, never in quiet hours."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.notifications.enums import Channel, MessageState
from niangjia.kernel.notifications.gateways import Letter, Refused, gateway
from niangjia.kernel.notifications.models import Message
from niangjia.kernel.notifications.rules import not_before, retry_at
from niangjia.kernel.notifications.wordings import wording
from niangjia.kernel.scope.actor import Actor


@transaction.atomic
def post_message(
    *,
    unit_id: int,
    account_id: int | None,
    address: str,
    code: str,
    by: Actor,
    channel: Channel = Channel.SMS,
    now: datetime | None = None,
    **values: str | int,
) -> Message:
    """Put a message into the outbox. ``code`` names the wording, ``values`` fill it.

    ``not_before`` is set so that quiet hours and the person's daily share are kept. Who has no
    account (an applicant) gets what the own application brings about, and has no share.
    """
    moment = timezone.localtime(now)
    planned = _planned(account_id, moment) if account_id else None
    return Message.objects.create(
        unit_id=unit_id,
        account_id=account_id,
        channel=channel,
        wording=code,
        text=wording(code).fill(**values),
        address=address,
        not_before=not_before(moment, planned),
        created_by=by.name,
    )


@transaction.atomic
def post_messages(
    letters: Iterable[tuple[int, str, Mapping[str, str | int]]],
    *,
    code: str,
    by: Actor,
    now: datetime | None = None,
) -> int:
    """The same wording to many, in one statement: (unit, telephone, values) of each.

    For people without an account; returns how many were written.
    """
    moment = not_before(timezone.localtime(now))
    rows = [
        Message(
            unit_id=unit_id, channel=Channel.SMS, wording=code, text=wording(code).fill(**values),
            address=address, not_before=moment, created_by=by.name,
        )
        for unit_id, address, values in letters
    ]  # fmt: skip
    return len(Message.objects.bulk_create(rows))


def _planned(account_id: int, moment: datetime) -> Counter[date]:
    """How many messages a person is to get, by day."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    times = Message.objects.unscoped(reason="每人每日条数与发送单位无关").filter(
        account_id=account_id, not_before__gte=midnight
    )
    return Counter(
        timezone.localtime(at).date() for at in times.values_list("not_before", flat=True)
    )


def deliver_due(now: datetime | None = None) -> dict[str, int]:
    """Send what may leave by ``now``; each message in a transaction of its own."""
    moment = timezone.localtime(now)
    counted = {"sent": 0, "held": 0, "failed": 0}
    if not_before(moment) > moment:
        return counted  # quiet hours: whatever is left over waits for the morning
    waiting = Message.objects.unscoped(reason="发件箱由后台统一发送").filter(
        state=MessageState.WAITING, not_before__lte=moment
    )
    for pk in waiting.order_by("not_before", "id").values_list("pk", flat=True)[:500]:
        if outcome := _deliver(pk, moment):
            counted[outcome] += 1
    return counted


@transaction.atomic
def _deliver(message_id: int, moment: datetime) -> str:
    """``sent``, ``held`` for another try, ``failed``, or empty: another worker has it."""
    found = Message.objects.unscoped(reason="发件箱由后台统一发送").filter(
        pk=message_id, state=MessageState.WAITING
    )
    message = found.select_for_update(skip_locked=True).first()
    if message is None:
        return ""
    message.attempts += 1
    try:
        message.receipt = gateway(message.channel).send(_letter(message))
        message.state, message.sent_at, message.problem = MessageState.SENT, moment, ""
    except Refused as problem:
        message.problem = str(problem)[:200]
        again = retry_at(moment, message.attempts)
        message.state = MessageState.WAITING if again else MessageState.FAILED
        message.not_before = again or message.not_before
    message.save(update_fields=["attempts", "receipt", "state", "sent_at", "problem", "not_before"])
    return {"waiting": "held", "sent": "sent", "failed": "failed"}[message.state]


def _letter(message: Message) -> Letter:
    approval = wording(message.wording).approval
    return Letter(message.pk, message.channel, message.address or "", approval, message.text)
