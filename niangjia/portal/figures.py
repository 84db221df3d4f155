"""The figures of the dashboards: each with its day, its 口径 and the list behind it.

Every function takes the scope first. A figure and its list ask the same question, so that they
cannot differ; a test counts both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr, TruncMonth

from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import STEP, Unit
from niangjia.matching.enums import Source, Status
from niangjia.matching.models import Entry, GapHit, GapRun, LedgerRow

DEFINITIONS = {
    "unions": "工会名册中在该日有效的工会组织；联合工会按一个计。",
    "members": "上述工会名册所报会员数之和，不是按人核对的人数。",
    "new_form_unions": "工会名册中标明新就业形态的工会组织。",
    "new_form_members": "上述新就业形态工会所报会员数之和。",
    "enterprises": "台账中在该日有效、未注销吊销的市场主体；分支机构单独计。",
    "with_union": "上述市场主体中已有对应工会的；联合工会覆盖的各家分别计。",
}


@dataclass(frozen=True, slots=True)
class County:
    """A county or functional zone with its figures of one day."""

    path: str
    name: str
    unions: int
    members: int
    enterprises: int
    with_union: int
    gaps: dict[str, int]
    own: bool = False

    @property
    def place(self) -> str:
        """The value of a list's place filter: the top's own row counts what hangs on it alone."""
        return f"{self.path}." if self.own else self.path

    @property
    def coverage(self) -> str:
        """Share of enterprises with a union, for display."""
        return f"{100 * self.with_union / self.enterprises:.1f}%" if self.enterprises else "—"


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def union_entries(scope: Scope, day: date) -> QuerySet[Entry]:
    """One entry for each union in force on the day (a joint union has further parts)."""
    return Entry.objects.within(scope).filter(_on(day), source=Source.UNION, part=0)


@dataclass(frozen=True, slots=True)
class Firms:
    """The living enterprises of a day that hang on one unit itself, and those with a union."""

    path: str
    enterprises: int
    with_union: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The firms of one unit itself that a rule's run found."""

    path: str
    code: str
    firms: int


C = TypeVar("C", Firms, Hits)


def firms_by_unit(day: date) -> list[Firms]:
    """For every unit of the tree: one walk over the ledger answers all scopes. Counts alone."""
    rows = LedgerRow.objects.unscoped(reason="各单位户数一次算出，展示时按范围取用")
    living = rows.filter(_on(day)).exclude(status=Status.CLOSED).order_by().values("unit_path")
    counted = living.annotate(enterprises=Count("id"), united=Count("id", Q(has_union=True)))
    return [Firms(row["unit_path"], row["enterprises"], row["united"]) for row in counted]


def hits_by_unit(runs: Iterable[GapRun]) -> list[Hits]:
    """For every unit of the tree, the firms that the given runs found. Counts alone."""
    rows = GapHit.objects.unscoped(reason="各单位缺口户数一次算出，展示时按范围取用")
    hits = rows.filter(run__in=list(runs), verdict="hit").order_by()
    counted = hits.values_list("unit_path", "run__rule__code").annotate(firms=Count("id"))
    return [Hits(*row) for row in counted]


def totals(scope: Scope, day: date, firms: list[Firms] | None = None) -> dict[str, int]:
    """The headline figures, keyed as ``DEFINITIONS``; ``firms`` as of the day, if counted before."""
    new_form = Q(new_form=True)
    union = union_entries(scope, day).aggregate(
        unions=Count("id"),
        all_members=Sum("members"),
        new_form_unions=Count("id", filter=new_form),
        new_form_members=Sum("members", filter=new_form),
    )
    union["members"] = union.pop("all_members")
    counted = firms_by_unit(day) if firms is None else firms
    own = [one for one in counted if scope.covers(one.path)]
    ledger = {
        "enterprises": sum(one.enterprises for one in own),
        "with_union": sum(one.with_union for one in own),
    }
    return {name: value or 0 for name, value in (union | ledger).items()}


def latest_gap_runs(scope: Scope, day: date) -> list[GapRun]:
    """For each rule its newest run up to the day, in the order of the rules."""
    runs = GapRun.objects.unscoped(reason="运行只含合计；名单另按范围过滤").filter(as_of__lte=day)
    newest = runs.order_by("rule__code", "-as_of", "-id").distinct("rule__code")
    return sorted(newest.select_related("rule"), key=lambda run: run.rule.rank)


def _by_county(
    rows: QuerySet[Any], path: str, width: int, **counts: Count | Sum
) -> dict[str, dict[str, int]]:
    grouped = rows.order_by().annotate(county=Substr(path, 1, width)).values("county")
    return {row.pop("county"): row for row in grouped.annotate(**counts)}


def gap_pending(scope: Scope, runs: Iterable[GapRun]) -> dict[str, int]:
    """``{rule code: firms}`` that wait for a decision in the given runs, within the scope."""
    hits = GapHit.objects.within(scope).filter(run__in=list(runs), verdict="pending")
    codes = hits.order_by().values_list("run__rule__code").annotate(firms=Count("id"))
    return dict(codes)


def _below(scope: Scope, rows: Iterable[C], width: int) -> dict[str, list[C]]:
    """Rows of units within the scope under the unit directly below its top."""
    found: dict[str, list[C]] = {}
    for row in rows:
        if scope.covers(row.path):
            found.setdefault(row.path[:width], []).append(row)
    return found


def counties(
    scope: Scope,
    day: date,
    runs: Iterable[GapRun],
    firms: list[Firms] | None = None,
    hits: list[Hits] | None = None,
) -> list[County]:
    """The units directly below the scope's top, in tree order; the top itself comes first
    if something hangs on it alone. ``firms`` and ``hits``: those of all units, if counted before."""
    width = min((len(path) for path in scope.paths), default=STEP) + STEP
    unions = _by_county(
        union_entries(scope, day), "unit__path", width, unions=Count("id"), heads=Sum("members")
    )
    living = _below(scope, firms_by_unit(day) if firms is None else firms, width)
    gaps = _below(scope, hits_by_unit(runs) if hits is None else hits, width)
    units = (
        Unit.objects.within(scope)
        .exclude(kind=UnitKind.DEPARTMENT)
        .filter(path__in=set(unions) | set(living) | set(gaps))
    )
    return [
        County(
            path=unit.path,
            name=unit.short_name + ("本级" if len(unit.path) < width else ""),
            own=len(unit.path) < width,
            unions=unions.get(unit.path, {}).get("unions", 0),
            members=unions.get(unit.path, {}).get("heads", 0) or 0,
            enterprises=sum(one.enterprises for one in living.get(unit.path, ())),
            with_union=sum(one.with_union for one in living.get(unit.path, ())),
            gaps=_by_rule(gaps.get(unit.path, ())),
        )
        for unit in units.order_by("path")
    ]


def _by_rule(hits: Iterable[Hits]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in hits:
        found[one.code] = found.get(one.code, 0) + one.firms
    return found


def trades(scope: Scope, run: GapRun | None, limit: int = 10) -> list[tuple[str, int]]:
    """The trades with the most firms of a run, the rest as 其他."""
    if run is None:
        return []
    hits = GapHit.objects.within(scope).filter(run=run, verdict="hit")
    grouped = (
        hits.order_by().values("trade").annotate(firms=Count("id")).order_by("-firms", "trade")
    )
    rows = [(row["trade"] or "未注明", row["firms"]) for row in grouped]
    rest = sum(firms for _, firms in rows[limit:])
    return rows[:limit] + ([("其他", rest)] if rest else [])


def founding_trend(scope: Scope, day: date, months: int = 12) -> list[tuple[str, int, int]]:
    """(month, unions founded in it, unions up to its end) by the founding dates of the register."""
    entries = union_entries(scope, day).filter(founded_on__isnull=False, founded_on__lte=day)
    grouped = entries.order_by().annotate(month=TruncMonth("founded_on")).values("month")
    founded = {row["month"]: row["unions"] for row in grouped.annotate(unions=Count("id"))}
    wanted = [_month_back(day, back) for back in range(months - 1, -1, -1)]
    total = sum(unions for month, unions in founded.items() if month < wanted[0])
    trend = []
    for month in wanted:
        total += founded.get(month, 0)
        trend.append((f"{month:%Y-%m}", founded.get(month, 0), total))
    return trend


def _month_back(day: date, back: int) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def gap_trend(scope: Scope, code: str, day: date) -> list[tuple[str, int]]:
    """(day, firms within the scope) of every kept run of a rule up to the day, one a day."""
    runs = GapRun.objects.unscoped(reason="只取运行的日期；名单另按范围过滤")
    newest = runs.filter(rule__code=code, as_of__lte=day).order_by("as_of", "-id").distinct("as_of")
    hits = GapHit.objects.within(scope).filter(run__in=list(newest), verdict="hit")
    firms = dict(hits.order_by().values_list("run").annotate(Count("id")))
    return [(f"{run.as_of:%Y-%m-%d}", firms.get(run.pk, 0)) for run in newest]
