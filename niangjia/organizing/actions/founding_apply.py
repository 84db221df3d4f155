"""From 请示 to 批复: submit, take back, return with defects, refuse, approve, stop."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_papers import void_paper, write_reply
from niangjia.organizing.actions.founding_people import group_problems
from niangjia.organizing.actions.founding_register import drop_union, prepare_union
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.models import FoundingCase, FoundingDefect
from niangjia.organizing.policies.founding import acts_for
from niangjia.organizing.queries.founding import (
    NoSuchCase,
    case_for,
    covering_union,
    defects_of,
    employers_of_case,
)
from niangjia.organizing.workflow.founding import HANDS

Defect = tuple[str, str]
"""Which paper or matter, and what it lacks."""


@transaction.atomic
def submit(*, case_id: int, by: Actor) -> FoundingCase:
    """提交请示：筹备组、党组织或行政意见、职工数齐全，退回的问题逐条补正。"""
    case, step = take("submit", case_id, by)
    problems = application_problems(case)
    if problems:
        raise NotAllowed(f"还不能提交：{'；'.join(problems)}。")
    advance(case, step, by=by, applied_on=timezone.localdate())
    return case


def application_problems(case: FoundingCase) -> list[str]:
    """What the application still lacks, in words."""
    said = group_problems(case)
    if not employers_of_case(case) and case.kind in ("basic", "joint"):
        said.append("还没有登记单位")
    if case.kind == "joint" and len(employers_of_case(case)) < 2:
        said.append("联合基层工会至少有两个单位")
    for name, label in (("applicant", "联系人"), ("founding_basis", "党组织或行政意见")):
        if not getattr(case, name).strip():
            said.append(f"{label}没有填写")
    if case.employees is None:
        said.append("职工数没有填写")
    open_ones = [d for d in defects_of(case) if d.settled_at is None]
    if open_ones:
        said.append(f"还有{len(open_ones)}处退回的问题没有标为已补正")
    return said


@transaction.atomic
def withdraw(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """撤回申请。"""
    case, step = take("withdraw", case_id, by)
    advance(case, step, by=by, reason=reason)
    return case


@transaction.atomic
def return_application(*, case_id: int, defects: Sequence[Defect], by: Actor) -> FoundingCase:
    """退回补正：一次说清全部问题。"""
    return _returned("return", case_id, defects, by)


def _returned(name: str, case_id: int, defects: Sequence[Defect], by: Actor) -> FoundingCase:
    case, step = take(name, case_id, by)
    told = [(item.strip(), text.strip()) for item, text in defects if text.strip()]
    if not told:
        raise ValueError("请逐条写明退回的问题，至少一条。")
    FoundingDefect.objects.bulk_create(
        FoundingDefect(case=case, item=item[:60], text=text[:300], raised_by=by.name)
        for item, text in told
    )
    said = "；".join(f"{item}：{text}" if item else text for item, text in told)
    advance(case, step, by=by, reason=said, facts={"defects": len(told)})
    return case


@transaction.atomic
def return_meeting(*, case_id: int, defects: Sequence[Defect], by: Actor) -> FoundingCase:
    """退回大会请示。"""
    return _returned("return_meeting", case_id, defects, by)


@transaction.atomic
def return_result(*, case_id: int, defects: Sequence[Defect], by: Actor) -> FoundingCase:
    """退回结果报告：材料有缺，选举本身有效。"""
    return _returned("return_result", case_id, defects, by)


@transaction.atomic
def settle_defect(*, case_id: int, defect_id: int, by: Actor) -> FoundingDefect:
    """标为已补正。"""
    case = case_for(by.scope, case_id, lock=True)
    if not by.has(*HANDS):
        raise NotAllowed("补正由申请一方办理。")
    row = next((d for d in defects_of(case) if d.pk == defect_id), None)
    if row is None:
        raise NoSuchCase(defect_id)
    if row.settled_at is None:
        row.settled_at, row.settled_by = timezone.now(), by.name
        row.save(update_fields=["settled_at", "settled_by"])
        record("organizing.founding_mend", on=case, by=by, item=row.item, text=row.text,
               acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return row


@transaction.atomic
def refuse(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """不予批准：写明理由。"""
    case, step = take("refuse", case_id, by)
    advance(case, step, by=by, reason=reason)
    return case


@transaction.atomic
def approve(*, case_id: int, code_id: int | None, by: Actor) -> FoundingCase:
    """同意筹备：出批复、编文号，在登记册立一家筹备中的工会。"""
    case, step = take("approve", case_id, by)
    covered = covering_union(employers_of_case(case))
    if covered is not None:
        raise NotAllowed(f"{covered.employer.name}已由“{covered.union.unit.name}”覆盖。")
    today = timezone.localdate()
    case.prepared_on = today
    reply = write_reply(case, PaperKind.APPLICATION_REPLY, code_id=code_id, by=by)
    union = prepare_union(case, on=today, number=reply.document_number, by=by)
    facts = {"number": reply.document_number}
    advance(case, step, by=by, facts=facts, prepared_on=today, union=union)
    return case


@transaction.atomic
def stop(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """终止筹备：筹备中的工会从登记册撤下，已有会员的先办转接。"""
    case, step = take("stop", case_id, by)
    drop_union(case, reason=reason, by=by)
    for kind in (PaperKind.MEETING_REQUEST, PaperKind.NOTICE):
        void_paper(case, kind, "终止筹备", by)
    advance(case, step, by=by, reason=reason)
    return case
