"""The long parts: checking a list, writing it, making the workbooks that go back."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.engine.sheets import Sheet, open_sheet
from niangjia.kernel.audit.models import record
from niangjia.kernel.files.api import path_of, store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.imports import actions, spool, workbooks
from niangjia.kernel.imports.checking import Checker, Counts
from niangjia.kernel.imports.enums import RunState
from niangjia.kernel.imports.intake import WriteCounts, intake_for
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.imports.policies import writer_of
from niangjia.kernel.imports.queries import run_by_id
from niangjia.kernel.imports.workflow import RUN_FLOW, SYSTEM
from niangjia.kernel.jobs.progress import Cancelled, Progress, Stopping
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit

STEP_ROWS = 1_000
WEEK = 7 * 24 * 3600.0  # seconds


def check_list(progress: Progress, run_id: int) -> dict[str, Any]:
    """Read all rows, find all problems, spool what may be imported. Can be run again."""
    run = run_by_id(run_id)
    if run.state != RunState.PREVIEWING:
        return {"state": run.state}
    try:
        counts = _check(run, progress)
    except Stopping:
        raise
    except BaseException as problem:
        _move(run_id, "fail", error=_told(problem, "检查没有完成"))
        raise
    _move(run_id, "checked", counts=counts.as_dict())
    return {"read": counts.read, "failed": counts.failed, "flagged": counts.flagged}


def _check(run: ImportRun, progress: Progress) -> Counts:
    intake = intake_for(run.intake)
    sheet = _sheet(run)
    total = sheet.height()
    context = {"as_of": run.as_of, **intake.context(run)}
    checker = Checker(intake, run.mapping, context)
    progress.step(0, total, "正在检查")
    with spool.SpoolWriter(run.pk, checker.columns, intake) as writer:
        for checked in checker.run(sheet, run.header_last, list(run.titles)):
            writer.take(checked)
            progress.step(min(checker.counts.read, total), total, "正在检查")
    return checker.counts


def _sheet(run: ImportRun) -> Sheet:
    return open_sheet(path_of(run.file), sheet=run.sheet_name)


def _told(problem: BaseException, what: str) -> str:
    if isinstance(problem, Cancelled):
        return f"{what}：已取消"
    text = str(problem)
    chinese = any("\u4e00" <= c <= "\u9fff" for c in text)
    return f"{what}：{text[:1000] if chinese else '程序出错,已写入日志'}"


@transaction.atomic
def _move(run_id: int, step: str, **facts: Any) -> None:
    run = run_by_id(run_id, lock=True)
    run.state = RUN_FLOW.take(step, run.state, SYSTEM).reaches
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *facts])


def write_list(progress: Progress, run_id: int) -> dict[str, Any]:
    """Write the accepted rows in one transaction. Run again after a crash, it writes once."""
    try:
        with transaction.atomic():
            run = run_by_id(run_id, lock=True)
            if run.state != RunState.CONFIRMING:
                return {"state": run.state, **run.written}
            written = _write(run, progress)
    except Stopping:
        raise
    except BaseException as problem:
        _move(run_id, "undone", error=_told(problem, "没有写入任何内容"))
        raise
    return written.as_dict()


def _write(run: ImportRun, progress: Progress) -> WriteCounts:
    intake, by = intake_for(run.intake), writer_of(run)
    rows = _counted(spool.rows(run.pk), run, progress)
    written = intake.writer(run, rows, progress, by)
    run.state = RUN_FLOW.take("write", run.state, SYSTEM).reaches
    run.written, run.finished_at = written.as_dict(), timezone.now()
    run.save(update_fields=["state", "written", "finished_at"])
    record("imports.write", on=run, by=by, written=written.as_dict())
    return written


def _counted(
    rows: Iterator[dict[str, Any]], run: ImportRun, progress: Progress
) -> Iterator[dict[str, Any]]:
    total = run.counts.get("ok", 0) + run.counts.get("flagged", 0)
    for number, row in enumerate(rows):
        if number % STEP_ROWS == 0:
            progress.step(number, total, "正在写入")
        yield row


def return_workbooks(progress: Progress, run_id: int) -> dict[str, Any]:
    """The coloured workbook and the failed rows, stored beside the upload."""
    run = run_by_id(run_id)
    try:
        findings = spool.findings(run.pk)
    except spool.NoSpool:
        return {}
    if not findings:
        return {}
    source = workbooks.Source(_sheet(run), list(run.titles), run.header_last)
    stem = Path(run.file.name).stem
    returned = _stored(run, f"{stem}（已标注）.xlsx", _colouring(run, source, findings, progress))
    failed = None
    if run.counts.get("failed", 0):
        failed = _stored(run, f"{stem}（未通过）.xlsx", _failing(source, findings, progress))
    with transaction.atomic():
        run = run_by_id(run_id, lock=True)
        run.returned, run.failed_rows = returned, failed
        run.save(update_fields=["returned", "failed_rows"])
    return {"rows": len(findings)}


def _colouring(
    run: ImportRun, source: workbooks.Source, findings: workbooks.Findings, progress: Progress
) -> Callable[[Path], object]:
    """The user's own file where that is possible; a new one of all rows, or of the bad ones."""
    rows = run.counts.get("read", 0)
    if workbooks.may_colour_own(source.sheet, rows, len(source.titles)):
        return lambda target: _own_or_new(source, findings, target, progress)
    only = "problems" if rows > workbooks.WHOLE_ROWS else ""
    return lambda target: workbooks.write_coloured(
        source, findings, target, only=only, progress=progress
    )


def _own_or_new(
    source: workbooks.Source, findings: workbooks.Findings, target: Path, progress: Progress
) -> None:
    """openpyxl stumbles over workbooks that calamine reads; the clerk still gets the colours."""
    try:
        workbooks.colour_own(source, findings, target)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        workbooks.write_coloured(source, findings, target, progress=progress)


def _failing(
    source: workbooks.Source, findings: workbooks.Findings, progress: Progress
) -> Callable[[Path], object]:
    return lambda target: workbooks.write_coloured(
        source, findings, target, only="failed", progress=progress
    )


def _stored(run: ImportRun, name: str, make: Callable[[Path], object]) -> StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "a.xlsx"
        make(target)
        with target.open("rb") as file:
            return store(file, name=name, by=writer_of(run), unit=run.unit, purpose="imports")


def sweep_spools(age: float = WEEK) -> int:
    """Clear the files of previews written, given up or forgotten a week ago; returns how many.

    A run still waiting for its confirmation is checked again when the clerk comes back to it.
    """
    old = spool.kept_since(age)
    busy = ImportRun.objects.unscoped(reason="清理检查文件要看全部导入").filter(
        pk__in=old, state__in=[RunState.PREVIEWING, RunState.CONFIRMING]
    )
    swept = set(old) - set(busy.values_list("pk", flat=True))
    for run_id in swept:
        spool.clear(run_id)
    return len(swept)


def import_now(
    path: Path | str,
    *,
    intake: str,
    unit: Unit,
    as_of: date,
    extent: str,
    by: Actor,
    progress: Progress,
) -> ImportRun:
    """The whole way in one go with the proposed columns, for the command line and the demo.

    Raises ``BadFile``, ``FileRefused``, ``WrongMapping`` or ``NotAllowed``.
    """
    with open(path, "rb") as file:
        run = actions.upload(file=file, intake=intake, unit=unit, as_of=as_of, extent=extent, by=by)
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
    check_list(progress, run.pk)
    actions.take_confirm(run_id=run.pk, by=by)
    write_list(progress, run.pk)
    return run_by_id(run.pk)
