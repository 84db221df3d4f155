"""The roster of members as a workbook (ME10): columns, checks of whole rows, both cores at work."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from functools import cache
from multiprocessing import get_context
from typing import Any

from django.utils import timezone

from niangjia.kernel.crypto.bulk import sealer
from niangjia.kernel.imports.api import Column, Context, Intake, Kind, WriteCounts, register
from niangjia.kernel.imports.api import batches as spooled
from niangjia.kernel.imports.checking import Checked
from niangjia.kernel.imports.columns import Problem
from niangjia.kernel.imports.enums import Verdict
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.roster import write_members
from niangjia.organizing.intake.roster_rows import Desk, Examined, Rows, examine_rows
from niangjia.organizing.queries.memberships import dated_divisions
from niangjia.organizing.queries.roster import Register, UnionFinder, register_of, unions_of
from niangjia.organizing.rules.roster_words import code_reader, in_words, labels

CODE = "organizing.members"
INLINE_ROWS = 3_000
"""A list shorter than this is examined here: a worker process takes a second to start."""


def coded(name: str, label: str, *aliases: str, note: str = "") -> Column:
    """A column of words that stand for codes; the template offers them."""
    return Column(
        name, label, aliases, Kind.TEXT, choices=labels(name), note=note,
        reader=code_reader(name), shown=in_words(name),
    )  # fmt: skip


COLUMNS = (
    Column("name", "姓名", ("会员姓名", "职工姓名"), required=True, max_length=60,
           note="少数民族姓名的间隔点用“·”；生僻字照证件填写"),
    coded("document_kind", "证件类别", "证件类型", note="不填按居民身份证"),
    Column("number", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "证件号"),
           required=True, max_length=40, note="身份证 18 位，按文本填写"),
    coded("sex", "性别", note="不填按身份证号"),
    Column("birth_on", "出生日期", ("出生年月日", "出生年月"), Kind.DATE, note="不填按身份证号"),
    Column("phone", "手机号", ("手机号码", "移动电话", "联系电话", "电话"), max_length=40,
           unique=True, note="11 位"),
    coded("nationality_group", "民族"),
    Column("native_place", "籍贯", max_length=60),
    coded("education", "学历", "文化程度"),
    coded("political_status", "政治面貌"),
    coded("skill_grade", "技术等级", "职业技能等级"),
    coded("household_type", "户籍类型", "户口性质"),
    Column("household_place", "户籍所在地", ("户口所在地",), max_length=100),
    coded("employment", "就业状况"),
    Column("migrant", "是否农民工", ("农民工",), Kind.YES_NO),
    coded("trade", "新就业形态", "新就业形态行业", "新业态工种", note="不属于新就业形态的不填"),
    Column("platform", "平台", ("所属平台", "接单平台"), max_length=120,
           note="在几个平台接单的用顿号分开"),
    Column("employer_name", "工作单位", ("单位名称", "所在单位"), max_length=300),
    Column("occupation", "岗位", ("岗位职务", "职务", "工种"), max_length=60),
    Column("address", "住址", ("现住址", "家庭住址", "联系地址"), max_length=200),
    Column("card_number", "会员卡号", ("会员证号", "卡号"), Kind.CODE, max_length=20),
    Column("union", "所在工会", ("工会名称", "基层工会", "所属工会", "工会代码"), max_length=200,
           note="全称、简称或统一社会信用代码；本会自己的名册可以不填"),
    Column("joined_on", "入会日期", ("入会时间", "加入工会日期"), Kind.DATE, required=True),
)  # fmt: skip
FURTHER = {
    "number_sealed": Kind.TEXT, "number_index": Kind.TEXT, "phone_sealed": Kind.TEXT,
    "phone_index": Kind.TEXT, "address_sealed": Kind.TEXT, "initials": Kind.TEXT,
    "union_id": Kind.INT, "document_kind": Kind.TEXT, "sex": Kind.TEXT, "birth_on": Kind.DATE,
}  # fmt: skip
HIDDEN = frozenset({"number", "phone", "address", "document_kind", "sex", "birth_on"})
"""Never spooled as read: sealed instead, or kept as the number says."""


def context_of(run: ImportRun) -> Context:
    """Read once for a whole list: unions by name, the dated divisions, the keys."""
    desk = Desk(
        timezone.localdate(), dict(dated_divisions()), sealer("identity"), sealer("phone"),
        sealer("address"),
    )  # fmt: skip
    return {"desk": desk, "unions": unions_of(run.unit), "register": register_of()}


def examine(batches: Iterator[Checked], context: Context) -> Iterator[Checked]:
    """Hand stretches to worker processes, read ahead meanwhile, and put their answers in order."""
    first = next(batches, None)
    if first is None:
        return
    with _workers(len(first.numbers)) as (submit, ahead):
        waiting: deque[tuple[Checked, Callable[[], Examined]]] = deque()
        for checked in _chain(first, batches):
            waiting.append((checked, submit(context["desk"], _rows(checked))))
            if len(waiting) > ahead:
                yield _finish(*waiting.popleft(), context)
        while waiting:
            yield _finish(*waiting.popleft(), context)


def _chain(first: Checked, others: Iterator[Checked]) -> Iterator[Checked]:
    yield first
    yield from others


Submit = Callable[[Desk, Rows], Callable[[], Examined]]


@contextmanager
def _workers(rows: int) -> Iterator[tuple[Submit, int]]:
    """How a stretch is given away, and how many may be under way."""
    count = _cores()
    if rows < INLINE_ROWS or count < 2:
        yield (lambda desk, part: lambda: examine_rows(desk, part)), 0
        return

    def submit(desk: Desk, part: Rows) -> Callable[[], Examined]:
        answer: Future[Examined] = _pool().submit(examine_rows, desk, part)
        return answer.result

    try:
        yield submit, count + 1
    except BrokenProcessPool:
        _pool.cache_clear()
        raise


@cache
def _pool() -> ProcessPoolExecutor:
    """Kept for the life of the process: starting it costs as much as 50,000 rows.

    Spawned, not forked: a fork would inherit threads and the connection to the database.
    """
    return ProcessPoolExecutor(_cores(), mp_context=get_context("spawn"))


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _rows(checked: Checked) -> Rows:
    size = len(checked.numbers)

    def texts(name: str) -> Sequence[str]:
        return [text or "" for text in checked.columns.get(name, [""] * size)]

    births: Sequence[date | None] = checked.columns.get("birth_on", [None] * size)
    return Rows(
        texts("number"), texts("document_kind"), texts("sex"), births, texts("name"),
        texts("phone"), texts("address"),
    )  # fmt: skip


def _finish(checked: Checked, answer: Callable[[], Examined], context: Context) -> Checked:
    """Take over what the worker found, then look at unions and at the register."""
    found = answer()
    for (at, column, reason), verdict in _verdicts(found):
        _note(checked, at, column, verdict, reason)
    checked.columns |= found.columns
    _find_unions(checked, context["unions"])
    _compare(checked, context["register"])
    return checked


def _verdicts(found: Examined) -> Iterator[tuple[tuple[int, str, str], Verdict]]:
    for one in found.refused:
        yield one, Verdict.FAILED
    for one in found.flagged:
        yield one, Verdict.FLAGGED


_BY_NAME = {column.name: column for column in COLUMNS}


def _note(checked: Checked, at: int, column: str, verdict: Verdict, reason: str) -> None:
    """A required cell that is empty has been told so already."""
    told = checked.problems.get(at, ())
    label = _BY_NAME[column].label
    if verdict == Verdict.FAILED and any((f.column, f.verdict) == (label, verdict) for f in told):
        return
    checked.note(at, _BY_NAME[column], Problem(verdict, reason))


def _find_unions(checked: Checked, unions: UnionFinder) -> None:
    size = len(checked.numbers)
    texts = checked.columns.get("union") or [""] * size
    known: dict[str, tuple[int | None, str]] = {}
    found: list[int | None] = []
    for at, text in enumerate(texts):
        plain = text or ""
        if plain not in known:
            known[plain] = unions.find(plain)
        union, problem = known[plain]
        found.append(union)
        if problem:
            _note(checked, at, "union", Verdict.FAILED, problem)
    checked.columns["union_id"] = found


def _compare(checked: Checked, register: Register) -> None:
    """Against the register: elsewhere a member, another name, long dead."""
    standing = register.look_up(checked.columns["number_index"])
    if not standing:
        return
    unions, names = checked.columns["union_id"], checked.columns["name"]
    for at, index in enumerate(checked.columns["number_index"]):
        known = standing.get(index)
        if known is not None:
            verdict, reason = known.verdict_for(names[at], unions[at])
            if reason:
                _note(checked, at, "number", Verdict(verdict), reason)


def write_roster(
    run: ImportRun, rows: Iterator[dict[str, Any]], progress: Progress, by: Actor
) -> WriteCounts:
    """The sealed batches as they lie on disk; turning 700,000 rows into dicts would cost 10 s."""
    counts = write_members(
        batches=spooled(run.pk), unit=run.unit, import_run=run.pk, by=by, progress=progress
    )
    return WriteCounts(
        new=counts.new, changed=counts.changed, unchanged=counts.unchanged,
        flagged=counts.transfers + counts.left_out,
    )  # fmt: skip


ROSTER = Intake(
    code=CODE,
    label="会员名册",
    columns=COLUMNS,
    key_columns=("number",),
    writer=write_roster,
    context=context_of,
    note="只增补和更正：名册里没有的会员不会因此退会。在别处在籍的，提出会籍转接。",
    roles=frozenset({Role.CHAIR.value, Role.ORGANISER.value, Role.WINDOW.value}),
    examine=examine,
    further=FURTHER,
    hidden=HIDDEN,
    personal=True,
)


def register_roster() -> None:
    """Called when the app is ready."""
    register(ROSTER)
