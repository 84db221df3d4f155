"""What the room does by the clock; thin."""

from niangjia.kernel.jobs.api import every
from niangjia.organizing.actions.members_retention import sweep_persons


@every(24 * 3600, "organizing.retention")
def retention_job() -> int:
    """Personal data whose term has run out."""
    return sum(sweep_persons().values())
