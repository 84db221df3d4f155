"""What the gap pages show: rules, their runs, and the firms of one run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from niangjia.kernel.scope.models import STEP, Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import TradeGroup, Verdict, Zone
from niangjia.matching.models import (
    GapHit,
    GapRule,
    GapRun,
    HeadcountOrder,
    LedgerRow,
    Link,
    Task,
    TradeRule,
)
from niangjia.matching.queries.gaps import compare_runs, gap_rows, gap_run_for
from niangjia.matching.queries.rulebook import gap_rule_versions, gap_rules, in_force
from niangjia.matching.rules.gaps import GapTest

DAYS_SHOWN = 60
NO_TRADE = "未注明"


class NoSuchRule(Absent):
    """No gap or trade rule has this code."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A kept run with what it found inside the asker's scope."""

    run: GapRun
    hits: int
    pending: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in force, the version that will follow it, and its newest run."""

    rule: GapRule
    coming: GapRule | None
    newest: RunLine | None


@dataclass(frozen=True, slots=True)
class RulePage:
    rule: GapRule
    versions: list[GapRule]
    points: list[RunLine]
    newest: RunLine | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one rule and the firms that came, went and stayed."""

    earlier: GapRun
    later: GapRun
    came: list[GapHit]
    gone: list[GapHit]
    stayed: list[GapHit]


def gap_rule_version(code: str, version: int, day: date) -> GapRule:
    """A wording of a rule; ``version`` 0: the one in force on ``day``. Raises ``ValueError``."""
    rules = GapRule.objects.filter(code=code)
    found = (
        rules.filter(version=version).first()
        if version
        else in_force(rules, day).order_by("-version").first()
    )
    if found is None:
        raise ValueError("没有这条规则，或这一版不存在")
    return found


def seen_runs(scope: Scope) -> QuerySet[GapRun]:
    """Runs of units in scope and of units above it: of those the own part may be read."""
    above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
    runs = GapRun.objects.unscoped(reason="上级的运行，名单另按范围过滤")
    mine = scope.q("unit__path") | Q(unit__path__in=above)
    return runs.filter(mine).select_related("rule", "unit", "link_run")


def lines_of(scope: Scope, runs: Iterable[GapRun]) -> list[RunLine]:
    """Each run with its counts inside the scope; runs above the scope cost one query together."""
    runs = list(runs)
    own = {run.pk for run in runs if scope.covers(run.unit.path)}
    counted = _counts(scope, [run for run in runs if run.pk not in own])
    return [
        RunLine(run, run.hits, run.pending)
        if run.pk in own
        else RunLine(run, *(counted.get((run.pk, v), 0) for v in (Verdict.HIT, Verdict.PENDING)))
        for run in runs
    ]


def _counts(scope: Scope, runs: list[GapRun]) -> dict[tuple[int, str], int]:
    if not runs:
        return {}
    rows = GapHit.objects.within(scope).filter(run__in=runs).order_by().values("run", "verdict")
    return {(r["run"], r["verdict"]): r["n"] for r in rows.annotate(n=Count("id"))}


def newest_runs(scope: Scope) -> dict[str, GapRun]:
    """The newest run of every rule that this scope may read a part of."""
    runs = seen_runs(scope).order_by("rule__code", "-as_of", "-id").distinct("rule__code")
    return {run.rule.code: run for run in runs}


def rule_lines(scope: Scope, today: date) -> list[RuleLine]:
    """Rules in force with their newest run. Four queries."""
    newest = {line.run.rule.code: line for line in lines_of(scope, newest_runs(scope).values())}
    coming = {r.code: r for r in GapRule.objects.filter(valid_from__gt=today, valid_to=None)}
    rules = gap_rules(today)
    later = [rule for code, rule in coming.items() if code not in {r.code for r in rules}]
    return [RuleLine(r, coming.get(r.code), newest.get(r.code)) for r in rules] + [
        RuleLine(rule, rule, None) for rule in later
    ]


def rule_page(scope: Scope, code: str, today: date) -> RulePage:
    """One rule with its versions and the newest run of each of its last days."""
    versions = gap_rule_versions(code)
    if not versions:
        raise NoSuchRule(code)
    holds = [v for v in versions if v.valid_from <= today and not _over(v, today)]
    runs = seen_runs(scope).filter(rule__code=code).order_by("-as_of", "-id").distinct("as_of")
    points = lines_of(scope, runs[:DAYS_SHOWN])
    return RulePage(
        rule=holds[0] if holds else versions[0],
        versions=versions,
        points=points[::-1],
        newest=points[0] if points else None,
    )


def _over(rule: GapRule, day: date) -> bool:
    return rule.valid_to is not None and rule.valid_to <= day


def rule_runs(scope: Scope, code: str) -> QuerySet[GapRun]:
    """All kept runs of a rule."""
    return seen_runs(scope).filter(rule__code=code)


def first_ledger_day() -> date | None:
    """The day from which the ledger can be asked."""
    rows = LedgerRow.objects.unscoped(reason="台账从哪一天起有记录，不分单位")
    found: date | None = rows.aggregate(day=Min("valid_from"))["day"]
    return found


def trial(scope: Scope, test: GapTest, day: date) -> tuple[int, int]:
    """How many firms a wording would find on a day: hits and pending ones. Nothing is kept."""
    rows = gap_rows(scope, test, day).order_by().values("verdict").annotate(n=Count("id"))
    found = {row["verdict"]: row["n"] for row in rows}
    return found.get(Verdict.HIT, 0), found.get(Verdict.PENDING, 0)


def trades_in(scope: Scope, run: GapRun) -> list[str]:
    """The trades that occur in a run; firms without one count as ``NO_TRADE``."""
    rows = GapHit.objects.within(scope).filter(run=run).order_by("trade")
    return [trade or NO_TRADE for trade in rows.values_list("trade", flat=True).distinct()]


def tasks_of(scope: Scope, enterprises: Iterable[int]) -> dict[int, Task]:
    """The newest task of each firm, where there is one."""
    tasks = Task.objects.within(scope).filter(enterprise__in=list(enterprises)).order_by("id")
    return {task.enterprise_id: task for task in tasks}


def doubts_of(scope: Scope, enterprises: Iterable[int]) -> dict[int, Link]:
    """One undecided link for each firm that has any: the organisation of the same name."""
    links = Link.objects.within(scope).filter(
        zone=Zone.REVIEW, entry__valid_to__isnull=True, enterprise__in=list(enterprises)
    )
    ordered = links.select_related("entry").order_by("entry__source", "-id")
    return {link.enterprise_id: link for link in ordered}


def comparison(scope: Scope, first: int, second: int) -> Comparison:
    """Two runs of one rule, put in the order of their days; raises ``ValueError`` for two rules."""
    runs = [gap_run_for(scope, first), gap_run_for(scope, second)]
    if runs[0].rule.code != runs[1].rule.code:
        raise ValueError("只能比较同一条规则的两次运行")
    earlier, later = sorted(runs, key=lambda run: (run.as_of, run.pk))
    found = compare_runs(scope, earlier, later)
    return Comparison(earlier, later, found["come"], found["gone"], found["stayed"])


def headcount_orders(day: date) -> tuple[HeadcountOrder | None, list[HeadcountOrder]]:
    """The order in force on a day, and all versions, newest first."""
    versions = HeadcountOrder.objects.all()
    return in_force(versions, day).first(), list(versions)


def trade_rules_on(day: date) -> list[tuple[str, list[TradeRule]]]:
    """Group label and its rules in force, in their order."""
    rules = list(in_force(TradeRule.objects.all(), day).order_by("group", "rank", "-id"))
    return [(g.label, [rule for rule in rules if rule.group == g]) for g in TradeGroup]


def trade_rule_versions(group: str, code: str) -> list[TradeRule]:
    """All versions of a trade rule, newest first; raises ``NoSuchRule``."""
    found = list(TradeRule.objects.filter(group=group, code=code).order_by("-id"))
    if not found:
        raise NoSuchRule(code)
    return found


def facts_of(rule: GapRule) -> dict[str, Any]:
    """A rule's values, to begin a new version with."""
    names = ("title", "basis", "source_text", "min_headcount", "needs_party", "within_days",
             "new_form_only", "eight_only")  # fmt: skip
    return {name: getattr(rule, name) for name in names}
