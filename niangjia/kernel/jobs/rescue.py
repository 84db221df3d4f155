"""Finding runs whose worker has died, and giving them to the living."""

import logging

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.jobs import queue
from niangjia.kernel.jobs.actions import enqueue
from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.registry import every
from niangjia.kernel.jobs.reporter import life_key
from niangjia.kernel.jobs.runner import _tell
from niangjia.kernel.locks import try_hold
from niangjia.kernel.scope.scoped import ScopedQuerySet

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
GIVEN_UP = (
    "运行到一半时后台进程意外结束，已自动重试 {} 次仍未完成。每次的改动都已撤回，数据没有写入一半。"
    "请检查内存与磁盘后重新运行。"
)


@every(10, "jobs.rescue")
def rescue() -> list[int]:
    """Put back every run whose worker is dead; returns their numbers.

    A run that works holds its life lock; the lock is free as soon as its process is gone.
    The dead run's transaction was rolled back by the database. After ``MOST_ATTEMPTS``
    starts the run is marked 中断 instead.
    """
    running = _all().filter(state=RunState.RUNNING).values_list("pk", flat=True)
    saved = [run_id for run_id in list(running) if _raise_up(run_id)]
    for queue_id, run_id in [*queue.left_by_the_dead(), *queue.forgotten()]:
        if _put_in_again(queue_id, run_id):
            saved.append(run_id)
    return saved


def _raise_up(run_id: int) -> bool:
    with transaction.atomic():
        if not try_hold(life_key(run_id)):
            return False
        run = _all().select_for_update(skip_locked=True).filter(pk=run_id).first()
        if run is None or run.state != RunState.RUNNING:
            return False
        queue.drop(run.queue_id)
        _decide(run)
    log.warning("run %s had lost its worker: %s", run_id, run.state)
    if run.state != RunState.QUEUED:
        _tell(run)
    return True


def _decide(run: JobRun) -> None:
    if run.cancel_requested:
        run.state, run.ended_at = RunState.CANCELLED, timezone.now()
    elif run.attempts >= MOST_ATTEMPTS:
        run.state, run.ended_at = RunState.INTERRUPTED, timezone.now()
        run.error = GIVEN_UP.format(run.attempts)
    else:
        run.state = RunState.QUEUED
        enqueue(run)
    run.save(update_fields=["state", "ended_at", "error"])


def _put_in_again(queue_id: int, run_id: int) -> bool:
    """A queued run without a living job gets a new one; a job without a queued run goes."""
    with transaction.atomic():
        run = _all().select_for_update().filter(pk=run_id).first()
        if run is not None and run.state == RunState.RUNNING:
            return False  # fetched a moment ago, or the next round's business
        queue.drop(queue_id)
        if run is None or run.state != RunState.QUEUED:
            return False
        enqueue(run)
    return True


def _all() -> "ScopedQuerySet[JobRun]":
    return JobRun.objects.unscoped(reason="任务的运行进程已不在，由系统接手")
