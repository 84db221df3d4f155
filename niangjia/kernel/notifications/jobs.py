"""What the outbox does by the clock."""

from niangjia.kernel.jobs.registry import every
from niangjia.kernel.notifications.outbox import deliver_due


@every(60, "notifications.deliver")
def deliver_messages() -> dict[str, int]:
    """Send what may leave now; two workers at once share the messages between them."""
    return deliver_due()
