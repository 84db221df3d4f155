"""A member's rights over the own data: copy, correct, answer in time (PIPL arts. 44-50)."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.engine.persons import check_mobile, check_person_name, name_initials
from niangjia.kernel.audit.models import record
from niangjia.kernel.crypto import decrypt, encrypt
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.materials import HandedIn, hand_in_own, send_along
from niangjia.organizing.enums.members import ConsentPurpose, DataRequestKind, DataRequestState
from niangjia.organizing.models import DataRequest, Person
from niangjia.organizing.policies.memberships import is_staff
from niangjia.organizing.queries.consents import consents_of, has_consent
from niangjia.organizing.queries.join import desk_of, term_for
from niangjia.organizing.queries.materials import materials_of
from niangjia.organizing.queries.memberships import person_for, person_to_act_on, timeline
from niangjia.organizing.queries.own import looks_at, request_for, work_of
from niangjia.organizing.queries.transfers import transfers_of

TODO = "organizing.data_request"
TERM = "data_request"
CORRECTABLE = {"name": "姓名", "phone": "手机号", "employer_name": "工作单位", "address": "住址"}
SEALED = {"phone", "address"}


@transaction.atomic
def unmask_own(*, person_id: int, by: Actor) -> Person:
    """查看本人完整资料；本人查看也留痕。"""
    person = person_to_act_on(by, person_id)
    record(
        "organizing.own_reveal", on=person, by=by, fields=["number", "phone"], purpose="本人查看"
    )
    return person


@transaction.atomic
def export_own(*, person_id: int, by: Actor) -> str:
    """下载本人资料：JSON，机器也能读（可携带）。"""
    person = person_to_act_on(by, person_id)
    record("organizing.own_export", on=person, by=by, purpose="本人下载")
    return json.dumps(_everything(person), ensure_ascii=False, indent=1, default=_text)


def _everything(person: Person) -> dict[str, Any]:
    """All that is kept of a person, by Chinese label."""
    hidden = {"id", "unit", "path", "number_index", "phone_index", "initials"}
    own = {
        str(f.verbose_name): _plain(person, f.name)
        for f in Person._meta.concrete_fields
        if f.name not in hidden
    }
    return {
        "说明": "由娘家工会工作平台按您的请求导出，含完整证件号码，请妥善保管。",
        "导出时间": timezone.localtime().isoformat(timespec="seconds"),
        "基本资料": own,
        "会籍记录": [
            {"工会": str(m.union), "状态": m.get_state_display(), "变化": m.get_change_display(),
             "自": m.valid_from, "至": m.valid_to, "代办人": m.acted_for}
            for m in timeline(person.pk)
        ],
        "工作关系": [
            {"单位": str(w.employer or ""), "平台": w.platform, "工种": w.get_trade_display(),
             "车牌": w.plate}
            for w in work_of(person.pk)
        ],
        "转接": [
            {"转出": str(t.from_union), "转入": str(t.to_union), "状态": t.get_state_display(),
             "提出": t.proposed_at}
            for t in transfers_of(person.pk)
        ],
        "同意记录": [
            {"文本": str(c.text), "同意": c.given_at, "撤回": c.withdrawn_at}
            for c in consents_of(person.pk)
        ],
        "我的材料": [
            {"类别": m.get_kind_display(), "名称": m.title, "收存": m.created_at,
             "有效期止": m.valid_to}
            for m in materials_of(person.pk)
        ],
        "谁看过我": [
            {"时间": look.at, "人": f"{look.unit} {look.who}", "做了什么": look.what,
             "项目": look.fields, "用途": look.purpose}
            for look in looks_at(person.pk)
        ],
    }  # fmt: skip


def _text(value: object) -> str:
    """Days as they are, moments by the clock of the member."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _plain(person: Person, name: str) -> Any:
    shown = getattr(person, f"get_{name}_display", None)
    return shown() if shown else getattr(person, name)


@transaction.atomic
def ask_correction(
    *,
    person_id: int,
    changes: Mapping[str, str],
    text: str,
    by: Actor,
    materials: Iterable[int] = (),
    sent: HandedIn | None = None,
) -> DataRequest:
    """申请更正：写明改成什么，可以附上已有的材料；工会在期限内核对答复。"""
    person = person_to_act_on(by, person_id)
    wanted = {n: v.strip() for n, v in changes.items() if n in CORRECTABLE and v.strip()}
    if not wanted and not text.strip():
        raise ValueError("请填写要更正成什么，或在说明里写清楚")
    _check(wanted)
    if "address" in wanted and not has_consent(person.pk, ConsentPurpose.SENSITIVE):
        raise ValueError("住址：请先在“我的同意”里单独同意“住址和车牌”，再来填写；或把住址清空")
    made = _asked(person, DataRequestKind.CORRECT, text, wanted, by)
    held = list(materials)
    if sent is not None:
        held.append(hand_in_own(person_id=person.pk, sent=sent, by=by)[0].pk)
    send_along(request=made, materials=held, by=by)
    return made


def _check(wanted: dict[str, str]) -> None:
    """Phone and name as they are kept; all that is wrong is said at once."""
    problems = []
    for name, check in (("name", check_person_name), ("phone", check_mobile)):
        if name in wanted:
            read = check(wanted[name])
            wanted[name] = read.value
            problems += [f"{CORRECTABLE[name]}：{read.problem}"] if read.problem else []
    if problems:
        raise ValueError("；".join(problems))


@transaction.atomic
def ask_deletion(*, person_id: int, text: str, by: Actor) -> DataRequest:
    """申请删除：在籍期间为履行法定职责须保留的除外；由工会答复。"""
    person = person_to_act_on(by, person_id)
    return _asked(person, DataRequestKind.DELETE, text, {}, by)


def _asked(
    person: Person, kind: DataRequestKind, text: str, wanted: dict[str, str], by: Actor
) -> DataRequest:
    rows = DataRequest.objects.unscoped(reason="本人的请求")
    if rows.filter(person=person, kind=kind, state=DataRequestState.OPEN).exists():
        raise NotAllowed("上一次同类请求还在办理中，答复后可以再提")
    sealed = {name: _sealed(value) if name in SEALED else value for name, value in wanted.items()}
    due = term_for(person.path, TERM).due
    made = DataRequest.objects.create(
        person=person, kind=kind, text=text.strip()[:500], changes=sealed, due_on=due
    )
    record("organizing.request_ask", on=made, by=by, unit_path=person.path, kind=kind,
           fields=sorted(wanted))  # fmt: skip
    unit_id, role = desk_of(person.path) or (person.unit_id, Role.CHAIR)
    tell(
        unit_id=unit_id, role=role, kind=TODO, title=f"会员请求：{kind.label}", due_on=due,
        url=reverse("organizing:request_detail", args=[made.pk]),
        subject=f"{TODO}:{made.pk}", by=by,
    )  # fmt: skip
    return made


def _sealed(value: str) -> str:
    return encrypt(value, "data-request")


def wanted_of(request: DataRequest) -> dict[str, str]:
    """What the member asked for, in the clear."""
    return {
        name: decrypt(value, "data-request") if name in SEALED else value
        for name, value in request.changes.items()
    }


@transaction.atomic
def view_request(*, request_id: int, by: Actor) -> dict[str, str]:
    """打开请求：要改成的手机号、住址是完整的，所以查看留痕，本人看得到。"""
    request = request_for(by.scope, request_id)
    wanted = wanted_of(request)
    if sealed := sorted(SEALED & wanted.keys()):
        record("organizing.request_view", on=request.person, by=by, fields=sealed,
               purpose="办理本人的更正请求")  # fmt: skip
    return wanted


@transaction.atomic
def answer_request(*, request_id: int, grant: bool, answer: str, by: Actor) -> DataRequest:
    """答复请求：同意更正的当时改好；不同意的写明理由。答复后会员在自己的页面看到。"""
    request = request_for(by.scope, request_id, lock=True)
    if not is_staff(by):
        raise NotAllowed("答复：只有工会工作人员可以办理")
    if request.state != DataRequestState.OPEN:
        raise NotAllowed(f"答复：这件请求已由{request.answered_by}办结")
    if not grant and not answer.strip():
        raise ValueError("不予办理的，请写明理由")
    if grant and request.kind == DataRequestKind.CORRECT:
        _correct(request, by)
    request.state = DataRequestState.DONE if grant else DataRequestState.REFUSED
    request.answer, request.answered_at = answer.strip()[:500], timezone.now()
    request.answered_by = by.name
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    path = request.person.path
    record("organizing.request_answer", on=request, by=by, unit_path=path, state=request.state)
    said, why = request.get_state_display(), "" if grant else request.answer
    settle(subject=f"{TODO}:{request.pk}", by=by, outcome=said, reason=why)
    return request


def _correct(request: DataRequest, by: Actor) -> None:
    """Write what was asked for; the trail names the fields, never the values."""
    person = person_for(by.scope, request.person_id, lock=True)
    wanted = wanted_of(request)
    for name, value in wanted.items():
        setattr(person, name, value)
    fields = [*wanted, "changed_at"]
    if "name" in wanted:
        person.initials = name_initials(person.name)[:60]
        fields.append("initials")
    if "phone" in wanted:
        fields.append("phone_index")
    person.save(update_fields=fields)
    record(
        "organizing.own_corrected", on=person, by=by, fields=sorted(wanted), purpose="本人申请更正"
    )
