"""Opinions of enterprises: passed on to a department, answered within its clock (ME14)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.actions import Notice, note_step, settle, tell, tell_all
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.enums import Clock
from niangjia.matching.models import Opinion
from niangjia.matching.policies import may_pass_on
from niangjia.matching.queries.materials import (
    NoSuchOpinion,
    departments_for,
    opinion_for,
    opinions_from,
)
from niangjia.matching.queries.task_desk import deadline
from niangjia.matching.queries.tasks import task_for

TODO = "matching.opinion"


def _subject(opinion: Opinion) -> str:
    return f"{TODO}:{opinion.pk}"


@transaction.atomic
def pass_opinion(*, task_id: int, department_id: int, text: str, by: Actor) -> Opinion:
    """转交意见：部门联络员的待办里出现，答复期限自次日起算。"""
    task = task_for(by.scope, task_id, lock=True)
    if not may_pass_on(by, task):
        raise NotAllowed("转交意见：只有承办人本人可以办理")
    department = next((u for u in departments_for(by) if u.pk == department_id), None)
    if department is None:
        raise ValueError("请选择承接部门")
    if not text.strip():
        raise ValueError("请写明企业的意见")
    end = deadline(Clock.ANSWER, timezone.localdate(), current_calendar())
    opinion = Opinion.objects.create(
        task=task, unit=department, name=task.name, text=text.strip(),
        passed_on=timezone.localdate(), passed_by=by.name, passed_account=by.account_id,
        due_on=end.due, due_provisional=end.provisional, due_basis=end.basis_zh,
    )  # fmt: skip
    record("matching.pass_opinion", on=opinion, by=by, task=task.pk, due_on=str(end.due))
    notice = Notice(
        unit_id=department.pk, role=Role.LIAISON, kind=TODO, title=f"待答复意见：{task.name}",
        url=reverse("matching:opinion_detail", args=[opinion.pk]), subject=_subject(opinion),
        due_on=end.due, due_provisional=end.provisional,
    )  # fmt: skip
    tell_all([notice], by=by)
    note_step(notice, by=by, outcome=f"转交{department}")
    return opinion


def opinion_to_withdraw(opinion_id: int, by: Actor, *, lock: bool = False) -> Opinion:
    """The sender's own opinion while the department has not answered; else ``NotAllowed``."""
    rows = opinions_from(by.scope).filter(pk=opinion_id)
    opinion = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if opinion is None:
        raise NoSuchOpinion(opinion_id)
    if opinion.passed_account not in {by.account_id, by.desk_of}:
        raise NotAllowed("撤回转交：只有转交人本人可以撤回")
    if not opinion.is_open:
        raise NotAllowed(f"撤回转交：{opinion.answered_by}已经答复，不能撤回")
    return opinion


@transaction.atomic
def withdraw_opinion(*, opinion_id: int, by: Actor) -> Opinion:
    """撤回转交：部门还没有答复的时候；意见留在任务里，部门不用再答。"""
    opinion = opinion_to_withdraw(opinion_id, by, lock=True)
    opinion.withdrawn, opinion.answer = True, "转交人已撤回，不用答复。"
    opinion.answered_at, opinion.answered_by = timezone.now(), by.name
    opinion.save(update_fields=["withdrawn", "answer", "answered_at", "answered_by"])
    record("matching.withdraw_opinion", on=opinion, by=by, task=opinion.task_id)
    settle(subject=_subject(opinion), by=by, outcome="转交人已撤回")
    return opinion


@transaction.atomic
def answer_opinion(*, opinion_id: int, answer: str, by: Actor) -> Opinion:
    """答复意见：只有承接部门的联络员；答复后抄送转交人。"""
    opinion = opinion_for(by.scope, opinion_id, lock=True)
    if not by.has(Role.LIAISON):
        raise NotAllowed("答复意见：只有承接部门的联络员可以办理")
    if not opinion.is_open:
        raise NotAllowed("答复意见：这条意见已经答复")
    if not answer.strip():
        raise ValueError("请填写答复")
    opinion.answer, opinion.answered_at = answer.strip(), timezone.now()
    opinion.answered_by = by.name
    opinion.save(update_fields=["answer", "answered_at", "answered_by"])
    record("matching.answer_opinion", on=opinion, by=by, late=timezone.localdate() > opinion.due_on)
    settle(subject=_subject(opinion), by=by, outcome="已答复")
    if opinion.passed_account:
        tell(
            unit_id=opinion.task.unit_id, account_id=opinion.passed_account, kind=TODO, copy=True,
            title=f"意见已答复：{opinion.name}", subject=_subject(opinion), by=by,
            url=reverse("matching:task_detail", args=[opinion.task_id]),
        )  # fmt: skip
    return opinion
