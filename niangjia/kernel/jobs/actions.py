"""Asking for work, stopping it, trying it again."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs import queue
from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.policies import may_steer
from niangjia.kernel.jobs.queries import run_for
from niangjia.kernel.jobs.registry import find
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed


@transaction.atomic
def start(name: str, *, by: Actor, unit_id: int, subject: str = "", **arguments: Any) -> JobRun:
    """提交一个后台任务；事务提交后由后台运行。

    ``arguments`` are JSON values for the job's function. Runs of one ``subject``
    (``"imports.run:12"``) never run at the same time; asking for the same thing again while
    it still waits gives the waiting run. Whether the actor may is decided by the caller.
    """
    job = find(name)
    job.check(arguments)
    arguments = json.loads(json.dumps(arguments))
    if subject:
        hold(f"jobs.start:{name}:{subject}")
        waiting = JobRun.objects.unscoped(reason="同一对象的同一任务不重复排队").filter(
            name=name, subject=subject, state=RunState.QUEUED, arguments=arguments
        )
        if found := waiting.first():
            return found
    unit = Unit.objects.unscoped(reason="能否为该单位办理由调用者判断").get(pk=unit_id)
    run = JobRun.objects.create(
        unit=unit, name=name, label=job.label, subject=subject, arguments=arguments,
        started_by=by.name, started_by_id=by.account_id,
    )  # fmt: skip
    enqueue(run)
    record("jobs.start", on=run, by=by, name=name, subject=subject, arguments=arguments)
    return run


def enqueue(run: JobRun) -> None:
    """Put a queued run into the queue, in the caller's transaction."""
    run.queue_id = queue.put(run.pk, run.subject)
    run.save(update_fields=["queue_id"])


@transaction.atomic
def cancel(*, run_id: int, by: Actor) -> JobRun:
    """取消：排队的立即取消，运行中的在下一步停下并全部撤回。"""
    run = _steered(run_id, by)
    if not run.under_way:
        raise NotAllowed(f"任务已经结束（{run.get_state_display()}），不能取消。")
    if run.state == RunState.QUEUED:
        run.state, run.ended_at = RunState.CANCELLED, timezone.now()
        queue.drop(run.queue_id)
    run.cancel_requested = True
    run.save(update_fields=["state", "ended_at", "cancel_requested"])
    record("jobs.cancel", on=run, by=by)
    return run


@transaction.atomic
def retry(*, run_id: int, by: Actor) -> JobRun:
    """重新运行一个失败、已取消或中断的任务，参数不变。"""
    run = _steered(run_id, by)
    if not run.stopped:
        raise NotAllowed(f"任务当前是“{run.get_state_display()}”，不能重新运行。")
    hold(f"jobs.start:{run.name}:{run.subject}")
    run.state, run.attempts, run.cancel_requested = RunState.QUEUED, 0, False
    run.error, run.message, run.done, run.total, run.ended_at = "", "", 0, None, None
    run.save(
        update_fields=[
            "state", "attempts", "cancel_requested", "error", "message", "done", "total", "ended_at",
        ]
    )  # fmt: skip
    enqueue(run)
    record("jobs.retry", on=run, by=by)
    return run


def _steered(run_id: int, by: Actor) -> JobRun:
    run = run_for(by.scope, run_id, lock=True)
    if not may_steer(by, run):
        raise NotAllowed("只有发起人和本级比对专员可以取消或重新运行。")
    return run
