"""Doing the work of one run, and writing down how it ended."""

import logging
import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia.kernel.jobs import queue
from niangjia.kernel.jobs.actions import enqueue
from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.progress import Cancelled, Progress, Stopping
from niangjia.kernel.jobs.registry import find
from niangjia.kernel.jobs.reporter import Reporter, _never
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.scoped import ScopedQuerySet

log = logging.getLogger(__name__)
CHINESE = re.compile("[一-鿿]")
PATIENCE = 120  # seconds: a killed worker's last statement may still be dying in the server

AFTER_END: list[Callable[[JobRun], None]] = []
"""Told after a run has ended, in whatever state; connected in ``portal.wiring``."""


def run_now(name: str, progress: Progress, **arguments: Any) -> dict[str, Any]:
    """Run a job's function here and now, without queue and record; returns its result."""
    job = find(name)
    with transaction.atomic() if job.atomic else nullcontext():
        return job.function(progress, **arguments) or {}


def work_off() -> int:
    """Do all waiting runs in this process, oldest first; returns how many were done."""
    count, last = 0, 0
    while run := _all().filter(state=RunState.QUEUED, pk__gt=last).order_by("pk").first():
        last = run.pk
        perform(run.pk)
        queue.drop(run.queue_id)
        count += 1
    return count


def perform(run_id: int, stopping: Callable[[], bool] = _never) -> None:
    """Do one run. Does nothing if it is not waiting or somebody else is at it."""
    with Reporter(run_id, stopping) as progress:
        if not progress.take() or not _begin(run_id):
            return
        run = _all().get(pk=run_id)
        try:
            _work(run, progress)
        except Cancelled:
            _end(run, progress, RunState.CANCELLED)
        except Stopping:
            _put_back(run)
            return
        except Exception as problem:
            log.exception("job %s, run %s", run.name, run.pk)
            _end(run, progress, RunState.FAILED, error=told(problem))
    _tell(run)


def _begin(run_id: int) -> bool:
    """Waiting → running, by exactly one process."""
    now = timezone.now()
    fresh: dict[str, Any] = {"done": 0, "total": None, "message": "", "error": "", "result": {}}
    begun: dict[str, Any] = {"state": RunState.RUNNING, "attempts": F("attempts") + 1}
    waiting = _all().filter(pk=run_id, state=RunState.QUEUED)
    return bool(waiting.update(**begun, **fresh, began_at=now, heartbeat=now))


def _work(run: JobRun, progress: Reporter) -> None:
    """The function and the mark that it is done stand or fall together."""
    job = find(run.name)
    with transaction.atomic() if job.atomic else nullcontext():
        if job.atomic and run.subject:
            hold(f"jobs.subject:{run.subject}", timeout=PATIENCE)
        result = job.function(progress, **run.arguments) or {}
        _end(run, progress, RunState.DONE, result=result)


def _end(run: JobRun, progress: Reporter, state: RunState, **facts: Any) -> None:
    run.state, run.ended_at = state, timezone.now()
    run.done, run.total, run.message = progress.done, progress.total, progress.message
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=["state", "ended_at", "done", "total", "message", *facts])


@transaction.atomic
def _put_back(run: JobRun) -> None:
    """The worker closes: the run waits again, and this start does not count."""
    run.state, run.attempts = RunState.QUEUED, run.attempts - 1
    run.save(update_fields=["state", "attempts"])
    enqueue(run)


def _tell(run: JobRun) -> None:
    for listener in AFTER_END:
        try:
            listener(run)
        except Exception:
            log.exception("listener of run %s", run.pk)


def told(problem: Exception) -> str:
    """What the user reads: the exception's own Chinese sentence, or that it is our mistake."""
    text = str(problem)
    if CHINESE.search(text):
        return text[:2000]
    return f"程序出错（{type(problem).__name__}），已写入日志。全部改动已撤回，可以重新运行。"


def _all() -> "ScopedQuerySet[JobRun]":
    return JobRun.objects.unscoped(reason="后台任务按编号运行，不经用户")
