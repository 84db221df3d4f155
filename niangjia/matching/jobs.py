"""Jobs of the matching room: thin; primitive arguments in, actions called."""

from datetime import date
from typing import Any

from niangjia.kernel.jobs.api import Progress, every, job
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.matching.actions.gaps import run_rule
from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.actions.task_reminders import remind_owners
from niangjia.matching.queries.rulebook import gap_rule


def _unit(unit_id: int) -> Unit:
    return Unit.objects.unscoped(reason="后台任务，发起时已判断范围").get(pk=unit_id)


def _clerk(name: str, unit: Unit) -> Actor:
    """The person who asked, acting at the unit; whether they may was decided at the start."""
    return Actor(
        account_id=None, name=name, unit_id=unit.pk, unit_path=unit.path, unit_name=unit.name,
        roles=frozenset({Role.CLERK.value}), scope=unit.scope,
    )  # fmt: skip


@job("matching.link", label="比对名册、更新台账")
def link_job(
    progress: Progress, unit_id: int, as_of: str, by_name: str = "比对任务", full: bool = False
) -> dict[str, Any]:
    """All lists to the ledger, as of an ISO day."""
    unit = _unit(unit_id)
    by = _clerk(by_name, unit)
    run = run_linkage(
        unit=unit, as_of=date.fromisoformat(as_of), by=by, progress=progress, full=full
    )
    return {"link_run": run.pk, **run.ledger}


@job("matching.gap", label="运行缺口规则")
def gap_job(
    progress: Progress, unit_id: int, code: str, as_of: str, by_name: str = "缺口任务"
) -> dict[str, Any]:
    """One rule, as of an ISO day."""
    unit, rule = _unit(unit_id), gap_rule(code)
    if rule is None:
        raise ValueError("没有这条规则，或已停用")
    by = _clerk(by_name, unit)
    run = run_rule(rule=rule, unit=unit, as_of=date.fromisoformat(as_of), by=by)
    return {"gap_run": run.pk, "hits": run.hits, "pending": run.pending}


@every(3600, "matching.remind_owners")
def remind_job() -> int:
    """Owners of tasks due soon get one message a working day."""
    return remind_owners()
