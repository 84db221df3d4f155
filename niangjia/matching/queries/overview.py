"""The overview of the main job: lists, linkage, ledger, gaps, tasks."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import Source
from niangjia.matching.models import Batch, GapRun, LedgerRow, LinkRun, Task
from niangjia.matching.queries.candidates import waiting_by_source
from niangjia.matching.queries.gaps import latest_runs
from niangjia.matching.queries.ledger import rule_label

STAGES = ["名册", "比对", "台账", "缺口", "任务"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The latest list of a department."""

    code: str
    label: str
    batch: Batch | None
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page of the room shows."""

    sources: list[SourceLine]
    run: LinkRun | None
    waiting: list[tuple[str, str, int]]
    figures: dict[str, int]
    gaps: list[GapRun]
    tasks: int

    @property
    def at(self) -> int:
        """The stage that waits, from 1."""
        if not any(line.batch for line in self.sources):
            return 1
        if self.run is None or self.lists_newer:
            return 2
        return 5 if self.gaps else 4

    @property
    def lists_newer(self) -> bool:
        """Lists have come in since the last linkage."""
        newest = max((line.batch.pk for line in self.sources if line.batch), default=0)
        return self.run is not None and newest > self.run.ledger.get("last_batch", 0)


def source_lines() -> list[SourceLine]:
    """Every source with its newest list; the lists themselves hold no person's data."""
    batches = Batch.objects.unscoped(reason="各来源名册的日期，本系统人员都可看")
    newest = {b.source: b for b in batches.select_related("unit").order_by("source", "as_of", "id")}
    counts = dict(batches.order_by().values_list("source").annotate(Count("id")))
    return [SourceLine(s.value, s.label, newest.get(s), counts.get(s, 0)) for s in Source]


def link_runs() -> QuerySet[LinkRun]:
    """All runs, newest first; a run is about the whole tree and holds only counts."""
    return LinkRun.objects.unscoped(reason="比对对全市进行，质量单只有计数").select_related("unit")


class NoSuchLinkRun(Absent):
    """No run has this number."""


def link_run(run_id: int) -> LinkRun:
    found = link_runs().filter(pk=run_id).first()
    if found is None:
        raise NoSuchLinkRun(run_id)
    return found


def figures(scope: Scope) -> dict[str, int]:
    """Counts of the current ledger in scope, in one query."""
    rows = LedgerRow.objects.within(scope).filter(valid_to__isnull=True)
    return rows.aggregate(
        rows=Count("id"),
        unions=Count("id", filter=Q(has_union=True)),
        parties=Count("id", filter=Q(has_party=True)),
        pending=Count("id", filter=Q(pending=True)),
        conflicts=Count("id", filter=~Q(conflicts=[])),
    )


def overview(scope: Scope) -> Overview:
    """Everything for the first page."""
    return Overview(
        sources=source_lines(),
        run=link_runs().first(),
        waiting=waiting_by_source(scope),
        figures=figures(scope),
        gaps=latest_runs(scope),
        tasks=Task.objects.within(scope).count(),
    )


def batches_in(scope: Scope, source: str = "") -> QuerySet[Batch]:
    """Lists written in scope, newest first."""
    found = Batch.objects.within(scope).select_related("unit").order_by("-id")
    return found.filter(source=source) if source in Source.values else found


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One source's line of the quality sheet, ``rules`` with their words."""

    code: str
    label: str
    figures: dict[str, int]
    rules: list[tuple[str, int]]
    batches: list[dict[str, str]]


def sheet_lines(run: LinkRun) -> list[SheetLine]:
    """The quality sheet of a run in the order of linking (B.10)."""
    lines = []
    for source in Source:
        sheet = dict(run.sheet.get(source.value) or {})
        if sheet.get("read"):
            rules = sorted(sheet.pop("rules").items(), key=lambda pair: -pair[1])
            batches = sheet.pop("batches")
            named = [(rule_label(rule), count) for rule, count in rules]
            lines.append(SheetLine(source.value, source.label, sheet, named, batches))
    return lines


def gaps_of(run: LinkRun) -> QuerySet[GapRun]:
    """The gap runs made with a linkage."""
    runs = GapRun.objects.unscoped(reason="随比对运行的缺口规则，只有计数")
    return runs.filter(link_run=run).select_related("rule").order_by("rule__rank")
