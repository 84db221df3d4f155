"""The dashboard put together: what the office page and the 大屏 both show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Max

from niangjia.kernel.scope.actor import Scope
from niangjia.matching.models import Batch, GapRun, LedgerRow, LinkRun
from niangjia.portal import figures, work

T = TypeVar("T")
KEEP_SECONDS = 600
MAIN_RULE = "party50"


@dataclass(frozen=True)
class Gap:
    """A rule's newest run as the dashboard shows it, counted within the scope."""

    run: GapRun
    firms: int
    pending: int


@dataclass(frozen=True)
class Board:
    """Everything a dashboard shows for one scope and one day."""

    day: date
    totals: dict[str, int]
    gaps: list[Gap]
    counties: list[figures.County]
    trades: list[tuple[str, int]]
    founding: list[tuple[str, int, int]]
    gap_trend: list[tuple[str, int]]
    funnel: work.Funnel
    run: LinkRun | None


def _stamp() -> str:
    """Changes whenever a list, a ledger row or a gap run is added: old answers are forgotten."""
    models = (Batch, LedgerRow, GapRun)
    newest = [m.objects.unscoped(reason="只取最大编号").aggregate(n=Max("id"))["n"] for m in models]
    return ":".join(str(n) for n in newest)


def _kept(scope: Scope | None, day: date, name: str, stamp: str, make: Callable[[], T]) -> T:
    """An answer once made for a scope, or for the whole tree without one."""
    text = f"{name}|{scope and scope.paths}|{day}|{stamp}"
    key = "board:" + blake2b(text.encode(), digest_size=16).hexdigest()
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEEP_SECONDS)
    return found


def board(scope: Scope, day: date, today: date) -> Board:
    """The dashboard of a day. The heavy counts are kept until a new run changes them; the task
    funnel moves all day and is always counted afresh."""
    stamp = _stamp()
    runs = figures.latest_gap_runs(scope, day)
    main = next((run for run in runs if run.rule.code == MAIN_RULE), None)
    # counted once for the whole tree, whoever asks first
    firms = _kept(None, day, "firms", stamp, lambda: figures.firms_by_unit(day))
    hits = _kept(None, day, "hits", stamp, lambda: figures.hits_by_unit(runs))
    counties = _kept(
        scope, day, "counties", stamp, lambda: figures.counties(scope, day, runs, firms, hits)
    )
    return Board(
        day=day,
        totals=_kept(scope, day, "totals", stamp, lambda: figures.totals(scope, day, firms)),
        gaps=_gaps(counties, runs, figures.gap_pending(scope, runs)),
        counties=counties,
        trades=figures.trades(scope, main),
        founding=figures.founding_trend(scope, day),
        gap_trend=figures.gap_trend(scope, MAIN_RULE, day),
        funnel=work.funnel(scope, today),
        run=LinkRun.objects.unscoped(reason="只取最近一次比对的日期")
        .filter(as_of__lte=day, finished_at__isnull=False)
        .first(),
    )


def _gaps(counties: list[figures.County], runs: list[GapRun], pending: dict[str, int]) -> list[Gap]:
    firms = {run.rule.code: sum(c.gaps.get(run.rule.code, 0) for c in counties) for run in runs}
    return [Gap(run, firms[run.rule.code], pending.get(run.rule.code, 0)) for run in runs]
