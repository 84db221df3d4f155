"""Consents: given, withdrawn with what follows, and new wordings (PIPL arts. 13-16, 29)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.members import ConsentPurpose, JoinChannel
from niangjia.organizing.models import (
    Consent,
    ConsentText,
    DataRequest,
    JoinApplication,
    Person,
    WorkRelation,
)
from niangjia.organizing.policies.consents import may_word
from niangjia.organizing.queries.consents import (
    NEEDED,
    current_texts,
    forget_texts,
    given_now,
)
from niangjia.organizing.queries.memberships import person_to_act_on


def keep_consents(
    *, application: JoinApplication, texts: Iterable[int], by: Actor, channel: str
) -> None:
    """What was agreed to with an application; at a window the clerk's name stands beside it."""
    clerk = by.name if by.account_id is not None else ""
    Consent.objects.bulk_create(
        Consent(
            union_id=application.union_id, text_id=text, application=application,
            channel=channel, recorded_by=clerk,
        )
        for text in texts
    )  # fmt: skip


def hand_consents_on(*, application: JoinApplication, person: Person) -> int:
    """An applicant has become a person: the consents are theirs. Returns how many."""
    rows = Consent.objects.unscoped(reason="申请批准后归到会员名下")
    return rows.filter(application=application).update(person=person)


@transaction.atomic
def give_consent(*, person_id: int, purpose: str, number: int, by: Actor) -> Consent:
    """同意：本人在会员页补充同意，或告知书更新后重新同意。"""
    person = person_to_act_on(by, person_id)
    text = current_texts().get(purpose)
    if text is None or text.number != number:
        raise ValueError("告知书刚刚更新，请重新阅读后再同意")
    given = given_now(person.pk).get(purpose)
    if given is not None and given.text_id == text.pk:
        return given
    union_id = person.memberships.unscoped(reason="本人会籍").latest("recorded_at").union_id
    consent = Consent.objects.create(
        union_id=union_id, text=text, person=person, channel=JoinChannel.WEB
    )
    record("organizing.consent_give", on=person, by=by, purpose=purpose, version=text.number)
    return consent


@transaction.atomic
def withdraw_consent(*, person_id: int, purpose: str, by: Actor) -> list[str]:
    """撤回同意：立即停止并删除只靠这项同意保存的信息；返回做了什么。"""
    if purpose in NEEDED:
        raise NotAllowed("入会与会籍管理的同意不能单独撤回；不愿继续保留会籍的，请办理退会")
    person = person_to_act_on(by, person_id)
    rows = Consent.objects.unscoped(reason="本人的同意").filter(
        person=person, text__purpose=purpose, withdrawn_at__isnull=True
    )
    if not rows.update(withdrawn_at=timezone.now()):
        raise ValueError("这项同意已经撤回，或没有给过")
    done = _follow(person, purpose)
    record("organizing.consent_withdraw", on=person, by=by, purpose=purpose, done=done)
    return done


def _follow(person: Person, purpose: str) -> list[str]:
    """What the withdrawal does at once, in words."""
    if purpose == ConsentPurpose.SENSITIVE:
        person.address = ""
        person.save(update_fields=["address", "changed_at"])
        WorkRelation.objects.unscoped(reason="本人的车牌").filter(person=person).update(plate="")
        JoinApplication.objects.unscoped(reason="本人的申请").filter(person=person).update(
            address="", plate=""
        )
        _drop_wish(person)
        return ["已删除住址和车牌"]
    if purpose == ConsentPurpose.PROVIDE:
        return ["自现在起不再向职工服务机构提供姓名和卡号"]
    return ["自现在起大屏幕上只显示姓氏"]


def _drop_wish(person: Person) -> None:
    """An address asked to be written down, and not written yet."""
    rows = DataRequest.objects.unscoped(reason="本人的请求").filter(person=person)
    for request in rows.filter(changes__has_key="address").select_for_update():
        del request.changes["address"]
        request.save(update_fields=["changes"])


@transaction.atomic
def word_consent(*, purpose: str, title: str, body: str, source: str, by: Actor) -> ConsentText:
    """发布新版告知书：旧版留存，会员下次打开会员页时看到并重新选择。"""
    if not may_word(by):
        raise NotAllowed("发布告知书：只有联合会本级的分管领导可以办理")
    if purpose not in ConsentPurpose.values:
        raise ValueError("请选择用途")
    body = "\n".join(body.strip().splitlines())  # a browser ends lines in its own way
    today = timezone.localdate()
    old = ConsentText.objects.select_for_update().filter(purpose=purpose, valid_to__isnull=True)
    before = old.first()
    if before is not None and (before.title, before.body) == (title.strip(), body):
        raise ValueError("与现行文本完全相同，不需要发布新版")
    number = before.number + 1 if before else 1
    begins = max(today, before.valid_from + timedelta(days=1)) if before else today
    old.update(valid_to=begins)
    made = ConsentText.objects.create(
        purpose=purpose, number=number, title=title.strip(), body=body,
        valid_from=begins, source_text=source.strip(), created_by=by.name,
    )  # fmt: skip
    record("organizing.consent_word", on=made, by=by, purpose=purpose, version=number)
    transaction.on_commit(forget_texts)
    return made
