"""The countersignatures of a matter, for the page of the matter; pages load this as ``inbox``."""

from typing import Any

from django import template
from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.enums import SignState
from niangjia.kernel.notifications.queries import (
    WARN_WORKING_DAYS,
    may_manage,
    own_item,
    signs_of,
)

register = template.Library()


@register.inclusion_tag("notifications/_countersigns.html", takes_context=True)
def countersigns(
    context: dict[str, Any], kind: str, number: int, part: int | None = None, ask: bool = True
) -> dict[str, Any]:
    """``{% countersigns "organizing.founding" case.pk %}``: who was asked what, and answered what.

    ``ask=False``: only what was answered, beside a form that decides.
    ``part``: the one thing shown, where ``kind:number`` stands for several.
    """
    request, subject = context["request"], f"{kind}:{number}"
    actor, today = request.actor, timezone.localdate()
    found = signs_of(actor, subject, part)
    days = current_calendar() if found else None
    rows = []
    for sign in found:
        waits = sign.state == SignState.OPEN
        light = days.light(sign.due_on, today, warn=WARN_WORKING_DAYS) if days and waits else None
        rows.append((sign, light, may_manage(actor, sign)))
    waiting = [sign.name for sign in found if sign.state == SignState.OPEN]
    item = own_item(actor, subject) if ask else None
    return {"request": request, "csrf_token": context.get("csrf_token"), "signs": rows,
            "waiting": waiting, "item": item}  # fmt: skip
