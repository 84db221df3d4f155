"""Deciding applications: approve, return, refuse; singly and by the batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.documents.codes import shown_code
from niangjia.kernel.files.api import file_for
from niangjia.kernel.notifications.gate import heed_part
from niangjia.kernel.notifications.outbox import post_message
from niangjia.kernel.notifications.wordings import Wording, register_wording
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.organizing.actions.catchall import employer_named
from niangjia.organizing.actions.consents import hand_consents_on
from niangjia.organizing.actions.join_apply import settle_desk, subject_of
from niangjia.organizing.actions.materials import keep_own
from niangjia.organizing.actions.memberships import Admission, Outcome, admit
from niangjia.organizing.enums.materials import MaterialKind
from niangjia.organizing.enums.members import ApplicationState, WorkRelationKind
from niangjia.organizing.models import Employer, JoinApplication, Person, WorkRelation
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.join import application_for
from niangjia.organizing.rules.members import PersonFacts
from niangjia.organizing.workflow.join import JOIN_FLOW

AT_ONCE = 500
"""A larger batch waits too long for its page; take it in portions."""

APPROVED = register_wording(
    Wording(
        "organizing.join_approved",
        "您申请加入{union}已获批准，即日起成为工会会员。打开会员卡：{link}",
        approval="GH-RH-01",
    )
)
RETURNED = register_wording(
    Wording(
        "organizing.join_returned",
        "您加入{union}的申请需要补正：{reason}。请凭查询码{number}办理：{link}",
        approval="GH-RH-02",
    )
)
REFUSED = register_wording(
    Wording(
        "organizing.join_refused",
        "您加入{union}的申请未获批准：{reason}。查询码{number}，如有疑问请联系工会。",
        approval="GH-RH-03",
    )
)


@dataclass(slots=True)
class BatchResult:
    """What became of a batch; ``refused``: application → why, in Chinese."""

    joined: int = 0
    transfers: int = 0
    refused: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def approve_application(*, application_id: int, by: Actor) -> Admission:
    """批准入会。两人同时办理只有一人办成；已在别处入会的转为会籍转接。

    Raises ``NotAllowed``, ``FactsRefused`` or ``ValueError``; the application stays as it was.
    """
    application, step = _taken("approve", application_id, by)
    employer = _employer_of(application, by)
    admission = admit(
        union_id=application.union_id, facts=_facts(application), by=by,
        channel=application.channel, employer_id=employer.pk if employer else None,
        acted_for=application.acted_for,
    )  # fmt: skip
    application.person, application.transfer = admission.person, admission.transfer
    moved = admission.outcome == Outcome.TRANSFER
    state = ApplicationState.TO_TRANSFER if moved else ApplicationState.APPROVED
    if not moved:
        _keep_work(application, admission.person, employer, by)
    hand_consents_on(application=application, person=admission.person)
    _hand_page_on(application, admission.person, by)
    told = {"person": admission.person.pk, "outcome": admission.outcome.value}
    _decided(application, step, state, by, "", **told)
    if admission.outcome == Outcome.ADMITTED:
        address = settings.PUBLIC_ADDRESS + reverse("own:home")
        _message(application, APPROVED.code, by, link=address)
    return admission


@transaction.atomic
def return_application(*, application_id: int, reason: str, by: Actor) -> JoinApplication:
    """退回补正：写明缺什么、错在哪；申请人凭查询码改正后重报，不用从头填。"""
    application, step = _taken("return", application_id, by, reason)
    _decided(application, step, step.reaches, by, reason)
    _message_with_code(application, RETURNED.code, by, link=progress_address(application))
    return application


@transaction.atomic
def refuse_application(*, application_id: int, reason: str, by: Actor) -> JoinApplication:
    """不予批准：写明理由。"""
    application, step = _taken("refuse", application_id, by, reason)
    _decided(application, step, step.reaches, by, reason)
    _message_with_code(application, REFUSED.code, by)
    return application


def approve_many(*, application_ids: Iterable[int], by: Actor) -> BatchResult:
    """批量批准：每件各自办理，个别办不了的不影响其余，并说明原因。"""
    ids = sorted(set(application_ids))
    if len(ids) > AT_ONCE:
        raise ValueError(f"一次最多批准 {AT_ONCE} 件，请分批办理")
    result = BatchResult()
    for number in ids:
        try:
            done = approve_application(application_id=number, by=by)
        except (NotAllowed, ValueError) as problem:
            result.refused[number] = str(problem)
            continue
        result.joined += done.outcome != Outcome.TRANSFER
        result.transfers += done.outcome == Outcome.TRANSFER
    return result


def return_many(*, application_ids: Iterable[int], reason: str, by: Actor) -> BatchResult:
    """批量退回：同一个原因。``joined`` counts those returned."""
    ids = sorted(set(application_ids))
    if len(ids) > AT_ONCE:
        raise ValueError(f"一次最多退回 {AT_ONCE} 件，请分批办理")
    result = BatchResult()
    for number in ids:
        try:
            return_application(application_id=number, reason=reason, by=by)
        except (NotAllowed, ValueError) as problem:
            result.refused[number] = str(problem)
            continue
        result.joined += 1
    return result


def _taken(
    name: str, application_id: int, by: Actor, reason: str = ""
) -> tuple[JoinApplication, Step]:
    """The locked application and the step, or why it cannot be taken."""
    application = application_for(by.scope, application_id, lock=True)
    step = JOIN_FLOW.steps[name]
    if application.state not in step.leaves:
        raise NotAllowed(f"{step.label}：{_what_happened(application)}")
    JOIN_FLOW.take(name, application.state, by.roles)
    if not may_act_for(by, application.union):
        raise NotAllowed(f"{step.label}：只有本工会或其上级工会的工作人员可以办理")
    if step.needs_reason and not reason.strip():
        raise ValueError(f"{step.label}：请写明原因")
    return application, step


def _what_happened(application: JoinApplication) -> str:
    at = application.decided_at
    moment = f"已于 {timezone.localtime(at):%m-%d %H:%M} 由{application.decided_by}" if at else "已"
    return f"这件申请{moment}办理，现为“{application.get_state_display()}”"


def _facts(application: JoinApplication) -> PersonFacts:
    return PersonFacts(
        name=application.name, number=application.number or "", phone=application.phone or "",
        document_kind=application.document_kind, employer_name=application.employer_name,
        address=application.address or "", migrant=application.migrant, trade=application.trade,
    )  # fmt: skip


def _employer_of(application: JoinApplication, by: Actor) -> Employer | None:
    """The employer chosen, or the one of the typed name; nobody for platform workers."""
    if application.employer is not None or not application.employer_name:
        return application.employer
    return employer_named(name=application.employer_name, union=application.union, by=by)


def _keep_work(
    application: JoinApplication, person: Person, employer: Employer | None, by: Actor
) -> None:
    """The employer, and each platform: several at once are several rows of one person (ME7)."""
    relation = application.facts.get("relation") or WorkRelationKind.NONE
    same = {
        "person": person, "trade": application.trade, "relation": relation,
        "plate": application.plate or "", "valid_from": timezone.localdate(),
        "recorded_by": by.name,
    }  # fmt: skip
    rows = [WorkRelation(platform=name, **same) for name in application.platforms]
    if employer is not None:
        rows.append(WorkRelation(employer=employer, **(same | {"trade": ""})))
    WorkRelation.objects.bulk_create(rows, ignore_conflicts=True)


def _hand_page_on(application: JoinApplication, person: Person, by: Actor) -> None:
    """The page signed at the window is kept among the member's materials."""
    if number := application.facts.get("scan"):
        file = file_for(application.union.unit.scope, number)
        kind = MaterialKind.SIGNED
        facts: dict[str, object] = {"kind": kind, "title": kind.label}
        origin = f"{application.union}入会，{application.acted_for}代办"
        keep_own(person=person, file=file, facts=facts, origin=origin[:200], by=by)


def _decided(
    application: JoinApplication, step: Step, state: str, by: Actor, reason: str, **told: object
) -> None:
    application.state, application.reason = state, reason.strip()[:200]
    application.decided_at, application.decided_by = timezone.now(), by.name
    application.save(
        update_fields=["state", "reason", "decided_at", "decided_by", "person", "transfer"]
    )
    path = application.union.unit.path
    heed_part(
        subject=subject_of(application.union_id), part=application.pk, by=by, outcome=step.label,
        reason=reason,
    )  # fmt: skip
    record(
        f"organizing.join_{step.name}", on=application, by=by, unit_path=path, state=state,
        union=application.union_id, reason=application.reason, acted_for=application.acted_for,
        **told,
    )  # fmt: skip
    settle_desk(union_id=application.union_id, path=path, by=by)


def progress_address(application: JoinApplication) -> str:
    return settings.PUBLIC_ADDRESS + reverse("join:progress_show", args=[application.code])


def _message_with_code(application: JoinApplication, code: str, by: Actor, **more: str) -> None:
    reason = application.reason[:60]
    _message(application, code, by, reason=reason, number=shown_code(application.code), **more)


def _message(application: JoinApplication, wording: str, by: Actor, **values: Any) -> None:
    """Into the outbox: it leaves when quiet hours are over."""
    if not application.phone:
        return
    post_message(
        unit_id=application.union.unit_id, account_id=None, address=application.phone,
        code=wording, by=by, union=application.union.unit.name, **values,
    )  # fmt: skip
