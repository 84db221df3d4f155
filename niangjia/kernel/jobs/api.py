"""What the storeys above may call."""

from niangjia.kernel.jobs.actions import cancel, retry, start
from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.progress import Cancelled, Progress, Silent
from niangjia.kernel.jobs.queries import is_under_way, latest_run, run_for
from niangjia.kernel.jobs.registry import every, job
from niangjia.kernel.jobs.runner import AFTER_END, run_now, work_off

__all__ = [
    "AFTER_END",
    "Cancelled",
    "Progress",
    "RunState",
    "Silent",
    "cancel",
    "every",
    "is_under_way",
    "job",
    "latest_run",
    "retry",
    "run_for",
    "run_now",
    "start",
    "work_off",
]
