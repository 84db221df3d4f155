"""What the room does by the clock; thin."""

from niangjia.kernel.jobs.api import every
from niangjia.kernel.locks import Busy
from niangjia.organizing.actions.members_retention import sweep_persons
from niangjia.organizing.actions.watch import remind_all


@every(24 * 3600, "organizing.retention")
def retention_job() -> int:
    """Personal data whose term has run out."""
    return sum(sweep_persons().values())


@every(3600, "organizing.watch")
def watch_job() -> int:
    """Terms and certificates that run out, unions without a sign of life."""
    try:
        return remind_all()
    except Busy:
        return 0
