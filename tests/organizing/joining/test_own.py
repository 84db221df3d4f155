"""The member at the own phone: login, card, consents, data, and who looked."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.cards import card_for, check_card, pack_day, renew_card
from niangjia.organizing.actions.consents import give_consent, withdraw_consent, word_consent
from niangjia.organizing.actions.join_phone import send_phone_code, use_phone_code
from niangjia.organizing.actions.own_data import answer_request, ask_correction
from niangjia.organizing.actions.own_login import (
    forget_sessions,
    login_member,
    start_session,
)
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.models import (
    Consent,
    ConsentText,
    DataRequest,
    MemberLogin,
    MemberSession,
    Person,
    PhoneCode,
    Union,
    WorkRelation,
)
from niangjia.organizing.policies.memberships import as_member
from niangjia.organizing.queries.cards import CardAnswer, day_key, shown_at
from niangjia.organizing.queries.consents import forget_texts, given_now
from niangjia.organizing.queries.own import login_of, looks_at
from niangjia.organizing.rules.cards import card_number, card_ref
from tests.organizing.joining.filling import PHONE, identity

WHY = "测试核对全部"
NOON = datetime(2026, 11, 28, 12, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def me(member: Callable[..., Person], at_phone: Callable[[Person], Client]) -> Actor:
    person = member()
    at_phone(person)
    login = login_of(person.pk)
    assert login is not None
    return as_member(person, login.account_id)


@pytest.fixture
def person(me: Actor) -> Person:
    return Person.objects.unscoped(reason=WHY).get(name=me.name)


@pytest.fixture
def own(person: Person, at_phone: Callable[[Person], Client]) -> Client:
    return at_phone(person)


# Login


def test_login_with_phone_tail_and_code(
    member: Callable[..., Person], client: Client, phone: Any
) -> None:
    person = member()
    url, tail = reverse("own:login"), person.number[-4:]
    told = client.post(url, {"phone": PHONE, "send": "1"}).content.decode()
    assert "验证码已发送到 138****5678" in told

    answer = client.post(
        url, {"phone": PHONE, "tail": tail, "code": phone.code(), "next": "/me/card/"}
    )

    assert answer["Location"] == "/me/card/"
    assert client.get("/me/").status_code == 200
    account = MemberLogin.objects.unscoped(reason=WHY).get().account
    assert not account.has_usable_password()
    assert client.get("/organizing/joining/applications/").status_code == 302  # no staff session


def test_whether_a_phone_is_known_is_never_told(
    member: Callable[..., Person], client: Client, phone: Any
) -> None:
    member()
    url, pages = reverse("own:login"), []
    for number in (PHONE, "13900000000"):
        asked = client.post(url, {"phone": number, "send": "1"}).content.decode()
        pages.append(re.sub(r"\d{3}\*{4}\d{4}|1\d{10}|value=\"[^\"]*\"", "", asked))
    assert pages[0] == pages[1]
    refused = [
        client.post(url, {"phone": number, "tail": tail, "code": phone.code(number)})
        for number, tail in ((PHONE, "0000"), ("13900000000", "0000"))
    ]

    told = {
        re.findall(r'role="alert".*?<p>(.*?)</p>', a.content.decode(), re.DOTALL)[0]
        for a in refused
    }
    assert len(told) == 1


def test_two_members_with_one_phone_are_told_apart(
    member: Callable[..., Person], phone: Any
) -> None:
    member(number=identity(131), name="张父")
    child = member(number=identity(132), name="张女")
    send_phone_code(phone=PHONE, purpose=PhonePurpose.LOGIN, address="")

    login_member(phone=PHONE, tail=child.number[-4:], code=phone.code())

    assert MemberLogin.objects.unscoped(reason=WHY).get().person == child


def test_a_code_is_good_once_for_its_purpose_and_five_minutes(db: None, phone: Any) -> None:
    now = timezone.now()

    def sent(minutes: int) -> tuple[str, datetime]:
        at = now + timedelta(minutes=minutes)
        send_phone_code(phone=PHONE, purpose=PhonePurpose.JOIN, address="", now=at)
        return phone.code(), at

    def use(code: str, at: datetime, purpose: PhonePurpose = PhonePurpose.JOIN) -> bool:
        return use_phone_code(phone=PHONE, purpose=purpose, code=code, now=at)

    code, at = sent(0)
    assert not use(code, at, PhonePurpose.LOGIN)
    assert use(code, at)
    assert not use(code, at)
    code, at = sent(2)
    assert not use(code, at + timedelta(minutes=5))
    code, at = sent(8)
    assert [use("999999" if code != "999999" else "000000", at) for _ in range(5)] == [False] * 5
    assert not use(code, at)  # five tries are over


def test_a_code_is_not_sent_twice_within_a_minute(db: None, phone: Any) -> None:
    first = send_phone_code(phone=PHONE, purpose=PhonePurpose.JOIN, address="10.0.0.1")
    second = send_phone_code(phone=PHONE, purpose=PhonePurpose.JOIN, address="10.0.0.1")

    assert first.problem == ""
    assert "秒后再试" in second.problem
    assert len(phone.letters) == 1
    assert first.code not in str(PhoneCode.objects.values().get())  # the digits are not kept


def test_a_member_ends_the_session_of_a_lost_phone(
    person: Person, own: Client, at_phone: Callable[[Person], Client]
) -> None:
    lost = at_phone(person)
    page = own.get("/me/data/")
    (other,) = [s for s in page.context["sessions"] if s.pk != page.context["member"].session.pk][
        :1
    ]

    own.post(reverse("own:session_end", args=[other.pk]))

    open_ones = [c.get("/me/").status_code for c in (own, lost)]
    assert 302 in open_ones or len(page.context["sessions"]) > 2
    assert own.get("/me/").status_code == 200


def test_the_large_type_comes_along(own: Client, person: Person) -> None:
    own.post(reverse("own:large_set"), {"large": "1", "next": "/me/"})

    assert 'data-type="large"' in own.get("/me/").content.decode()
    assert Account.objects.get(username=f"member-{person.pk}").large_type


# Card


def test_a_screenshot_older_than_60_seconds_is_refused(me: Actor, person: Person) -> None:
    """ME12."""
    card = card_for(person_id=person.pk, by=me)
    shown = shown_at(card, NOON)  # five seconds into its half minute

    def look(seconds: int) -> str:
        type(card).objects.unscoped(reason=WHY).update(last_step=0)
        return check_card(
            ref=card_ref(card.pk), code=shown.code, now=NOON + timedelta(seconds=seconds)
        ).answer

    assert [look(s) for s in (0, 24, 54)] == [CardAnswer.VALID] * 3
    assert [look(s) for s in (55, 60, 61, 3600)] == [CardAnswer.WRONG] * 4


def test_a_code_is_good_once(me: Actor, person: Person) -> None:
    card = card_for(person_id=person.pk, by=me)
    told = {"ref": card_ref(card.pk), "code": shown_at(card, NOON).code, "now": NOON}

    assert [check_card(**told).answer for _ in range(2)] == [CardAnswer.VALID, CardAnswer.USED]


def test_the_code_turns_over_midnight(me: Actor, person: Person) -> None:
    card = card_for(person_id=person.pk, by=me)
    before = NOON.replace(hour=23, minute=59, second=40)

    seen = check_card(
        ref=card_ref(card.pk), code=shown_at(card, before).code, now=before + timedelta(seconds=30)
    )

    assert seen.answer == CardAnswer.VALID
    assert day_key(card, before.date()) != day_key(card, before.date() + timedelta(days=1))


def test_a_renewed_card_makes_the_old_one_worthless(me: Actor, person: Person) -> None:
    old = card_for(person_id=person.pk, by=me)

    new = renew_card(person_id=person.pk, by=me)

    told = check_card(ref=card_ref(old.pk), code=shown_at(old, NOON).code, now=NOON)
    assert told.answer == CardAnswer.WRONG
    assert new.pk != old.pk


def test_the_check_page_tells_a_venue_no_more_than_it_needs(own: Client, client: Client) -> None:
    shown = own.get("/me/card/").context["shown"]
    now = own.get("/me/card/now/").json()
    assert now["qr"].startswith("<svg")

    page = client.get(shown.link.partition("8000")[2]).content.decode()

    assert "在籍会员" in page
    assert "王*凯" in page
    assert "王小凯" not in page
    assert "会员码无效" in client.get("/card/zz/000000/").content.decode()
    by_hand = client.get("/card/", {"number": shown.number, "code": "123456"})
    assert by_hand["Location"].endswith("/123456/")


def test_who_left_has_no_card_and_the_venue_is_told(own: Client, me: Actor, person: Person) -> None:
    card = card_for(person_id=person.pk, by=me)

    own.post("/me/leave/", {"sure": "on"})

    assert "没有会员卡" in own.get("/me/card/").content.decode()
    told = check_card(ref=card_ref(card.pk), code=shown_at(card, NOON).code, now=NOON)
    assert told.answer == CardAnswer.ENDED
    assert told.union == ""


def test_the_offline_list_holds_keys_of_that_day_alone(
    me: Actor, person: Person, chair: Actor, union: Union
) -> None:
    card = card_for(person_id=person.pk, by=me)
    today = timezone.localdate()

    pack = pack_day(union_id=union.pk, day=today, venue="食堂", by=chair)

    assert pack.keys == {card_number(card.pk): day_key(card, today).hex()}
    assert card.secret not in str(pack)
    with pytest.raises(ValueError, match="日期已过"):
        pack_day(union_id=union.pk, day=today - timedelta(days=1), venue="食堂", by=chair)


def test_only_the_own_union_packs(chair: Actor, other: Union) -> None:
    with pytest.raises(NotAllowed):
        pack_day(union_id=other.pk, day=timezone.localdate(), venue="食堂", by=chair)


def test_the_pack_is_one_file_that_fetches_nothing(
    union: Union, own: Client, login: Callable[..., Client]
) -> None:
    own.get("/me/card/")
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:card_pack")
    assert desk.get(url).status_code == 200

    told = {"union": union.pk, "day": timezone.localdate().isoformat(), "venue": "食堂"}
    page = desk.post(url, told).content.decode()

    assert not re.findall(r"(?:src|href)=", page)
    assert "0x7380166f" in page  # the script stands in the file


# Consents


def test_withdrawing_a_consent_deletes_what_stood_on_it(me: Actor, person: Person) -> None:
    person.address = "张店区某路1号"
    person.save(update_fields=["address"])
    WorkRelation.objects.create(
        person=person, platform="美团", plate="鲁C12345", valid_from=NOON.date(), recorded_by="x"
    )
    give_consent(person_id=person.pk, purpose="sensitive", number=1, by=me)

    withdraw_consent(person_id=person.pk, purpose="sensitive", by=me)

    person.refresh_from_db()
    work = WorkRelation.objects.unscoped(reason=WHY).get()
    assert (person.address, work.plate) == ("", "")
    kept = Consent.objects.unscoped(reason=WHY).get()
    assert kept.withdrawn_at is not None
    assert given_now(person.pk) == {}


def test_an_address_is_taken_only_with_its_consent(me: Actor, person: Person, chair: Actor) -> None:
    wish: dict[str, Any] = {"person_id": person.pk, "text": "", "by": me}
    with pytest.raises(ValueError, match="单独同意"):
        ask_correction(changes={"address": "张店区某路2号"}, **wish)
    give_consent(person_id=person.pk, purpose="sensitive", number=1, by=me)
    asked = ask_correction(changes={"address": "张店区某路2号", "phone": "13900001111"}, **wish)

    withdraw_consent(person_id=person.pk, purpose="sensitive", by=me)
    answer_request(request_id=asked.pk, grant=True, answer="", by=chair)

    person.refresh_from_db()
    assert (person.address, person.phone) == ("", "13900001111")


def test_the_consent_membership_stands_on_leads_to_leaving(me: Actor, person: Person) -> None:
    with pytest.raises(NotAllowed, match="办理退会"):
        withdraw_consent(person_id=person.pk, purpose="membership", by=me)


def test_a_new_wording_asks_again(
    city: Unit, actor: Callable[..., Actor], me: Actor, person: Person, own: Client
) -> None:
    give_consent(person_id=person.pk, purpose="publish", number=1, by=me)
    leader = actor(city, Role.LEADER)
    told = {"purpose": "publish", "title": "新标题", "source": "办公会", "by": leader}

    made = word_consent(body="新正文", **told)

    forget_texts()
    old = ConsentText.objects.get(purpose="publish", number=1)
    assert (made.number, old.valid_to) == (2, made.valid_from)
    assert "已更新为第2版" in own.get("/me/").content.decode()
    with pytest.raises(ValueError, match="刚刚更新"):
        give_consent(person_id=person.pk, purpose="publish", number=1, by=me)
    with pytest.raises(ValueError, match="完全相同"):
        word_consent(body="新正文", **told)


def test_a_text_sent_as_it_stands_is_no_new_version(
    city: Unit, login: Callable[..., Client]
) -> None:
    """A browser sends other ends of lines; everybody would be asked again for nothing."""
    leader = login(city, Role.LEADER)
    url = reverse("organizing:text_new", args=["membership"])
    form = leader.get(url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}

    answer = leader.post(url, told | {"body": told["body"].replace("\n", "\r\n")})

    assert "完全相同" in answer.content.decode()
    assert ConsentText.objects.filter(purpose="membership").count() == 1


def test_only_the_leader_of_the_whole_federation_words(
    east: Unit, actor: Callable[..., Actor]
) -> None:
    with pytest.raises(NotAllowed):
        word_consent(
            purpose="publish", title="x", body="y", source="z", by=actor(east, Role.LEADER)
        )


def test_consents_on_the_phone(own: Client) -> None:
    give = reverse("own:consent_give", args=["publish"])
    withdraw = reverse("own:consent_withdraw", args=["publish"])

    assert "已记录您的同意" in own.post(give, {"version": "1"}, follow=True).content.decode()
    assert "确定撤回" in own.get(withdraw).content.decode()
    assert "已撤回" in own.post(withdraw, follow=True).content.decode()
    assert "刚刚更新" in own.post(give, {"version": "9"}, follow=True).content.decode()


# Data


def test_numbers_are_masked_until_asked_and_the_file_holds_everything(
    own: Client, person: Person
) -> None:
    masked = own.get("/me/data/").content.decode()
    assert person.number not in masked
    assert person.number in own.post("/me/data/").content.decode()

    file = json.loads(own.post("/me/data/export/").content)

    assert file["基本资料"]["证件号码"] == person.number
    assert file["会籍记录"][0]["状态"] == "在籍"
    assert {"谁看过我", "同意记录", "工作关系", "转接"} <= set(file)


def test_a_correction_waits_15_working_days_for_the_union(
    own: Client, person: Person, chair: Actor, union: Union, login: Callable[..., Client]
) -> None:
    answer = own.post("/me/data/correct/", {"phone": "139 0000 1111", "text": "换号"})
    asked = DataRequest.objects.unscoped(reason=WHY).get()
    assert answer["Location"] == "/me/data/"
    assert (asked.due_on - timezone.localdate()).days >= 19
    assert "13900001111" not in str(asked.changes)
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:request_detail", args=[asked.pk])
    assert "13900001111" in desk.get(url).content.decode()
    (look,) = [look for look in looks_at(person.pk) if look.who != person.name]
    assert (look.fields, look.purpose) == ("手机号", "办理本人的更正请求")
    assert desk.get(reverse("organizing:request_list")).status_code == 200

    desk.post(url, {"grant": "1", "answer": ""})

    person.refresh_from_db()
    assert person.phone == "13900001111"
    with pytest.raises(NotAllowed, match="办结"):
        answer_request(request_id=asked.pk, grant=True, answer="", by=chair)


def test_a_refusal_needs_words_and_one_request_is_open_at_a_time(
    me: Actor, person: Person, chair: Actor
) -> None:
    asked = ask_correction(person_id=person.pk, changes={"name": "王小开"}, text="", by=me)
    with pytest.raises(NotAllowed, match="还在办理"):
        ask_correction(person_id=person.pk, changes={"name": "王开"}, text="", by=me)
    with pytest.raises(ValueError, match="写明理由"):
        answer_request(request_id=asked.pk, grant=False, answer=" ", by=chair)

    answer_request(request_id=asked.pk, grant=False, answer="请带证件到窗口", by=chair)

    person.refresh_from_db()
    assert person.name == "王小凯"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "请填写"),
        ({"phone": "123"}, "手机号"),
        ({"name": "王1"}, "姓名"),
        ({"phone": "123", "name": "王1"}, "姓名.*手机号"),
    ],
)
def test_what_cannot_be_corrected_is_told(
    me: Actor, person: Person, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        ask_correction(person_id=person.pk, changes=changes, text="", by=me)


def test_the_own_plate_is_seen_and_moments_are_local(own: Client, person: Person) -> None:
    WorkRelation.objects.create(
        person=person, platform="货拉拉", trade="trucker", plate="鲁C12345", recorded_by="x",
        valid_from=timezone.localdate(),
    )  # fmt: skip
    masked, shown = own.get("/me/data/"), own.post("/me/data/")
    assert "车牌 已登记" in masked.content.decode()
    assert "鲁C12345" not in masked.content.decode()
    assert "车牌 鲁C12345" in shown.content.decode()

    told = json.loads(own.post("/me/data/export/").content)

    assert told["谁看过我"][0]["时间"][:16] == f"{timezone.localtime():%Y-%m-%d %H:%M}"
    assert "+00:00" not in json.dumps(told)


def test_who_looked_at_what_and_why(own: Client, person: Person, chair: Actor) -> None:
    """X13: 谁看过我."""
    with transaction.atomic():
        record("members.reveal", on=person, by=chair, fields=["phone"], purpose="通知领取福利")
        record("members.learn", on=person, by=chair, fields=["phone"])

    (look,) = looks_at(person.pk)
    page = own.get("/me/looks/").content.decode()

    assert (look.who, look.unit, look.purpose) == (chair.name, chair.unit_name, "通知领取福利")
    assert look.fields == "手机号"
    assert "通知领取福利" in page


def test_every_own_page_is_answered(own: Client) -> None:
    names = ("home", "union_show", "history_show", "look_list", "consent_list", "data_show",
             "data_correct", "leave", "card_show")  # fmt: skip
    for name in names:
        assert own.get(reverse(f"own:{name}")).status_code == 200, name


def test_logins_that_were_over_half_a_year_ago_are_forgotten(member: Callable[..., Person]) -> None:
    now, person = timezone.now(), member()
    for days in (400, 200, 1):
        start_session(person=person, now=now - timedelta(days=days))

    assert forget_sessions(now) == 1  # the second one ran out 170 days ago
    assert MemberSession.objects.unscoped(reason="试").filter(person=person).count() == 2
