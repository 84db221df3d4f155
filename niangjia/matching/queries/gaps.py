"""Gap rules asked of the ledger, and what earlier runs found."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import Status, Verdict
from niangjia.matching.models import GapHit, GapRule, GapRun, LedgerRow
from niangjia.matching.queries.ledger import on_day
from niangjia.matching.rules.gaps import GapTest


class NoSuchRun(Absent):
    """Absent or out of scope."""


def measures_of(rule: GapRule) -> GapTest:
    """The measurable part of a rule's row."""
    return GapTest(
        min_headcount=rule.min_headcount,
        needs_party=rule.needs_party,
        within_days=rule.within_days,
        new_form_only=rule.new_form_only,
        eight_only=rule.eight_only,
    )


def gap_filter(test: GapTest, day: date) -> Q:
    """``rules.gaps.gap_verdict`` is not None, as a filter of ledger rows; a test holds them equal."""
    found = Q(has_union=False) & ~Q(status=Status.CLOSED)
    if test.min_headcount is not None:
        least = Q(headcount__gte=test.min_headcount)
        found &= least | Q(headcount__isnull=True) if test.min_headcount == 0 else least
    if test.within_days is not None:
        found &= Q(registered_on__range=(day - timedelta(days=test.within_days), day))
    if test.needs_party:
        found &= Q(has_party=True) | Q(pending_party=True)
    if test.new_form_only:
        found &= ~Q(new_form="")
    if test.eight_only:
        found &= ~Q(eight_field="")
    return found


def doubtful(test: GapTest) -> Q:
    """Among those: the pending ones."""
    return Q(pending_union=True) | (Q(has_party=False) if test.needs_party else Q(pk__in=[]))


def gap_rows(scope: Scope, test: GapTest, day: date) -> QuerySet[Any]:
    """Rows a rule finds on a day, each with ``verdict``."""
    rows = LedgerRow.objects.within(scope).filter(on_day(day), gap_filter(test, day))
    return rows.annotate(
        verdict=Case(When(doubtful(test), then=Value(Verdict.PENDING)), default=Value(Verdict.HIT))
    )


def gap_runs(scope: Scope, code: str) -> QuerySet[GapRun]:
    """Runs of a rule, newest first."""
    return GapRun.objects.within(scope).filter(rule__code=code).select_related("rule")


def latest_runs(scope: Scope) -> list[GapRun]:
    """The newest run of every rule, in the rules' order."""
    runs = (
        GapRun.objects.within(scope).select_related("rule").order_by("rule__code", "-as_of", "-id")
    )
    return sorted(runs.distinct("rule__code"), key=lambda run: (run.rule.rank, run.rule.code))


def gap_run_for(scope: Scope, run_id: int) -> GapRun:
    """A run of which the actor may see hits: its unit or one above or below."""
    run = GapRun.objects.unscoped(reason="下级可查看上级运行中本辖区的结果").filter(pk=run_id)
    found = run.select_related("rule", "unit").first()
    if found is None or not any(
        found.unit.path.startswith(path) or path.startswith(found.unit.path) for path in scope.paths
    ):
        raise NoSuchRun(run_id)
    return found


def hits_of(scope: Scope, run: GapRun, verdict: str = "") -> QuerySet[GapHit]:
    """What a run found within scope."""
    found = GapHit.objects.within(scope).filter(run=run).select_related("unit")
    return found.filter(verdict=verdict) if verdict else found


def count_hits(scope: Scope, run: GapRun) -> dict[str, int]:
    """How many firms in scope a run found, by verdict."""
    found = hits_of(scope, run).order_by().values_list("verdict").annotate(n=Count("id"))
    return dict.fromkeys(Verdict.values, 0) | dict(found)


def compare_runs(scope: Scope, earlier: GapRun, later: GapRun) -> dict[str, list[GapHit]]:
    """Firms that came, went or stayed between two runs, hits only."""
    before = {h.enterprise_id: h for h in hits_of(scope, earlier, Verdict.HIT)}
    after = {h.enterprise_id: h for h in hits_of(scope, later, Verdict.HIT)}
    return {
        "come": [h for e, h in after.items() if e not in before],
        "gone": [h for e, h in before.items() if e not in after],
        "stayed": [h for e, h in after.items() if e in before],
    }
