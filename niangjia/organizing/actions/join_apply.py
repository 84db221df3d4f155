"""Applying to join: one sentence written once, however often it is sent (ME5, ME7, ME11)."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.engine.persons import name_initials
from niangjia.kernel.audit.models import record
from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.files.api import PAPERS, store
from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.notifications.gate import heed_part
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.ceremony import check_in_applicant
from niangjia.organizing.actions.consents import keep_consents
from niangjia.organizing.enums.members import ApplicationState, ConsentPurpose, JoinChannel
from niangjia.organizing.models import JoinApplication
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.consents import NEEDED, current_texts
from niangjia.organizing.queries.join import (
    application_for,
    by_request,
    desk_of,
    has_todo,
    open_application,
    still_waiting,
    term_for,
    waiting_unions,
)
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.rules.join import Draft, facts_of
from niangjia.organizing.workflow.join import APPLICANT, JOIN_FLOW

TODO = "organizing.join"
TERM = "join_decide"
SELF = Actor(account_id=None, name="申请人本人", roles=frozenset({APPLICANT}))
"""Who applies at the own phone: no account, no scope, nothing but this application."""


class AlreadyApplied(Exception):
    """Another application of this number is open; ``application`` is that one."""

    def __init__(self, application: JoinApplication) -> None:
        self.application = application
        super().__init__("这个证件号码已有一件入会申请正在办理，不需要重复申请。")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to: purposes with the number of the version shown, and what only the
    consent to sensitive data allows to be kept."""

    texts: dict[str, int]
    address: str = ""
    plate: str = ""


def apply_to_join(
    *, entry: Entry, draft: Draft, agreed: Agreed, by: Actor = SELF, channel: str = ""
) -> JoinApplication:
    """申请入会。Sent twice: the same application. ``AlreadyApplied`` if another one is open.

    The database decides: ``request_id`` and the number of an open application are unique there.
    """
    _check(agreed)
    if draft.amends:
        return _amend(entry, draft, agreed, by)
    try:
        return _write(entry, draft, agreed, by, channel or entry.channel)
    except IntegrityError:
        written = by_request(draft.request)
        other = written or open_application(draft.number)
        if written is None and other is not None:
            raise AlreadyApplied(other) from None
        if written is None:
            raise
        return written


def _check(agreed: Agreed) -> None:
    """Refused where a text is out of date or a needed one missing."""
    current = current_texts()
    if missing := NEEDED - set(agreed.texts):
        raise ValueError(f"没有同意“{current[min(missing)].title}”，不能办理入会")
    stale = [p for p, n in agreed.texts.items() if p not in current or current[p].number != n]
    if stale:
        raise ValueError("告知书刚刚更新，请重新阅读后再提交")
    if (agreed.address or agreed.plate) and ConsentPurpose.SENSITIVE not in agreed.texts:
        raise ValueError("填写住址或车牌，须勾选对应的单独同意；也可以清空不填")


def _texts(agreed: Agreed) -> list[int]:
    """Numbers of the texts agreed to."""
    current = current_texts()
    return [current[purpose].pk for purpose in agreed.texts]


@transaction.atomic
def _write(entry: Entry, draft: Draft, agreed: Agreed, by: Actor, channel: str) -> JoinApplication:
    values = _values(entry, draft, agreed)
    application = JoinApplication(
        code=new_code(), request_id=draft.request, union=entry.union, channel=channel,
        event=entry.event, join_code=entry.code, **values,
        due_on=term_for(entry.union.unit.path, TERM).due, **_acted_for(by),
    )  # fmt: skip
    application.save(force_insert=True)
    keep_consents(application=application, texts=_texts(agreed), by=by, channel=channel)
    path = entry.union.unit.path
    record(
        "organizing.join_apply", on=application, by=by, unit_path=path, channel=channel,
        union=entry.union.pk, event=application.event_id, acted_for=application.acted_for,
    )  # fmt: skip
    if entry.event is not None:
        check_in_applicant(event=entry.event, application=application, by=by)
    _tell_first(entry.union.pk, path, application.due_on, by)
    return application


def _tell_first(union_id: int, path: str, due: Any, by: Actor) -> None:
    """The first waiting application makes the item; the lock lets no second one be made."""
    if has_todo(subject_of(union_id)):
        return
    hold(f"organizing.join-desk:{union_id}")
    if not has_todo(subject_of(union_id)):
        tell_desk(union_id=union_id, path=path, due=due, by=by)


def _values(entry: Entry, draft: Draft, agreed: Agreed) -> dict[str, Any]:
    work = draft.work
    return {
        "name": draft.name, "initials": name_initials(draft.name)[:60],
        "document_kind": draft.document_kind, "number": draft.number, "phone": draft.phone,
        "sex": draft.sex, "birth_on": draft.birth_on or None, "employer_id": work.employer_id,
        "employer_name": work.employer_name, "trade": work.trade, "migrant": work.migrant,
        "platforms": list(work.platforms), "facts": facts_of(work), "address": agreed.address,
        "plate": agreed.plate,
    }  # fmt: skip


def _acted_for(by: Actor) -> dict[str, Any]:
    """代办: whoever has an account acts for the worker."""
    if by.account_id is None:
        return {}
    return {"acted_for": f"{by.unit_name} {by.name}"[:80], "acted_for_account": by.account_id}


@transaction.atomic
def apply_at_window(*, entry: Entry, draft: Draft, agreed: Agreed, by: Actor) -> JoinApplication:
    """窗口代办（ME11）：工作人员代为填写，纸质同意书留存；历史里写明本人和代办人。"""
    if not may_act_for(by, entry.union):
        raise NotAllowed("代办入会：只有本工会或其上级工会的工作人员可以办理")
    return apply_to_join(entry=entry, draft=draft, agreed=agreed, by=by, channel=JoinChannel.WINDOW)


@transaction.atomic
def attach_consent_scan(*, application_id: int, stream: Any, name: str, by: Actor) -> None:
    """收存本人签字页的扫描件。"""
    application = application_for(by.scope, application_id, lock=True)
    file = store(
        stream, name=name, by=by, unit=application.union.unit, purpose="organizing.consent",
        kinds=PAPERS,
    )  # fmt: skip
    application.facts = application.facts | {"scan": file.pk}
    application.save(update_fields=["facts"])
    path = application.union.unit.path
    record("organizing.join_scan", on=application, by=by, unit_path=path, file=file.sha256)


@transaction.atomic
def _amend(entry: Entry, draft: Draft, agreed: Agreed, by: Actor) -> JoinApplication:
    """补正后重报：同一件申请，重新计算期限。"""
    application = application_for(entry.union.unit.scope, draft.amends, lock=True)
    if str(application.request_id) == draft.request:
        return application
    _take("amend", application, by)
    if application.number != draft.number:
        raise ValueError("补正不能更换证件号码；号码填错的，请撤回后重新申请")
    values = _values(entry, draft, agreed) | {
        "request_id": draft.request, "state": ApplicationState.APPLIED, "reason": "",
        "due_on": term_for(entry.union.unit.path, TERM).due, "decided_at": None, "decided_by": "",
    }  # fmt: skip
    for name, value in values.items():
        setattr(application, name, value)
    application.save(update_fields=[*values, "number_index", "phone_index"])
    keep_consents(application=application, texts=_texts(agreed), by=by, channel=application.channel)
    path = entry.union.unit.path
    record("organizing.join_amend", on=application, by=by, unit_path=path, union=entry.union.pk)
    tell_desk(union_id=entry.union.pk, path=path, due=application.due_on, by=by)
    return application


@transaction.atomic
def withdraw_application(*, application: JoinApplication, by: Actor = SELF) -> JoinApplication:
    """撤回申请：申请人本人（已验证手机号）或代办的工作人员。"""
    row = application_for(application.union.unit.scope, application.pk, lock=True)
    _take("withdraw", row, by)
    row.state, row.decided_at, row.decided_by = (
        ApplicationState.WITHDRAWN, timezone.now(), by.name,
    )  # fmt: skip
    row.save(update_fields=["state", "decided_at", "decided_by"])
    path = row.union.unit.path
    heed_part(subject=subject_of(row.union_id), part=row.pk, by=by, outcome="申请人撤回")
    record("organizing.join_withdraw", on=row, by=by, unit_path=path, union=row.union_id)
    settle_desk(union_id=row.union_id, path=path, by=by)
    return row


def _take(name: str, application: JoinApplication, by: Actor) -> None:
    roles = by.roles
    step = JOIN_FLOW.steps[name]
    if application.state not in step.leaves:
        shown = application.get_state_display()
        raise NotAllowed(f"{step.label}：这件申请现在是“{shown}”，不能办理")
    JOIN_FLOW.take(name, application.state, roles)


def subject_of(union_id: int) -> str:
    return f"{TODO}:{union_id}"


def tell_desk(*, union_id: int, path: str, due: Any, by: Actor) -> None:
    """One inbox item for all waiting applications of a union, at whoever decides."""
    desk = desk_of(path)
    if desk is None:
        return
    unit_id, role = desk
    url = f"{reverse('organizing:application_list')}?state=applied&union={union_id}"
    tell(
        unit_id=unit_id, role=role, kind=TODO, title="入会申请待审核", url=url, due_on=due,
        subject=subject_of(union_id), by=by,
    )  # fmt: skip


def settle_desk(*, union_id: int, path: str, by: Actor) -> None:
    """After a decision: the item goes, or shows the next due day."""
    left, due = still_waiting(union_id)
    if left:
        tell_desk(union_id=union_id, path=path, due=due, by=by)
    else:
        settle(subject=subject_of(union_id), by=by, outcome="待审的申请已全部办完")


def remind_desks() -> int:
    """Every union with a waiting application has its item: a chore, for what slipped through."""
    house = Actor.system("入会申请待办")
    unions = waiting_unions()
    for union in unions:
        _, due = still_waiting(union.pk)
        tell_desk(union_id=union.pk, path=union.unit.path, due=due, by=house)
    return len(unions)
