"""The whole register as a workbook: its columns, what is checked against the register, the writer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import TextChoices

from niangjia.engine.sheets import as_text
from niangjia.engine.trades import SECTIONS, section_of_code, section_of_old
from niangjia.engine.uscc import check_uscc
from niangjia.kernel.imports.api import (
    Column,
    Context,
    Doubtful,
    Intake,
    Kind,
    Problem,
    Verdict,
    WriteCounts,
    register,
)
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.rosters import write_roster
from niangjia.organizing.enums.unions import EconomicType, UnionState
from niangjia.organizing.queries.rosters import known_for
from niangjia.organizing.rules import rosters as rules
from niangjia.organizing.rules.superiors import ambiguous
from niangjia.organizing.rules.unions import may_hang

CODE = "organizing.unions"


def read_code(cell: Any, context: Context) -> str:
    """A union's own code: a wrong check character refuses the row."""
    text = as_text(cell)
    if not text:
        return ""
    found = check_uscc(text)
    if not found.ok:
        raise ValueError(found.problem)
    if not found.is_union:
        raise Doubtful("不是工会的代码（工会以 81 开头），请核对是否填成了单位的代码", found.value)
    return found.value


def read_superior(cell: Any, context: Context) -> str:
    """The number of the superior's unit, by name, path or code within the importing unit's scope."""
    text = as_text(cell)
    if not text:
        return ""
    found = context["superiors"].find(text)
    if not found:
        raise ValueError(f"上级工会“{text}”不在本单位范围内，或还没有建立")
    if len(found) > 1:
        raise ValueError(ambiguous(text, found))
    return str(found[0].number)


def read_trade(cell: Any, context: Context) -> str:
    """GB/T 4754 code or section letter; a code without its letter gets it."""
    text = as_text(cell).upper()
    if not text or text[0] in SECTIONS:
        return text
    if letter := section_of_code(text):
        return letter + text
    raise ValueError("行业代码写 GB/T 4754 代码或门类字母 A–T")


def read_old_trade(cell: Any, context: Context) -> str:
    """An item of the 20-item list of older forms, 01 to 20."""
    text = as_text(cell)
    if not text:
        return ""
    if not section_of_old(text):
        raise ValueError("二十类行业写 01 至 20")
    return f"{int(text):02d}"


def labelled(choices: type[TextChoices]) -> Callable[[Sequence[Any]], list[str]]:
    """Codes back into the words of a list."""
    words = dict(choices.choices)
    return lambda codes: [words.get(code, code) for code in codes]


def superior_names(numbers: Sequence[Any]) -> list[str]:
    """Numbers of superiors back into names, in one query."""
    wanted = {int(number) for number in numbers if number}
    names = dict(
        Unit.objects.unscoped(reason="检查时已限定在本单位范围内")
        .filter(pk__in=wanted)
        .values_list("pk", "short_name")
    )
    return [names.get(int(number), "") if number else "" for number in numbers]


COLUMNS = (
    Column("name", "工会名称", ("基层工会名称", "工会组织名称"), Kind.NAME, required=True),
    Column("uscc", "统一社会信用代码", ("工会统一社会信用代码", "工会代码"), reader=read_code, unique=True),
    Column("kind", "类型", ("组织类型", "工会类型", "基层工会类型"), required=True,
           reader=lambda cell, _: rules.kind_of(as_text(cell)), shown=labelled(UnitKind)),
    Column("superior", "上级工会", ("上级工会名称", "所在镇街"), required=True, reader=read_superior,
           shown=superior_names,
           note="全称或简称；有同名的写成“区县/镇街”，或写统一社会信用代码、区划代码"),
    Column("founded_on", "建会日期", ("成立日期", "建会时间"), Kind.DATE),
    Column("document_number", "批准文号", ("文号",), max_length=60),
    Column("state", "状态", ("工会状态",), reader=lambda cell, _: rules.state_of(as_text(cell)),
           shown=labelled(UnionState)),
    Column("employees", "职工数", ("职工人数",), Kind.INT),
    Column("members", "上报会员数", ("会员数", "会员人数"), Kind.INT),
    Column("women", "女职工数", ("女职工人数",), Kind.INT),
    Column("women_members", "女会员数", ("女会员人数",), Kind.INT),
    Column("migrants", "农民工会员数", ("农民工数",), Kind.INT),
    Column("new_form", "新就业形态", ("是否新就业形态", "新业态"), Kind.YES_NO),
    Column("trade_code", "行业代码", ("所属行业", "国民经济行业代码"), reader=read_trade),
    Column("old_trade", "二十类行业", ("行业类别",), reader=read_old_trade),
    Column("economic_type", "经济类型", ("单位性质类别",),
           reader=lambda cell, _: rules.economic_of(as_text(cell)), shown=labelled(EconomicType)),
    Column("address", "地址", ("办公地址", "住所"), max_length=200),
    Column("phone", "办公电话", ("联系电话",), max_length=30),
    Column("covers", "覆盖单位", ("建会单位名称", "覆盖企业"), max_length=6000),
    Column("cover_codes", "单位统一社会信用代码", ("建会单位代码",), max_length=4000),
)  # fmt: skip


def context_of(run: ImportRun) -> Context:
    """Superiors by name, and what the register holds, read once for the whole file."""
    return known_for(run.unit)


def judge(columns: Mapping[str, Sequence[Any]], context: Context) -> Iterator[Any]:
    """Codes and employers that the register holds under another name."""
    names = columns["name"]
    superiors = [int(number) if number else 0 for number in columns["superior"]]
    codes = columns.get("uscc") or [""] * len(names)
    covers = columns.get("cover_codes") or [""] * len(names)
    founded = columns.get("founded_on") or [None] * len(names)
    states = columns.get("state") or [""] * len(names)
    for at, name in enumerate(names):
        above = context["kinds"].get(superiors[at])
        if above and columns["kind"][at] and not may_hang(columns["kind"][at], above):
            said = f"{UnitKind(columns['kind'][at]).label}不能设在{UnitKind(above).label}之下"
            yield at, "superior", Problem(Verdict.FAILED, said)
        own = context["by_code"].get(codes[at]) if codes[at] else None
        own = own or context["by_name"].get((superiors[at], name))
        if codes[at] and own is None and codes[at] in context["elsewhere"]:
            yield at, "uscc", Problem(Verdict.FAILED, "这个代码已登记给本单位范围以外的工会")
        if not founded[at] and states[at] != UnionState.PREPARATORY:
            yield at, "founded_on", Problem(Verdict.FAILED, "必填：只有筹备中的工会还没有建会日期")
        for code in rules.parts(covers[at] or ""):
            yield from _covered(at, code, own, context)


def _covered(at: int, text: str, own: int | None, context: Context) -> Iterator[Any]:
    found = check_uscc(text)
    if not found.ok:
        yield (
            at,
            "cover_codes",
            Problem(Verdict.FLAGGED, f"{text}：{found.problem}，该单位不登记覆盖"),
        )
        return
    holder = context["covered"].get(found.value)
    if holder is not None and holder[0] != own:
        said = f"{found.value} 已由“{holder[1]}”覆盖，本次不改；请先在那里终止"
        yield at, "cover_codes", Problem(Verdict.FLAGGED, said)


def write(
    run: ImportRun, rows: Iterator[dict[str, Any]], progress: Progress, by: Actor
) -> WriteCounts:
    """New unions in bulk, changed facts as new versions from the list's day."""
    read = [row | {"superior": int(row["superior"])} for row in rows]
    found = write_roster(rows=read, unit=run.unit, as_of=run.as_of, by=by, progress=progress,
                         source=run.file.name)  # fmt: skip
    return WriteCounts(new=found.new, changed=found.changed, unchanged=found.unchanged,
                       flagged=found.flagged)  # fmt: skip


def register_intakes() -> None:
    """Called when the app is ready."""
    register(
        Intake(
            code=CODE,
            label="工会登记册",
            columns=COLUMNS,
            key_columns=("uscc", "name", "superior"),
            writer=write,
            context=context_of,
            judge=judge,
            note="一家工会一行，可以直接用登记册的导出；覆盖单位和单位代码按同样的顺序用顿号分开。",
        )
    )
