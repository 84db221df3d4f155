"""The register's pages: what is shown, what is veiled, what is noted."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions import members as facts_deeds
from niangjia.organizing.actions import memberships as deeds
from niangjia.organizing.models import Person, Transfer, Union, WorkRelation
from niangjia.organizing.queries.members import looks_of
from niangjia.organizing.rules.members import FactsRefused
from tests.organizing.members.conftest import MAN, WOMAN, identity
from tests.organizing.members.test_memberships import figures

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
SINCE = date(2022, 6, 1)


@pytest.fixture
def person(join: Any) -> Person:
    return join(MAN, on=SINCE, phone=PHONE, address="张店区马尚街道1号楼", education="2").person


@pytest.fixture
def web(login: Any, union: Union) -> Client:
    return login(union.unit, Role.CHAIR)


def url(name: str, *args: Any) -> str:
    return reverse(f"organizing:{name}", args=args)


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.get(address, given)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def names(page: str, *people: str) -> list[str]:
    return [name for name in people if f">{name}</a>" in page]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["王小凯", "李红", "王㛃"]),
        ({"q": "王"}, ["王小凯", "王㛃"]),
        ({"q": "王㛃"}, ["王㛃"]),
        ({"q": "wxk"}, ["王小凯"]),
        ({"q": "LH"}, ["李红"]),
        ({"state": "retained"}, ["李红"]),
        ({"migrant": "1"}, ["李红"]),
        ({"new_form": "1"}, ["王㛃"]),
        ({"trade": "rider"}, ["王㛃"]),
        ({"joined_after": "2022-06-02"}, ["王㛃"]),
        ({"joined_before": "2022-06-01"}, ["王小凯", "李红"]),
        ({"union": "机械"}, ["王小凯", "李红", "王㛃"]),
        ({"union": "没有"}, []),
        ({"doubt": "1"}, ["李红"]),
    ],
)
def test_the_list_finds(
    web: Client, join: Any, person: Person, chair: Any, given: dict[str, str], found: list[str]
) -> None:
    woman = join(WOMAN, "李红", on=SINCE, migrant=True, sex="1").person
    join(name="王㛃", on=date(2022, 7, 1), trade="rider")
    deeds.retain(person_id=woman.pk, reason="3", note="失业", by=chair)

    page = text(web, url("member_list"), **given)

    assert names(page, "王小凯", "李红", "王㛃") == found


def test_places_and_order(login: Any, join: Any, city: Any, town: Any, west: Any) -> None:
    join(name="王一", on=date(2022, 6, 1))
    join(name="王二", on=date(2022, 7, 1))
    client = login(city, Role.ORGANISER)

    assert names(text(client, url("member_list"), place=town.path), "王一", "王二") == [
        "王一",
        "王二",
    ]
    assert names(text(client, url("member_list"), place=west.path), "王一", "王二") == []
    newest = text(client, url("member_list"), sort="-joined_on")
    assert newest.index("王二") < newest.index("王一")


def test_paging_by_key(web: Client, join: Any) -> None:
    for n in range(25):
        join(name="王" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "一二三"[n // 10])
    first = text(web, url("member_list"), size="20")
    following = first.split('rel="next" href="')[1].split('"')[0]

    second = text(web, following.replace("&amp;", "&"))

    shown = [page.count("/organizing/members/") for page in (first, second)]
    assert "共 25" in first.replace("<b>", "").replace("</b>", "") or "25" in first
    assert shown[0] > shown[1]


def test_a_chair_sees_nothing_of_another_union(login: Any, other: Union, person: Person) -> None:
    stranger = login(other.unit, Role.CHAIR)

    assert "王小凯" not in text(stranger, url("member_list"))
    for name in ("member_detail", "transfer_new", "member_annul"):
        assert stranger.get(url(name, person.pk)).status_code == 404
    assert stranger.get(url("member_look", person.pk, "phone")).status_code == 404
    found = stranger.post(url("member_find"), {"number": MAN}, follow=True)
    assert "王小凯" not in found.content.decode()


def test_town_county_and_city_see_their_subtree(
    login: Any, person: Person, town: Any, east: Any, city: Any, west: Any
) -> None:
    for unit in (town, east, city):
        assert "王小凯" in text(login(unit, Role.LEADER), url("member_list"))
    assert "王小凯" not in text(login(west, Role.LEADER), url("member_list"))


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CLERK, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_partner_departments_and_administrators_see_no_person(
    login: Any, city: Any, person: Person, role: Role
) -> None:
    client = login(city, role)

    for address in (url("member_list"), url("member_detail", person.pk), url("transfer_list")):
        assert client.get(address).status_code == 403


def test_a_member_is_shown_with_stars(web: Client, person: Person) -> None:
    page = text(web, url("member_detail", person.pk))

    assert "370303********" in page
    assert "138****5678" in page
    assert "张店区马尚街道***" in page
    assert MAN not in page
    assert PHONE not in page
    assert "1号楼" not in page
    assert "大学本科" in page
    assert "nj-watermark" in page


def test_a_look_wants_a_purpose_and_is_noted(web: Client, person: Person) -> None:
    address = url("member_look", person.pk, "number")
    assert MAN not in text(web, address)
    refused = web.post(address, {"purpose": " "})
    assert MAN not in refused.content.decode()

    shown = web.post(address, {"purpose": "办理互助保障"})

    assert MAN in shown.content.decode()
    assert shown.headers["Cache-Control"].startswith("max-age=0")
    look = looks_of(person.pk)[0]
    assert (look.what, look.purpose) == ("证件号码", "办理互助保障")
    assert MAN not in str(AuditEvent.objects.values_list("changes", flat=True))
    assert "办理互助保障" in text(web, url("member_detail", person.pk))


def test_leaders_read_and_do_not_look(login: Any, town: Any, person: Person) -> None:
    leader = login(town, Role.LEADER)

    page = text(leader, url("member_detail", person.pk))
    assert "/fact/" not in page
    assert "/look/phone" not in page
    assert (
        leader.post(url("member_look", person.pk, "phone"), {"purpose": "看看"}).status_code == 403
    )


def test_opening_the_page_is_noted_once_a_day(web: Client, person: Person) -> None:
    for _ in range(3):
        text(web, url("member_detail", person.pk))

    assert AuditEvent.objects.filter(verb="members.view").count() == 1


@pytest.mark.parametrize(
    "wanted", [MAN, f" {MAN[:6]} {MAN[6:]}", PHONE, "+86 138-1234-5678", "GH0001"]
)
def test_exact_search_leaves_no_number_in_any_address(web: Client, join: Any, wanted: str) -> None:
    """X19."""
    person = join(MAN, phone=PHONE, card_number="GH0001").person

    answer = web.post(url("member_find"), {"number": wanted})

    assert answer.headers["Location"] == url("member_detail", person.pk)


def test_a_number_in_the_address_is_sent_away(web: Client, person: Person) -> None:
    answer = web.get(url("member_list"), {"q": MAN})

    assert answer.headers["Location"] == url("member_list")


def test_no_page_carries_a_number_in_a_link(web: Client, person: Person) -> None:
    """X19: log scan. Only the form's own answer shows it."""
    for address in (url("member_list"), url("member_detail", person.pk), url("transfer_list")):
        page = text(web, address)
        assert MAN not in page
        assert PHONE not in page


def test_the_clerk_enters_a_member(web: Client, union: Union, login: Any) -> None:
    window = login(union.unit, Role.WINDOW)
    given = {"union_id": union.pk, "name": "赵䶮", "document_kind": "1", "number": identity(301),
             "on": "2022-06-01", "acted_for": "窗口李四"}  # fmt: skip

    page = window.post(url("member_new"), given | {"number": "370303900101001"})
    assert "15 位的一代身份证号" in page.content.decode()
    answer = window.post(url("member_new"), given, follow=True)

    assert "赵䶮" in answer.content.decode()
    assert "代办：窗口李四" in answer.content.decode()


def test_the_clerk_is_told_of_a_member_elsewhere(login: Any, other: Union, person: Person) -> None:
    there = login(other.unit, Role.WINDOW)
    given = {"union_id": other.pk, "name": "王小凯", "document_kind": "1", "number": MAN,
             "on": "2022-08-01"}  # fmt: skip

    answer = there.post(url("member_new"), given, follow=True)

    assert "已提出会籍转接" in answer.content.decode()
    assert PHONE not in answer.content.decode()


def test_steps_by_their_forms(web: Client, person: Person) -> None:
    wrong = web.post(
        url("member_step", person.pk, "retain"), {"on": "2022-01-01", "reason": "3", "note": "失业"}
    )
    assert "早于上一次变化" in wrong.content.decode()
    web.post(
        url("member_step", person.pk, "retain"), {"on": "2022-07-01", "reason": "3", "note": "失业"}
    )
    assert "保留会籍" in text(web, url("member_detail", person.pk))
    web.post(url("member_step", person.pk, "resume"), {"on": "2022-08-01"})
    early = {"last_sign": "2022-07-01", "reminder_1": "2022-09-01"}
    web.post(url("member_deem", person.pk), early)
    person.refresh_from_db()
    assert person.state == "left_deemed"
    web.post(url("member_annul", person.pk), {"why": "误办"})
    person.refresh_from_db()
    assert person.state == "active"
    assert web.get(url("member_step", person.pk, "fly")).status_code == 404


def test_a_row_is_put_right(web: Client, person: Person, chair: Any) -> None:
    from niangjia.organizing.queries.memberships import timeline

    row = timeline(person.pk)[0]
    given = {"valid_from": "2022-05-01", "migrant": "on", "why": "原始登记表"}

    web.post(url("membership_correct", row.pk), given)

    person.refresh_from_db()
    assert (person.joined_on, person.migrant) == (date(2022, 5, 1), True)


def test_transfer_by_the_pages(
    web: Client, login: Any, person: Person, other: Union, union: Union
) -> None:
    """Journey: one asks, one agrees, both counts are right."""
    assert (
        "没有找到这个工会"
        in web.post(url("transfer_new", person.pk), {"union": "没有这个"}).content.decode()
    )
    part = web.post(url("transfer_new", person.pk), {"union": str(other)[:3]}).content.decode()
    assert f"请写全称或代码，相近的有：{other}" in part  # a part of a name moves nobody
    assert not Transfer.objects.unscoped(reason="测试").exists()
    sent = web.post(url("transfer_new", person.pk), {"union": str(other)}, follow=True)
    assert "待转入工会接收" in sent.content.decode()
    transfer = Transfer.objects.unscoped(reason="测试").get()
    there = login(other.unit, Role.CHAIR)
    assert "王小凯" in text(there, url("transfer_list"))

    there.post(url("transfer_accept", transfer.pk))

    assert "已转入" in text(there, url("transfer_detail", transfer.pk))
    assert text(there, url("member_detail", person.pk))
    assert web.get(url("member_detail", person.pk)).status_code == 404
    today = timezone.localdate()
    assert [figures(u, today)[0] for u in (union, other)] == [0, 1]


def test_refusing_and_withdrawing_by_the_pages(
    web: Client, login: Any, person: Person, other: Union
) -> None:
    there = login(other.unit, Role.CHAIR)
    for deed in ("refuse", "withdraw"):
        web.post(url("transfer_new", person.pk), {"union": str(other)})
        transfer = Transfer.objects.unscoped(reason="测试").order_by("pk").last()
        client = there if deed == "refuse" else web
        client.post(url(f"transfer_{deed}", transfer.pk), {"answer": "不是本单位的"})
        person.refresh_from_db()
        assert person.state == "active"
        assert "王小凯" in text(web, url("member_list"))


def test_asking_for_somebody_by_number(login: Any, other: Union, person: Person) -> None:
    there = login(other.unit, Role.CHAIR)
    given = {"to_union_id": other.pk, "name": "王小凯", "number": MAN}

    assert (
        "没有查到" in there.post(url("transfer_request"), given | {"name": "李四"}).content.decode()
    )
    answer = there.post(url("transfer_request"), given, follow=True)

    assert "待转出工会确认" in answer.content.decode()
    assert f'href="{url("member_detail", person.pk)}"' not in answer.content.decode()


def test_many_are_transferred(login: Any, join: Any, town: Any, city: Any, other: Union) -> None:
    people = [join(name=name, on=SINCE).person for name in ("王一", "王二")]
    client = login(city, Role.ORGANISER)
    ids = [person.pk for person in people]
    ask = client.post(url("transfer_many"), {"row": ids})
    assert ask.content.decode().count('name="person"') == 2

    answer = client.post(url("transfer_many"), {"person": ids, "union": str(other)}, follow=True)

    assert "已转入 2 人" in answer.content.decode()


def book_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(BytesIO(content)).active
    return str([[cell.value for cell in row] for row in page.iter_rows()])


def test_exports_are_masked_unless_a_purpose_is_given(
    web: Client, person: Person, join: Any
) -> None:
    join(WOMAN, "李红")
    plain = book_of(web.get(url("member_list"), {"q": "王", "export": "xlsx"}))
    assert "王小凯" in plain
    assert "李红" not in plain
    assert MAN not in plain
    assert PHONE not in plain
    asked = web.post(url("member_export"), {"row": person.pk})
    assert "导出用途" in asked.content.decode()

    full = book_of(web.post(url("member_export"), {"row": person.pk, "purpose": "办理互助保障"}))

    assert MAN in full
    assert "李红" not in full
    assert looks_of(person.pk)[0].purpose == "办理互助保障"


def test_facts_are_put_right(web: Client, person: Person, union: Union) -> None:
    web.post(url("member_fact", person.pk, "education"), {"value": "1", "why": "毕业证"})
    page = web.post(url("member_fact", person.pk, "phone"), {"value": "12345", "why": "本人"})
    assert "应为 11 位" in page.content.decode()
    web.post(url("member_fact", person.pk, "number"), {"value": WOMAN, "why": "身份证原件"})

    person = Person.objects.unscoped(reason="测试").get()
    assert (person.education, person.number, person.sex) == ("1", WOMAN, "2")
    assert figures(union, SINCE)[1] == 1
    changes = [e.changes for e in AuditEvent.objects.filter(verb="members.fact").order_by("pk")]
    assert [c["value"] for c in changes] == [["2", "1"], ["***", "***"]]
    assert web.get(url("member_fact", person.pk, "path")).status_code == 404


def test_a_number_of_somebody_else_is_refused(person: Person, join: Any, chair: Any) -> None:
    join(WOMAN, "李红")

    with pytest.raises(FactsRefused, match="别人名下"):
        facts_deeds.correct_fact(
            person_id=person.pk, field="number", value=WOMAN, why="核对", by=chair
        )


def test_two_platforms_one_member(web: Client, person: Person) -> None:
    """ME7: two platforms, same person: one member, two work relations."""
    for platform in ("美团", "饿了么", "美团"):
        web.post(url("work_new", person.pk),
                 {"platform": platform, "trade": "rider", "relation": "none", "on": "2022-06-01"})  # fmt: skip
    rows = WorkRelation.objects.unscoped(reason="测试").filter(person=person)
    assert sorted(rows.values_list("platform", flat=True)) == ["美团", "饿了么"]

    web.post(url("work_end", rows.get(platform="美团").pk))

    assert rows.get(platform="美团").valid_to == timezone.localdate()
    assert Person.objects.unscoped(reason="测试").count() == 1


def test_part_is_what_the_page_contains(web: Client, person: Person) -> None:
    page = text(web, url("member_list"))
    part = web.get(url("member_list"), headers={"HX-Request": "true"}).content.decode()

    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')  # another one each time
    assert token.sub("", part).strip() in token.sub("", page)


@pytest.mark.parametrize(
    "given",
    [{}, {"q": "王"}, {"q": "wx"}, {"union": "机械"}, {"migrant": "1"}, {"sort": "-joined_on"}],
)
def test_queries_of_the_list_do_not_grow(
    web: Client, person: Person, join: Any, given: dict[str, str],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    with django_assert_max_num_queries(12) as first:
        text(web, url("member_list"), **given)
    for n in range(12):
        join(name="王小" + "甲乙丙丁戊己庚辛壬癸子丑"[n], migrant=True)
    with django_assert_max_num_queries(12) as second:
        text(web, url("member_list"), **given)

    assert len(second) <= len(first)


def test_pages_of_a_search_by_initials_follow_one_another(web: Client, join: Any) -> None:
    people = {"王" + one + two for one in "甲乙丙丁戊" for two in "一二三四五"}
    for name in sorted(people):
        join(name=name)
    first = text(web, url("member_list"), q="w", size="20")
    following = first.split('rel="next" href="')[1].split('"')[0]
    second = text(web, following.replace("&amp;", "&"))

    shown = [set(names(page, *people)) for page in (first, second)]
    assert [len(page) for page in shown] == [20, 5]
    assert shown[0] | shown[1] == people


def test_queries_of_a_page_do_not_grow(
    web: Client, person: Person, chair: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as first:
        text(web, url("member_detail", person.pk))
    deeds.retain(person_id=person.pk, reason="3", note="失业", by=chair, on=SINCE + timedelta(30))
    deeds.resume(person_id=person.pk, by=chair, on=SINCE + timedelta(60))
    facts_deeds.add_work(person_id=person.pk, platform="美团", by=chair)
    with django_assert_max_num_queries(30) as second:
        text(web, url("member_detail", person.pk))

    assert len(second) <= len(first)
