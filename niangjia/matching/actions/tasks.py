"""One task's way: assign, agree, close, return, reopen, hand over, undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.files.api import PAPERS, store
from niangjia.kernel.notifications.actions import Notice, pass_on
from niangjia.kernel.notifications.kinds import number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.matching.enums import CLOSED_STATES, Clock, TaskReason, TaskState
from niangjia.matching.models import Task, TaskStep, ThreeSync
from niangjia.matching.policies import may_take
from niangjia.matching.queries.task_desk import deadline, organisers_at
from niangjia.matching.queries.tasks import last_step, task_for
from niangjia.matching.rules.tasks import may_undo
from niangjia.matching.workflow import REASONS, SAME, TASK_FLOW

TODO = "matching.task"
HAND_OVER = "hand_over"
NO_CLOCK: dict[str, Any] = {"due_on": None, "due_provisional": False, "due_basis": ""}
NOT_VISITED: dict[str, Any] = {
    "close_due": None, "first_visit_on": None, "intent_on": None, "closed_on": None,
    "close_reason": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it comes from the person: a stream to be read once, and its name."""

    stream: Any
    name: str


def take(name: str, task_id: int, by: Actor) -> tuple[Task, Step]:
    """The locked task and the step, or ``NotAllowed`` / ``NoSuchTask``."""
    task = task_for(by.scope, task_id, lock=True)
    step = TASK_FLOW.take(name, task.state, by.roles)
    if not may_take(by, task, step):
        raise NotAllowed(f"{step.label}：只有承办人本人可以办理")
    return task, step


def advance(
    task: Task,
    step: Step,
    *,
    by: Actor,
    reason: str = "",
    note: str = "",
    evidence: Evidence | None = None,
    changes: Mapping[str, Any] | None = None,
) -> TaskStep:
    """Write the step: check reason and proof, change the task, keep history, tell the owner."""
    _check(step, reason, note, evidence)
    changes = {"state": step.reaches or task.state} | dict(changes or {})
    before = {name: getattr(task, name) for name in changes}
    proof = None
    if evidence is not None:
        proof = store(
            evidence.stream, name=evidence.name, by=by, unit=task.unit,
            purpose="matching.evidence", kinds=PAPERS,
        )  # fmt: skip
    _change(task, changes)
    written = TaskStep.objects.create(
        task=task, at=timezone.now(), by_account=by.account_id, by_name=by.name,
        by_unit=by.unit_name, name=step.name, label=step.label, from_state=before["state"],
        to_state=task.state, reason=reason, note=note, evidence=proof,
        before={name: _plain(value) for name, value in before.items()},
    )  # fmt: skip
    record(
        f"matching.task_{step.name}", on=task, by=by, state=[before["state"], task.state],
        reason=reason, note=note, evidence=proof.sha256 if proof else "",
    )  # fmt: skip
    said = "" if step.name == HAND_OVER else step.label  # no decision
    tell_owner(task, by, said, note or reason)
    return written


def _check(step: Step, reason: str, note: str, evidence: Evidence | None) -> None:
    allowed = REASONS.get(step.name)
    if step.needs_reason and allowed and reason not in allowed:
        raise ValueError(f"{step.label}：请从列表中选择原因")
    if step.needs_reason and not allowed and not note.strip():
        raise ValueError(f"{step.label}：请写明原因")
    if reason == TaskReason.OTHER and not note.strip():
        raise ValueError("原因选“其他”时请写明情况")
    if step.needs_evidence and evidence is None:
        raise ValueError(f"{step.label}：必须上传佐证材料")


def _change(task: Task, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=list(changes))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def subject_of(task_id: int) -> str:
    return f"{TODO}:{task_id}"


def notice_of(task: Task) -> Notice:
    """The inbox item of a task: for its owner, or for the clerks of the unit that must act."""
    waits_for_clerk = task.owner_id is None or task.state == TaskState.RETURNED
    lead = "待派单" if task.state == TaskState.LEAD else task.get_state_display()
    return Notice(
        unit_id=(task.county_id or task.unit_id) if waits_for_clerk else task.unit_id,
        kind=TODO,
        title=f"{lead}：{task.name}",
        url=reverse("matching:task_detail", args=[task.pk]),
        subject=subject_of(task.pk),
        role=Role.CLERK if waits_for_clerk else "",
        account_id=None if waits_for_clerk else task.owner_id,
        due_on=task.due_on,
        due_provisional=task.due_provisional,
    )


def tell_owner(task: Task, by: Actor, outcome: str, reason: str = "") -> None:
    """Settle the task's items and, while it is open, write the one that waits now."""
    waiting = [notice_of(task)] if task.is_open else []
    pass_on(
        subject=subject_of(task.pk), kind=TODO, notices=waiting, by=by, outcome=outcome,
        reason=reason,
    )  # fmt: skip


def clock(code: Clock, start: date) -> dict[str, Any]:
    """The task's fields for a clock that starts on ``start``."""
    end = deadline(code, start, current_calendar())
    kept = "visit_due" if code == Clock.FIRST_VISIT else "close_due"
    return {
        kept: end.due, "due_on": end.due, "due_provisional": end.provisional,
        "due_basis": f"{code.label}，{end.basis_zh}",
    }  # fmt: skip


def unit_in_reach(by: Actor, unit_id: int) -> Unit:
    """The unit a task may be given to: within the actor's scope."""
    unit = Unit.objects.within(by.scope).filter(pk=unit_id).first()
    if unit is None:
        raise ValueError("承办单位不在本单位范围内")
    return unit


def _owner_at(unit: Unit, account_id: int) -> dict[str, Any]:
    if account_id not in dict(organisers_at(unit, timezone.localdate())):
        raise ValueError("承办人须是承办单位的建会专干")
    return {"unit_id": unit.pk, "owner_id": account_id}


@transaction.atomic
def assign(*, task_id: int, unit_id: int, account_id: int, by: Actor, note: str = "") -> Task:
    """列入任务清单：定承办单位、承办人，首次走访期限自当日起算。"""
    task, step = take("assign", task_id, by)
    unit, today = unit_in_reach(by, unit_id), timezone.localdate()
    changes = _owner_at(unit, account_id) | NOT_VISITED | clock(Clock.FIRST_VISIT, today)
    advance(task, step, by=by, note=note, changes=changes)
    return task


@transaction.atomic
def reassign(*, task_id: int, unit_id: int, account_id: int, note: str, by: Actor) -> Task:
    """转派：换承办单位或承办人，期限不变。"""
    task, step = take("reassign", task_id, by)
    unit = unit_in_reach(by, unit_id)
    advance(task, step, by=by, note=note, changes=_owner_at(unit, account_id))
    return task


@transaction.atomic
def agree(*, task_id: int, by: Actor, note: str = "") -> Task:
    """登记意向：企业同意建会或职工提出要求。"""
    task, step = take("agree", task_id, by)
    advance(task, step, by=by, note=note, changes={"intent_on": timezone.localdate()})
    return task


@transaction.atomic
def establish(
    *,
    task_id: int,
    reason: str,
    union_name: str,
    established_on: date,
    evidence: Evidence | None,
    by: Actor,
    note: str = "",
) -> Task:
    """已建会销号：工会名称、建会日期、批复等佐证材料。"""
    task, step = take("establish", task_id, by)
    today = timezone.localdate()
    if established_on > today:
        raise ValueError("建会日期不能晚于今天")
    if not union_name.strip():
        raise ValueError("请填写工会名称")
    changes = closed(today, reason) | {
        "union_name": union_name.strip(), "established_on": established_on,
    }  # fmt: skip
    advance(task, step, by=by, reason=reason, note=note, evidence=evidence, changes=changes)
    ThreeSync.objects.unscoped(reason="任务已限定范围").filter(
        task=task, established_on__isnull=True
    ).update(established_on=established_on)
    return task


@transaction.atomic
def release(
    *, task_id: int, reason: str, evidence: Evidence | None, by: Actor, note: str = ""
) -> Task:
    """不需建会销号：原因从列表选，附佐证材料。"""
    task, step = take("release", task_id, by)
    changes = closed(timezone.localdate(), reason)
    advance(task, step, by=by, reason=reason, note=note, evidence=evidence, changes=changes)
    return task


def closed(today: date, reason: str) -> dict[str, Any]:
    return {"closed_on": today, "close_reason": reason} | NO_CLOCK


@transaction.atomic
def return_task(*, task_id: int, reason: str, by: Actor, note: str = "") -> Task:
    """退回：由区县比对专员重新派单；原期限照走，直到重新列入。"""
    task, step = take("return", task_id, by)
    advance(task, step, by=by, reason=reason, note=note)
    return task


@transaction.atomic
def reopen(*, task_id: int, note: str, by: Actor) -> Task:
    """重新列入：下一次比对仍是缺口时，销号的任务重新走访。"""
    task, step = take("reopen", task_id, by)
    today = timezone.localdate()
    changes = NOT_VISITED | clock(Clock.FIRST_VISIT, today) | {"listed_on": today}
    advance(task, step, by=by, note=note, changes=changes)
    return task


def move_with_item(item: TodoItem, account_id: int, by: Actor) -> None:
    """The owner handed the inbox item to a colleague: the task goes with it."""
    task = task_for(by.scope, number_in(item), lock=True)
    taken_back = item.handed_from_id is not None and item.handed_from_id == account_id
    if not (taken_back or task.owner_id == by.desk_of) or task.state in CLOSED_STATES:
        raise NotAllowed("转办：只有承办人本人可以办理")
    label = "收回转办" if taken_back else "转办"
    step = Step(HAND_OVER, label, frozenset({task.state}), SAME, by.roles)
    advance(task, step, by=by, changes={"owner_id": account_id})


def step_to_undo(task: Task, by: Actor) -> TaskStep:
    """The last step, if this person may take it back today; ``NotAllowed`` says why not."""
    step = last_step(task)
    if step is None:
        raise NotAllowed("撤回：没有可以撤回的步骤")
    problem = may_undo(
        author=step.by_account, actor=by.account_id, on=timezone.localdate(step.at),
        today=timezone.localdate(), undone=step.undoes_id is not None,
    )  # fmt: skip
    if problem or not step.before:
        raise NotAllowed(f"撤回：{problem or '没有可以撤回的步骤'}")
    return step


@transaction.atomic
def undo(*, task_id: int, by: Actor) -> Task:
    """撤回最后一步：本人、当日；原值恢复，两步都留在记录里。"""
    task = task_for(by.scope, task_id, lock=True)
    step = step_to_undo(task, by)
    state, made_on = task.state, task.established_on
    _change(task, _restored(step.before))
    if step.name == "establish":
        ThreeSync.objects.unscoped(reason="任务已限定范围").filter(
            task=task, established_on=made_on
        ).update(established_on=None)
    TaskStep.objects.create(
        task=task, at=timezone.now(), by_account=by.account_id, by_name=by.name,
        by_unit=by.unit_name, name="undo", label=f"撤回“{step.label}”", from_state=state,
        to_state=task.state, undoes=step,
    )  # fmt: skip
    record("matching.task_undo", on=task, by=by, state=[state, task.state], step=step.pk)
    tell_owner(task_for(by.scope, task.pk), by, f"撤回“{step.label}”")
    return task


def _restored(before: Mapping[str, Any]) -> dict[str, Any]:
    """JSON back to values: the fields that hold days."""
    days = {"visit_due", "close_due", "due_on", "first_visit_on", "intent_on", "closed_on",
            "listed_on", "established_on"}  # fmt: skip
    return {
        name: date.fromisoformat(value) if name in days and value else value
        for name, value in before.items()
    }
