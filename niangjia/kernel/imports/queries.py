"""Reads about imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from niangjia.engine.sheets import HeaderGuess
from niangjia.kernel.imports import spool
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.enums import RunState
from niangjia.kernel.imports.intake import Intake, NoSuchIntake, intake_for
from niangjia.kernel.imports.mapping import missing_columns, samples
from niangjia.kernel.imports.models import ImportMapping, ImportRun
from niangjia.kernel.imports.policies import may_load, readable_intakes
from niangjia.kernel.imports.workbooks import WHOLE_ROWS
from niangjia.kernel.imports.workflow import RUN_FLOW
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.queries import is_under_way, latest_run
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.scoped import Absent

_AT: dict[str, int] = {
    RunState.UPLOADED: 2, RunState.PREVIEWING: 3, RunState.FAILED: 3,
    RunState.PREVIEWED: 4, RunState.CONFIRMING: 4, RunState.DONE: 6,
}  # fmt: skip
UNDER_WAY = frozenset({RunState.PREVIEWING, RunState.CONFIRMING})


class NoSuchImport(Absent):
    """Absent, or outside the scope: the two look the same on purpose."""


def runs_in(actor: Actor, *, state: str = "", intake: str = "") -> QuerySet[ImportRun]:
    """Imports of the scope that are the actor's business, newest first."""
    runs = ImportRun.objects.within(actor.scope).select_related("unit", "file").order_by("-id")
    runs = runs.filter(intake__in=readable_intakes(actor))
    runs = runs.defer("head", "titles", "mapping", "why")
    if state:
        runs = runs.filter(state=state)
    return runs.filter(intake=intake) if intake else runs


def run_for(actor: Actor, run_id: int, *, lock: bool = False) -> ImportRun:
    """One import within the scope, of a kind that is the actor's business; ``NoSuchImport``."""
    runs = ImportRun.objects.within(actor.scope).filter(pk=run_id)
    runs = runs.filter(intake__in=readable_intakes(actor))
    runs = runs.select_related("unit", "file", "returned", "failed_rows", "amends")
    found = (runs.select_for_update(of=("self",)) if lock else runs).first()
    if found is None:
        raise NoSuchImport(f"没有这次导入：{run_id}")
    return found


def intake_to_fill(actor: Actor, code: str) -> Intake:
    """The kind of list whose empty form the actor may have; ``NoSuchIntake``."""
    intake = intake_for(code)
    if not may_load(actor, intake):
        raise NoSuchIntake(f"没有这种名册：{code}")
    return intake


def open_steps(actor: Actor, run: ImportRun) -> list[str]:
    """What the actor may do next with this import."""
    if not may_load(actor, intake_for(run.intake)):
        return []
    return [step.name for step in RUN_FLOW.open_to(run.state, actor.roles)]


def run_by_id(run_id: int, *, lock: bool = False) -> ImportRun:
    """For jobs, which act on what a clerk has set going."""
    runs = ImportRun.objects.unscoped(reason="后台任务按编号办理，发起时已核对范围")
    runs = runs.select_related("unit", "file").filter(pk=run_id)
    return (runs.select_for_update(of=("self",)) if lock else runs).get()


def remembered_titles(unit_id: int, intake: str) -> dict[str, str]:
    """Plain title → column name, as this unit last settled it."""
    kept = ImportMapping.objects.unscoped(reason="只读本单位自己的列对应，单位已由调用者核对")
    found = kept.filter(unit_id=unit_id, intake=intake).first()
    return dict(found.titles) if found else {}


def same_file_before(run: ImportRun) -> ImportRun | None:
    """The last finished import of the very same bytes."""
    runs = ImportRun.objects.unscoped(reason="只看本单位同一种名册的同一文件")
    return (
        runs.filter(
            unit_id=run.unit_id,
            intake=run.intake,
            state=RunState.DONE,
            file__sha256=run.file.sha256,
        )
        .exclude(pk=run.pk)
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class MappedTitle:
    """A column of the file on the mapping page: what it holds, what it is read as, why."""

    name: str
    title: str
    samples: list[str]
    chosen: str
    reason: str
    choices: list[tuple[str, str]]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MappingPage:
    """What the mapping page shows."""

    run: ImportRun
    columns: list[MappedTitle]
    missing: list[Column]
    twin: ImportRun | None
    may_check: bool


def mapping_page(actor: Actor, run_id: int, posted: Mapping[str, str] | None = None) -> MappingPage:
    """The file's columns and what they are read as; ``posted`` choices stay as they were made."""
    run = run_for(actor, run_id)
    steps = set(open_steps(actor, run))
    columns = mapped_titles(run, posted)
    return MappingPage(run, columns, missing_in(run), same_file_before(run), "check" in steps)


def mapped_titles(run: ImportRun, posted: Mapping[str, str] | None = None) -> list[MappedTitle]:
    """The file's columns with their samples and what they are read as."""
    chosen = {place: name for name, place in run.mapping.items()}
    if posted is not None:
        chosen = {at: posted.get(f"column-{at}", "") for at in range(len(run.titles))}
    below = [row for number, row in run.head if number > run.header_last]
    choices = [
        (column.name, column.label + ("（必需）" if column.required else ""))
        for column in intake_for(run.intake).columns
    ]
    places = list(chosen.values())
    return [
        MappedTitle(
            name=str(at),
            title=title,
            samples=texts,
            chosen=chosen.get(at, ""),
            reason=run.why.get(chosen.get(at, ""), ""),
            choices=choices,
            problem="选了两次" if chosen.get(at) and places.count(chosen[at]) > 1 else "",
        )
        for at, (title, texts) in enumerate(
            zip(run.titles, samples(run.titles, below), strict=True)
        )
    ]


def header_of(run: ImportRun) -> HeaderGuess:
    return HeaderGuess(run.header_first, run.header_last, list(run.titles), [])


def missing_in(run: ImportRun) -> list[Column]:
    """Required columns that nothing in the file is read as."""
    return missing_columns(intake_for(run.intake), run.mapping)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of one import shows."""

    run: ImportRun
    intake: Intake
    steps: list[str]
    job: JobRun | None
    twin: ImportRun | None
    sample_head: list[str]
    sample_rows: list[list[Any]]
    by_column: list[tuple[str, dict[str, int]]]

    colouring: bool

    @property
    def under_way(self) -> bool:
        return self.run.state in UNDER_WAY

    @property
    def waiting(self) -> bool:
        """Something on the page will change by itself."""
        return self.under_way or self.colouring

    @property
    def at(self) -> int:
        """The step of the stepper."""
        return _AT.get(self.run.state, 1)

    @property
    def importable(self) -> int:
        counts = self.run.counts
        return int(counts.get("ok", 0)) + int(counts.get("flagged", 0))

    @property
    def too_large(self) -> bool:
        """The coloured workbook holds only the rows with problems."""
        return int(self.run.counts.get("read", 0)) > WHOLE_ROWS


def overview(actor: Actor, run_id: int) -> Overview:
    """One import with its progress, sample and open steps."""
    run = run_for(actor, run_id)
    intake = intake_for(run.intake)
    head, rows = _sample(run, intake) if run.state == RunState.PREVIEWED else ([], [])
    return Overview(
        run=run,
        intake=intake,
        steps=open_steps(actor, run),
        job=latest_run(actor.scope, f"imports.run:{run.pk}"),
        twin=same_file_before(run),
        sample_head=head,
        sample_rows=rows,
        by_column=sorted(run.counts.get("by_column", {}).items()),
        colouring=is_under_way(f"imports.return:{run.pk}"),
    )


def _sample(run: ImportRun, intake: Intake) -> tuple[list[str], list[list[Any]]]:
    columns = [c for c in intake.columns if c.name in run.mapping and c.name not in intake.hidden]
    try:
        rows = spool.sample(run.pk, 10)
    except spool.NoSpool:
        rows = []
    values = [[row[c.name] for row in rows] for c in columns]
    said = [c.shown(read) if c.shown else read for c, read in zip(columns, values, strict=True)]
    numbers = [row["row_number"] for row in rows]
    return [c.label for c in columns], [list(line) for line in zip(numbers, *said, strict=True)]


def finding_page(
    actor: Actor, run_id: int, *, column: str = "", verdict: str = "", page: int = 1
) -> tuple[ImportRun, spool.FindingPage | None]:
    """One page of problems; ``None`` once the files of the preview are gone."""
    run = run_for(actor, run_id)
    try:
        return run, spool.finding_page(run.pk, column=column, verdict=verdict, page=page)
    except spool.NoSpool:
        return run, None
