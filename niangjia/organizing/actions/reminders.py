"""Reminders of something that runs out are done when it was renewed."""

from niangjia.kernel.notifications.actions import settle_all
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor


def settle_steps(*, matter: str, by: Actor, outcome: str) -> int:
    """All open reminders ``matter:step`` of a term or certificate."""
    rows = TodoItem.objects.unscoped(reason="换届或换证后提醒办结").filter(
        subject__startswith=f"{matter}:", state="open"
    )
    return settle_all(subjects=set(rows.values_list("subject", flat=True)), by=by, outcome=outcome)
