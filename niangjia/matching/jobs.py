"""Jobs of the matching room: thin; primitive arguments in, actions called."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.jobs.api import Progress, every, job
from niangjia.kernel.locks import try_hold
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.scope.queries import acting_at
from niangjia.matching.actions.gaps import run_rule
from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.actions.review_items import tell_reviews
from niangjia.matching.actions.task_reminders import remind_owners
from niangjia.matching.actions.trials import apply_trial, make_trial
from niangjia.matching.queries.gap_pages import gap_rule_version


def _unit(number: int) -> Unit:
    return Unit.objects.unscoped(reason="后台任务，发起时已判断范围").get(pk=number)


def _clerk(name: str, unit: Unit) -> Actor:
    return acting_at(unit.pk, name=name, roles=[Role.CLERK.value])


@job("matching.link", label="比对名册、更新台账")
def link_job(
    progress: Progress, root_id: int, as_of: str, by_name: str = "比对任务", full: bool = False
) -> dict[str, Any]:
    """All lists to the ledger, as of an ISO day."""
    unit = _unit(root_id)
    by = _clerk(by_name, unit)
    run = run_linkage(
        unit=unit, as_of=date.fromisoformat(as_of), by=by, progress=progress, full=full
    )
    names = {
        "looked_at": "计算的企业",
        "new": "新增企业",
        "changed": "变更企业",
        "closed": "退出企业",
    }
    figures = {label: run.ledger[name] for name, label in names.items()}
    return {"url": reverse("matching:link_run", args=[run.pk]), **figures}


@job("matching.trial", label="试算阈值或模型")
def trial_job(
    progress: Progress,
    *,
    root_id: int,
    kind: str,
    source: str,
    settings: dict[str, str],
    by_name: str,
) -> dict[str, Any]:
    """Stored pairs judged anew beside the old."""
    unit = _unit(root_id)
    trial = make_trial(kind=kind, source=source, settings=settings, unit=unit,
                       by=_clerk(by_name, unit), progress=progress)  # fmt: skip
    url = reverse("matching:trial_detail", args=[trial.pk])
    return {"url": url, "比较的对应": trial.pairs, "会变动": trial.moved}


@job("matching.apply_trial", label="采用试算")
def apply_trial_job(
    progress: Progress, *, root_id: int, trial_id: int, by_name: str
) -> dict[str, Any]:
    """The difference that was shown takes effect."""
    trial = apply_trial(trial_id=trial_id, by=_clerk(by_name, _unit(root_id)), progress=progress)
    return {"url": reverse("matching:trial_detail", args=[trial.pk]), "变动": trial.moved}


@job("matching.gap", label="运行缺口规则")
def gap_job(
    progress: Progress, *, root_id: int, code: str, as_of: str, version: int = 0, by_name: str = ""
) -> dict[str, Any]:
    """One rule, as of an ISO day, in the subtree of unit ``root_id``.

    ``version``: which wording is asked; 0 for the one in force today.
    """
    unit, rule = _unit(root_id), gap_rule_version(code, version, timezone.localdate())
    by = _clerk(by_name or "缺口任务", unit)
    run = run_rule(rule=rule, unit=unit, as_of=date.fromisoformat(as_of), by=by)
    url = reverse("matching:gap_run", args=[run.pk])
    return {"url": url, "缺口": run.hits, "待核实": run.pending}


@every(3600, "matching.reviews")
def review_job() -> int:
    """Whoever judges doubtful pairs has an item, also where clerks came or went since."""
    with transaction.atomic():
        if not try_hold("matching.link"):
            return 0  # a comparison is under way and tells them itself
        return tell_reviews(by=Actor.system("疑似对应待办"))


@every(3600, "matching.remind_owners")
def remind_job() -> int:
    """Owners of tasks due soon get one message a working day."""
    return remind_owners()
