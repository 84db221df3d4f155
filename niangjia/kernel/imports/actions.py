"""Deeds of the clerk: upload, settle the columns, confirm, give up."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction

from niangjia.engine.sheets import BadFile, HeaderGuess, Sheet, as_text, header_at, open_sheet
from niangjia.engine.sheets.header import plain_title
from niangjia.kernel.audit.models import record
from niangjia.kernel.files.api import SHEETS, path_of, store
from niangjia.kernel.imports import spool
from niangjia.kernel.imports.checking import veil
from niangjia.kernel.imports.enums import Extent
from niangjia.kernel.imports.intake import Intake, intake_for
from niangjia.kernel.imports.mapping import Proposal, missing_columns, propose_mapping
from niangjia.kernel.imports.models import ImportMapping, ImportRun
from niangjia.kernel.imports.policies import acting_roles, loaders_of, may_load, may_upload
from niangjia.kernel.imports.queries import remembered_titles, run_for
from niangjia.kernel.imports.workflow import RUN_FLOW
from niangjia.kernel.jobs.api import start
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed

HEAD_CHARS = 60


class WrongMapping(ValueError):
    """The columns as settled cannot be read. The message is for the clerk."""


@transaction.atomic
def upload(
    *,
    file: Any,
    intake: str,
    unit: Unit,
    as_of: date,
    extent: str,
    by: Actor,
    name: str = "",
    amends: int | None = None,
) -> ImportRun:
    """收下名册文件:存档、识别表头、提议各列的对应。

    ``file`` is an uploaded or opened binary file, ``amends`` the import whose failed rows it
    mends. Raises ``BadFile`` or ``FileRefused`` with a sentence for the clerk; nothing is kept then.
    """
    kind = intake_for(intake)
    if not may_upload(by, unit, kind):
        raise NotAllowed(f"上传{kind.label}：只有本级及上级的{loaders_of(kind)}可以办理")
    earlier = run_for(by, amends) if amends else None
    name = name or PurePath(file.name).name
    stored = store(file, name=name, by=by, unit=unit, purpose="imports", kinds=SHEETS)
    sheet = open_sheet(path_of(stored))
    proposal = propose_mapping(sheet, kind, remembered=remembered_titles(unit.pk, intake))
    run = ImportRun(
        unit=unit, intake=intake, label=kind.label, file=stored, as_of=as_of,
        extent=Extent(extent).value, amends=earlier,
        created_by=by.name, created_by_id=by.account_id,
    )  # fmt: skip
    _describe(run, sheet)
    _propose(run, proposal)
    run.save()
    record("imports.upload", on=run, by=by, intake=intake, name=name, sha256=stored.sha256)
    return run


def _run_to_act_on(run_id: int, by: Actor) -> ImportRun:
    """The locked import; who may only look at this kind of list is told so."""
    run = run_for(by, run_id, lock=True)
    if not may_load(by, intake_for(run.intake)):
        raise NotAllowed(f"{run.label}：当前岗位只能查看")
    return run


def _describe(run: ImportRun, sheet: Sheet) -> None:
    run.kind, run.encoding = sheet.kind, sheet.encoding
    run.sheet_name, run.sheet_names = sheet.sheet_name, sheet.sheet_names
    run.notes = sheet.notes
    show = veil if intake_for(run.intake).personal else str
    run.head = [[n, [show(_storable(as_text(c))) for c in row]] for n, row in sheet.head()]


def _storable(text: str) -> str:
    """PostgreSQL keeps neither NUL nor halves of characters."""
    return text[:HEAD_CHARS].replace("\x00", "␀").encode("utf-8", "replace").decode()


def _propose(run: ImportRun, proposal: Proposal) -> None:
    run.header_first, run.header_last = proposal.header.first_row, proposal.header.last_row
    run.titles = [_storable(title) for title in proposal.header.titles]
    run.mapping, run.why = proposal.columns, proposal.why


@transaction.atomic
def reread(
    *, run_id: int, by: Actor, sheet_name: str = "", header_first: int = 0, header_last: int = 0
) -> ImportRun:
    """更换工作表或指定表头所在行,重新提议各列的对应。"""
    run = _run_to_act_on(run_id, by)
    RUN_FLOW.take("check", run.state, acting_roles(by))
    sheet = open_sheet(path_of(run.file), sheet=sheet_name or run.sheet_name)
    changed = sheet.sheet_name != run.sheet_name
    header: HeaderGuess | None = None
    if header_first and not changed:
        header = header_at(sheet.head(), header_first, max(header_first, header_last))
    remembered = remembered_titles(run.unit_id, run.intake)
    _propose(
        run, propose_mapping(sheet, intake_for(run.intake), remembered=remembered, header=header)
    )
    _describe(run, sheet)
    run.save()
    record("imports.reread", on=run, by=by, sheet=run.sheet_name, header=run.header_first)
    return run


@transaction.atomic
def save_mapping(*, run_id: int, mapping: Mapping[str, int], by: Actor) -> ImportRun:
    """确定各列的对应并开始检查;下次同样的列名照此对应。

    ``mapping``: column name → position in the file (from 0). Raises ``WrongMapping``.
    """
    run = settle_mapping(run_id=run_id, mapping=mapping, by=by)
    job = start("imports.check", by=by, unit_id=run.unit_id, subject=_subject(run), run_id=run.pk)
    run.job_id = job.pk
    run.save(update_fields=["job_id"])
    return run


@transaction.atomic
def settle_mapping(*, run_id: int, mapping: Mapping[str, int], by: Actor) -> ImportRun:
    """``save_mapping`` without the job: for those who go on in the same process."""
    run = _run_to_act_on(run_id, by)
    step = RUN_FLOW.take("check", run.state, acting_roles(by))
    intake = intake_for(run.intake)
    _check_mapping(intake, mapping, len(run.titles))
    run.mapping, run.state, run.error = dict(mapping), step.reaches, ""
    run.why = {name: why for name, why in run.why.items() if name in mapping}
    run.returned = run.failed_rows = None
    run.save(update_fields=["mapping", "why", "state", "error", "returned", "failed_rows"])
    _remember(run, by)
    record("imports.check", on=run, by=by, mapping=run.mapping)
    return run


def _check_mapping(intake: Intake, mapping: Mapping[str, int], width: int) -> None:
    names = {column.name for column in intake.columns}
    if set(mapping) - names or any(not 0 <= place < width for place in mapping.values()):
        raise WrongMapping("列的对应有误，请重新选择")
    if len(set(mapping.values())) < len(mapping):
        raise WrongMapping("文件中的同一列被对应了两次，请每列只选一个用途")
    if missing := missing_columns(intake, mapping):
        labels = "、".join(f"“{column.label}”" for column in missing)
        raise WrongMapping(
            f"缺少必需的列：{labels}。请在下表中选出对应的列；文件里确实没有的，请补上该列后重新上传"
        )


def _remember(run: ImportRun, by: Actor) -> None:
    """Titles of earlier files stay known; those of this file are settled anew.

    A title that the clerk has left out is kept with no column, and is left out next time.
    """
    now = {plain_title(run.titles[place]): name for name, place in run.mapping.items()}
    here = {plain_title(title) for title in run.titles}
    now = dict.fromkeys(here, "") | now
    now.pop("", None)
    before = remembered_titles(run.unit_id, run.intake)
    kept = {t: n for t, n in before.items() if t not in here}
    ImportMapping.objects.unscoped(reason="本单位自己的列对应").update_or_create(
        unit_id=run.unit_id,
        intake=run.intake,
        defaults={"titles": kept | now, "updated_by": by.name},
    )


@transaction.atomic
def confirm(*, run_id: int, by: Actor) -> ImportRun:
    """确认导入:可导入和待核实的行在一个事务里写入。"""
    run = take_confirm(run_id=run_id, by=by)
    job = start("imports.write", by=by, unit_id=run.unit_id, subject=_subject(run), run_id=run.pk)
    run.job_id = job.pk
    run.save(update_fields=["job_id"])
    return run


@transaction.atomic
def take_confirm(*, run_id: int, by: Actor) -> ImportRun:
    """``confirm`` without the job."""
    run = _run_to_act_on(run_id, by)
    step = RUN_FLOW.take("confirm", run.state, acting_roles(by))
    if not run.counts.get("ok", 0) + run.counts.get("flagged", 0):
        raise NotAllowed("确认导入：没有一行可以导入；请下载未通过的行，改正后重新上传")
    run.state, run.error = step.reaches, ""
    run.confirmed_by, run.confirmed_by_id = by.name, by.account_id
    run.save(update_fields=["state", "error", "confirmed_by", "confirmed_by_id"])
    record("imports.confirm", on=run, by=by, counts=_figures(run.counts))
    return run


def _figures(counts: Mapping[str, Any]) -> dict[str, int]:
    return {name: value for name, value in counts.items() if isinstance(value, int)}


@transaction.atomic
def abandon(*, run_id: int, by: Actor) -> ImportRun:
    """放弃:不写入任何内容,检查时的中间文件一并清除。"""
    run = _run_to_act_on(run_id, by)
    run.state = RUN_FLOW.take("abandon", run.state, acting_roles(by)).reaches
    run.save(update_fields=["state"])
    record("imports.abandon", on=run, by=by)
    transaction.on_commit(lambda: spool.clear(run.pk))
    return run


def _subject(run: ImportRun) -> str:
    return f"imports.run:{run.pk}"


__all__ = [
    "BadFile",
    "WrongMapping",
    "abandon",
    "confirm",
    "reread",
    "save_mapping",
    "settle_mapping",
    "take_confirm",
    "upload",
]
