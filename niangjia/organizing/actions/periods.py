"""上报、退回、审核、锁定、解锁：every step of a period table (X15)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.notifications.actions import pass_on
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.organizing.actions.periods_forms import TODO, notice_of, subject_of
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.periods import PeriodState
from niangjia.organizing.models import PeriodFigure, PeriodStep, PeriodTable
from niangjia.organizing.policies.periods import may_take
from niangjia.organizing.queries.periods import Cell, counted_now, steps_of, table_for
from niangjia.organizing.rules.periods import Told, unexplained
from niangjia.organizing.workflow.periods import OWN, PERIOD_FLOW, RECALLS

WHY = "表已在范围内取出"


def _take(name: str, table_id: int, by: Actor) -> tuple[PeriodTable, Step]:
    """The locked table and the step; ``NotAllowed`` says where the table stands meanwhile."""
    table = table_for(by.scope, table_id, lock=True)
    step = PERIOD_FLOW.steps[name]
    if table.state not in step.leaves:
        raise NotAllowed(
            f"{step.label}：这张表现在是“{table.get_state_display()}”，可能刚由他人办理，请刷新后再看。"
        )
    PERIOD_FLOW.take(name, table.state, by.roles)
    if not may_take(by, table, step):
        whose = "本单位" if name in OWN else "上级工会"
        whose = "设立报表的工会" if name == "unlock" else whose
        raise NotAllowed(f"{step.label}：由{whose}办理。")
    return table, step


def _advance(
    table: PeriodTable, step: Step, by: Actor, *, reason: str = "",
    facts: Mapping[str, Any] | None = None, **changes: Any,
) -> PeriodTable:  # fmt: skip
    """State, history, trail, inbox."""
    before, told = table.state, dict(facts or {})
    table.state = step.reaches
    for name, value in changes.items():
        setattr(table, name, value)
    table.save(update_fields=["state", *changes])
    PeriodStep.objects.create(
        table=table, name=step.name, label=step.label, from_state=before, to_state=table.state,
        reason=reason.strip()[:500], facts=told, by_name=by.name, by_unit=by.unit_name[:100],
    )  # fmt: skip
    record(
        f"organizing.period_{step.name}", on=table, by=by, state=[before, table.state],
        reason=reason.strip()[:500], figures=told, period=table.label, form=table.form.name,
    )  # fmt: skip
    desk = _next_desk(table)
    waiting = [] if desk is None else [notice_of(table, desk)]
    pass_on(
        subject=subject_of(table.pk), kind=TODO, notices=waiting, by=by, outcome=step.label,
        reason=reason,
    )  # fmt: skip
    return table


def _next_desk(table: PeriodTable) -> int | None:
    """Whose turn it is: the unit's own, or the next above; nobody's once locked."""
    if table.state in (PeriodState.OPEN, PeriodState.RETURNED):
        return table.unit_id
    return None if table.state == PeriodState.LOCKED else table.unit.parent_id


@transaction.atomic
def report_table(*, table_id: int, told: Mapping[str, Told], by: Actor) -> PeriodTable:
    """上报：每个数字与系统计数一致，或者写明原因；同时记下当日口径的版次。

    Counted anew in this transaction, so that what is kept beside the reported number is what the
    register says now. Raises ``ValueError`` naming every figure without a reason.
    """
    table, step = _take("report", table_id, by)
    cells = counted_now(table)
    bare = unexplained({cell.key: cell.counted for cell in cells}, told)
    if bare:
        raise ValueError(_said(cells, told, bare))
    rows = PeriodFigure.objects.unscoped(reason=WHY).filter(table=table)
    rows.delete()
    PeriodFigure.objects.bulk_create(_figure(table, cell, told[cell.key]) for cell in cells)
    facts = {cell.key: told[cell.key].value for cell in cells}
    now = timezone.now()
    return _advance(table, step, by, facts=facts, reported_at=now, reported_by=by.name)


def _said(cells: list[Cell], told: Mapping[str, Told], bare: list[str]) -> str:
    words = [
        f"{cell.label}上报 {told[cell.key].value:,}，系统计数 {cell.counted:,}"
        if cell.key in told
        else f"{cell.label}没有填"
        for cell in cells
        if cell.key in bare
    ]
    return f"{'；'.join(words)}。与系统计数不一致的，请写明原因，或改为系统计数。"


def _figure(table: PeriodTable, cell: Cell, told: Told) -> PeriodFigure:
    differs = told.value != cell.counted
    return PeriodFigure(
        table=table, key=cell.key, counted=cell.counted, reported=told.value,
        reason=told.reason.strip()[:300] if differs else "", definition=cell.definition,
        words=cell.words, number=cell.number,
    )  # fmt: skip


@transaction.atomic
def return_table(
    *, table_id: int, defects: Mapping[str, str], reason: str = "", by: Actor
) -> PeriodTable:
    """退回：逐格写明问题，至少一处；填报单位改后再上报。"""
    table, step = _take("return", table_id, by)
    wrong = {key: text.strip()[:300] for key, text in defects.items() if text.strip()}
    wrong = {key: text for key, text in wrong.items() if key in table.form.keys}
    if not wrong and not reason.strip():
        raise ValueError("退回：请至少在一个数字后写明问题，或写总的原因。")
    for key, text in wrong.items():
        PeriodFigure.objects.unscoped(reason=WHY).filter(table=table, key=key).update(defect=text)
    said = reason or "；".join(f"{FigureKey(key).label}：{text}" for key, text in wrong.items())
    return _advance(table, step, by, reason=said, facts=wrong)


@transaction.atomic
def approve_table(*, table_id: int, by: Actor, reason: str = "") -> PeriodTable:
    """审核通过。"""
    table, step = _take("approve", table_id, by)
    return _advance(table, step, by, reason=reason)


@transaction.atomic
def lock_table(*, table_id: int, by: Actor, reason: str = "") -> PeriodTable:
    """锁定：数字连同口径版次从此不变。"""
    table, step = _take("lock", table_id, by)
    return _advance(table, step, by, reason=reason, locked_at=timezone.now(), locked_by=by.name)


@transaction.atomic
def unlock_table(*, table_id: int, reason: str, by: Actor) -> PeriodTable:
    """解锁：只有设立报表的工会的分管领导可以，须写明原因，回到已审核。"""
    table, step = _take("unlock", table_id, by)
    if not reason.strip():
        raise ValueError("解锁：请写明原因。")
    return _advance(table, step, by, reason=reason, locked_at=None, locked_by="")


def step_to_recall(table_id: int, by: Actor) -> Step:
    """The step that takes the last one back; ``NotAllowed`` says who has acted since."""
    table = table_for(by.scope, table_id)
    name = RECALLS.get(PeriodState(table.state))
    if name is None:
        raise NotAllowed(f"这张表现在是“{table.get_state_display()}”，没有可以撤回的步骤。")
    step = PERIOD_FLOW.take(name, table.state, by.roles)
    last = steps_of(table)[0]
    if not may_take(by, table, step) or last.by_unit != by.unit_name[:100]:
        raise NotAllowed(f"{step.label}：由办理这一步的{last.by_unit}撤回。")
    return step


@transaction.atomic
def recall_step(*, table_id: int, by: Actor, reason: str = "") -> PeriodTable:
    """撤回上报、审核或退回：下一步还没有人办理的时候，由办理的单位撤回。"""
    table_for(by.scope, table_id, lock=True)
    table, step = _take(step_to_recall(table_id, by).name, table_id, by)
    if step.name == "unreturn":
        PeriodFigure.objects.unscoped(reason=WHY).filter(table=table).update(defect="")
    return _advance(table, step, by, reason=reason)
