"""Reads about runs."""

from django.db.models import QuerySet

from niangjia.kernel.jobs.enums import UNDER_WAY
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.scoped import Absent


class NoSuchRun(Absent):
    """Absent, or outside the scope: the two look the same on purpose."""


def runs_in(scope: Scope, *, account_id: int | None = None, state: str = "") -> QuerySet[JobRun]:
    """Runs of the scope, newest first; of one person and in one state if asked."""
    runs = JobRun.objects.within(scope).select_related("unit").order_by("-id")
    if account_id is not None:
        runs = runs.filter(started_by_id=account_id)
    return runs.filter(state=state) if state else runs


def run_for(scope: Scope, run_id: int, *, lock: bool = False) -> JobRun:
    """One run within the scope; raises ``NoSuchRun``."""
    runs = JobRun.objects.within(scope).select_related("unit").filter(pk=run_id)
    run = (runs.select_for_update(of=("self",)) if lock else runs).first()
    if run is None:
        raise NoSuchRun(f"没有这个后台任务：{run_id}")
    return run


def latest_run(scope: Scope, subject: str, name: str = "") -> JobRun | None:
    """The newest run about a subject, e.g. to show its progress on the subject's page."""
    runs = JobRun.objects.within(scope).filter(subject=subject).order_by("-id")
    return (runs.filter(name=name) if name else runs).first()


def is_under_way(subject: str) -> bool:
    """Whether any run about this subject waits or works."""
    runs = JobRun.objects.unscoped(reason="同一对象只看有没有在运行")
    return runs.filter(subject=subject, state__in=UNDER_WAY).exists()
