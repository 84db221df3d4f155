"""Three screens on a phone: from the code to the progress page (peers ME5, ME7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.kernel.documents.codes import sign_link
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.join_codes import open_code, stop_code
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.models import (
    Consent,
    JoinApplication,
    JoinCode,
    Membership,
    Person,
    Transfer,
    Union,
    UnionVersion,
    WorkRelation,
)
from niangjia.organizing.queries.join_codes import LIVE, PRINTED, live_address, printed_address
from tests.organizing.joining.filling import AGREE, ALL_AGREED, PHONE, RIDER, WHO, WORK, identity

EVERY = "测试核对全部"


def applications() -> list[JoinApplication]:
    return list(JoinApplication.objects.unscoped(reason=EVERY))


@pytest.fixture
def address(code: JoinCode) -> str:
    return printed_address(code)


def test_three_screens_lead_to_an_application_with_a_code(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    answer = screens(client, address, WHO, WORK, AGREE)

    (made,) = applications()
    assert answer.status_code == 302
    assert answer["Location"] == f"/join/progress/{made.code}/?sent=1"
    assert (made.name, made.employer_name, made.migrant) == ("李晓梅", "马尚小吃店", True)
    assert (made.sex, str(made.birth_on)) == ("2", "1990-05-06")
    assert made.due_on is not None
    page = client.get(answer["Location"])
    assert "申请已提交" in page.content.decode()
    assert WHO["number"] not in page.content.decode()


def test_the_third_screen_leads_back_to_the_second_as_it_was(
    address: str, client: Client, phone: Any
) -> None:
    path = address[address.index("/join/") :]
    action = client.get(path).context["action"]
    client.post(action, {**WHO, "step": "who", "send": "1"})
    page = client.post(action, {**WHO, "step": "who", "code": phone.code()})
    assert "?fresh=1" in page.content.decode()
    third = client.post(action, {**WORK, "step": "work", "draft": page.context["draft"]})
    assert "上一步" in third.content.decode()

    told = {"step": "again", "change": "1", "draft": third.context["draft"]}
    second = client.post(action, told)

    assert second.context["form"]["employer_name"].value() == "马尚小吃店"
    assert second.context["form"]["migrant"].value() is True


def test_two_platforms_same_id_one_member_two_work_relations(
    address: str, screens: Callable[..., Any], client: Client, chair: Actor
) -> None:
    """ME7."""
    screens(client, address, WHO, RIDER, AGREE)
    (made,) = applications()

    approve_application(application_id=made.pk, by=chair)

    person = Person.objects.unscoped(reason=EVERY).get()
    works = WorkRelation.objects.unscoped(reason=EVERY).filter(person=person)
    assert {w.platform for w in works} == {"美团", "饿了么"}
    assert Membership.objects.unscoped(reason=EVERY).filter(person=person).count() == 1
    assert person.trade == "rider"


def test_refusing_what_is_not_needed_does_not_block(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    screens(client, address, WHO, WORK, AGREE)

    given = Consent.objects.unscoped(reason=EVERY).values_list("text__purpose", flat=True)
    assert list(given) == ["membership"]


def test_refusing_what_is_needed_blocks_with_a_reason(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    answer = screens(client, address, WHO, WORK, {})

    assert "须同意这一项才能入会" in answer.content.decode()
    assert applications() == []


def test_an_address_without_its_own_consent_is_refused_and_kept_on_the_page(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    answer = screens(client, address, WHO, WORK, AGREE | {"address": "张店区某路1号"})

    assert "须勾选上面的单独同意" in answer.content.decode()
    assert "张店区某路1号" in answer.content.decode()
    assert applications() == []


def test_address_and_plate_are_kept_with_their_consent(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    more = {"address": "张店区某路1号", "plate": "鲁C12345"}
    screens(client, address, WHO, RIDER, ALL_AGREED | more)

    (made,) = applications()
    assert (made.address, made.plate) == ("张店区某路1号", "鲁C12345")
    assert Consent.objects.unscoped(reason=EVERY).count() == 4


def test_sent_twice_on_a_bad_line_is_one_application(
    address: str, screens: Callable[..., Any], client: Client, phone: Any
) -> None:
    path = address[address.index("/join/") :]
    action = client.get(path).context["action"]
    client.post(action, {**WHO, "step": "who", "send": "1"})
    page = client.post(action, {**WHO, "step": "who", "code": phone.code()})
    page = client.post(action, {**WORK, "step": "work", "draft": page.context["draft"]})
    last = {**AGREE, "step": "consents", "draft": page.context["draft"]}

    first, second = client.post(action, last), client.post(action, last)

    assert first["Location"] == second["Location"]
    assert len(applications()) == 1


WRONG_NUMBERS = [
    ("370303199005061021", "校验码不对"),
    ("370303900506102", "一代证"),
    ("37030319900506", "应为 18 位"),
    (identity(102, timezone.localdate() - timedelta(days=365 * 15)), "未满16周岁"),
]


@pytest.mark.parametrize(("number", "told"), WRONG_NUMBERS)
def test_a_wrong_number_is_told_on_the_first_screen(
    address: str, screens: Callable[..., Any], client: Client, number: str, told: str
) -> None:
    answer = screens(client, address, WHO | {"number": number}, WORK, AGREE)

    text = answer.content.decode()
    assert told in text
    assert "李晓梅" in text  # nothing typed is lost


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ({"work": "other"}, "请填写单位全称"),
        ({"work": "platform"}, "请至少选择或填写一个平台"),
        ({"work": "platform", "platforms": ["美团"]}, "主要做哪一行"),
        ({}, "请选择一项"),
    ],
)
def test_missing_work_is_told_on_the_second_screen(
    address: str, screens: Callable[..., Any], client: Client, work: Any, told: str
) -> None:
    assert told in screens(client, address, WHO, work, AGREE).content.decode()


def test_a_wrong_code_keeps_the_first_screen(address: str, client: Client, phone: Any) -> None:
    action = client.get(address[address.index("/join/") :]).context["action"]
    client.post(action, {**WHO, "step": "who", "send": "1"})

    answer = client.post(action, {**WHO, "step": "who", "code": "000000"})

    assert "验证码不对或已过期" in answer.content.decode()


def test_a_forged_signature_is_refused(address: str, client: Client) -> None:
    """X2."""
    path = address[address.index("/join/") :]
    forged = path[:-3] + ("AA/" if path[-3:] != "AA/" else "BB/")

    answer = client.get(forged)

    assert answer.status_code == 410
    assert "不是工会发出的二维码" in answer.content.decode()


def test_a_draft_of_another_code_or_changed_starts_anew(
    address: str, client: Client, union: Union, chair: Actor, phone: Any
) -> None:
    action = client.get(address[address.index("/join/") :]).context["action"]
    client.post(action, {**WHO, "step": "who", "send": "1"})
    page = client.post(action, {**WHO, "step": "who", "code": phone.code()})
    draft = page.context["draft"]
    second = printed_address(open_code(union_id=union.pk, by=chair, place="门口"))
    there = client.get(second[second.index("/join/") :]).context["action"]

    for url, text in ((there, draft), (action, draft[:-4] + "AAA="), (action, "")):
        answer = client.post(url, {**WORK, "step": "work", "draft": text})
        assert "请从头填写" in answer.content.decode()


def test_a_dynamic_code_is_worthless_soon_and_cannot_be_printed(
    union: Union, chair: Actor, client: Client
) -> None:
    code = open_code(union_id=union.pk, by=chair, kind="dynamic", refresh=30)
    now = timezone.now()
    fresh, stale = live_address(code, now), live_address(code, now - timedelta(seconds=61))
    printed = "/join/" + sign_link(PRINTED, code.code) + "/"

    assert client.get(fresh[fresh.index("/join/") :]).status_code == 200
    assert "二维码已过期" in client.get(stale[stale.index("/join/") :]).content.decode()
    assert "请扫现场屏幕" in client.get(printed).content.decode()


def test_a_stopped_or_ended_code_says_so(code: JoinCode, chair: Actor, client: Client) -> None:
    path = "/join/" + sign_link(PRINTED, code.code) + "/"
    stop_code(code_id=code.pk, by=chair)

    assert "二维码已停用" in client.get(path).content.decode()


def test_a_dissolved_union_says_where_to_go(code: JoinCode, union: Union, client: Client) -> None:
    UnionVersion.objects.unscoped(reason=EVERY).filter(union=union).update(state="dissolved")

    answer = client.get("/join/" + sign_link(PRINTED, code.code) + "/")

    assert "这个工会已撤销" in answer.content.decode()


def test_an_unknown_code_is_refused(client: Client, db: None) -> None:
    answer = client.get("/join/" + sign_link(LIVE, "c123") + "/")

    assert "没有这个二维码" in answer.content.decode()


def test_a_member_here_is_led_to_the_card(
    address: str, screens: Callable[..., Any], client: Client, member: Callable[..., Person]
) -> None:
    member(number=WHO["number"], name=WHO["name"])

    answer = screens(client, address, WHO, WORK, AGREE)

    assert "您已是本会会员" in answer.content.decode()
    assert client.get("/me/card/").status_code == 200  # the proved phone is logged in


def test_a_member_elsewhere_proposes_the_transfer_in_one_step(
    address: str, screens: Callable[..., Any], client: Client, member: Callable[..., Person],
    other: Union, other_chair: Actor, union: Union,
) -> None:  # fmt: skip
    person = member(number=WHO["number"], name=WHO["name"], into=other, by=other_chair)
    answer = screens(client, address, WHO, WORK, AGREE)
    assert other.unit.name in answer.content.decode()

    client.post(f"/me/transfer/{answer.wsgi_request.resolver_match.kwargs['token']}/")

    transfer = Transfer.objects.unscoped(reason=EVERY).get()
    assert (transfer.person, transfer.to_union, transfer.state) == (person, union, "proposed")
    assert applications() == []


def test_whether_a_number_is_a_member_is_not_told_to_another_phone(
    address: str, screens: Callable[..., Any], client: Client, member: Callable[..., Person]
) -> None:
    member(number=WHO["number"], name=WHO["name"], phone="13900000000")

    answer = screens(client, address, WHO, WORK, AGREE)

    assert answer.status_code == 302
    assert len(applications()) == 1


def test_a_second_application_leads_to_the_first(
    address: str, screens: Callable[..., Any], client: Client
) -> None:
    screens(client, address, WHO, WORK, AGREE)
    (made,) = applications()

    again = screens(client, address, WHO, WORK, AGREE)
    stranger = screens(client, address, WHO | {"phone": "13900000000"}, WORK, AGREE)

    assert again["Location"] == f"/join/progress/{made.code}/"
    assert stranger.status_code == 409
    assert made.code not in stranger.content.decode()
    assert PHONE not in stranger.content.decode()


def test_the_form_costs_few_queries(
    address: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        client.get(address[address.index("/join/") :])
