"""At the window somebody known to the register is asked for nothing known (X6, ME11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.consents import give_consent
from niangjia.organizing.actions.coverage import cover_known
from niangjia.organizing.actions.join_apply import apply_to_join
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.memberships import leave, register_death
from niangjia.organizing.models import Employer, JoinApplication, Person, Transfer, Union
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.queries.own import looks_at
from niangjia.organizing.rules.join import Work
from tests.organizing.joining.filling import AGREE, AGREED, PHONE, WHO, draft, identity
from tests.organizing.joining.test_again import asked

WHY = "测试核对全部"
URL = "/organizing/joining/applications/new/"
PAPER = {"signed": "on"}


@pytest.fixture
def firm(make_employer: Callable[..., Employer], union: Union) -> Employer:
    return make_employer(union.unit.parent, name="鲁中齿轮厂")


@pytest.fixture
def left(member: Callable[..., Person], firm: Employer, chair: Actor) -> Person:
    person = member(name="李晓梅", employer_id=firm.pk)
    give_consent(person_id=person.pk, purpose="sensitive", number=1, by=chair)
    person.address = "张店区马尚街道1号楼"
    person.save(update_fields=["address"])
    leave(person_id=person.pk, on=timezone.localdate() - timedelta(days=9), note="", by=chair)
    person.refresh_from_db()
    return person


@pytest.fixture
def window(town: Unit, login: Callable[..., Client]) -> Client:
    return login(town, Role.WINDOW)


def find(window: Client, union: Union, number: str, name: str = "李晓梅") -> Any:
    told = {"step": "find", "union": union.pk, "name": name, "document_kind": "1", "number": number}
    return window.post(URL, told)


def test_a_former_member_is_asked_only_what_is_new(
    left: Person, union: Union, window: Client, firm: Employer, chair: Actor
) -> None:
    page = find(window, union, left.number or "")
    html = page.content.decode()
    for known in ("李晓梅", "138****5678", "鲁中齿轮厂", "张店区马尚街道***"):
        assert known in html
    assert PHONE not in html
    assert left.number not in html
    assert not {"name", "number", "address", "agree_sensitive"} & asked(html)

    told = {"step": "known", "union": union.pk, "draft": page.context["draft"]}
    answer = window.post(URL, told | AGREE | PAPER)
    made = JoinApplication.objects.unscoped(reason=WHY).get()
    assert answer["Location"] == reverse("organizing:application_detail", args=[made.pk])
    assert (made.number, made.phone, made.employer_id) == (left.number, PHONE, firm.pk)
    assert made.acted_for.startswith(union.unit.parent.name)
    assert {c.text.purpose for c in made.consents.unscoped(reason=WHY)} == {
        "membership", "sensitive",
    }  # fmt: skip
    approve_application(application_id=made.pk, by=chair)
    left.refresh_from_db()
    assert (left.state, left.address) == ("active", "张店区马尚街道1号楼")


def test_the_look_is_told_to_the_member_with_its_purpose(
    left: Person, union: Union, window: Client
) -> None:
    find(window, union, left.number or "")

    (look,) = [look for look in looks_at(left.pk) if "窗口代办" in look.purpose]
    assert look.purpose == f"窗口代办入会：{union.unit.name}"
    assert "手机号" in look.fields


def test_what_has_changed_is_taken_and_nothing_typed_is_lost(
    left: Person, union: Union, window: Client
) -> None:
    page = find(window, union, left.number or "")
    told = {"step": "known", "union": union.pk, "draft": page.context["draft"], **AGREE}
    told |= {"phone": "13700001111", "work": "other", "employer_name": "马尚小吃店"}
    refused = window.post(URL, told).content.decode()
    assert "没有本人签字不能代办" in refused
    for typed in ("13700001111", "马尚小吃店"):
        assert typed in refused

    window.post(URL, told | PAPER)
    made = JoinApplication.objects.unscoped(reason=WHY).get()
    assert (made.phone, made.employer_name) == ("13700001111", "马尚小吃店")


def test_where_the_work_has_to_be_asked_platforms_are_ticked(
    entry: Entry, union: Union, window: Client, chair: Actor, city: Unit,
    make_employer: Callable[..., Employer],
) -> None:  # fmt: skip
    rider = Work(platforms=("美团", "饿了么"), trade="rider")
    applied = apply_to_join(entry=entry, draft=draft(entry, work=rider), agreed=AGREED)
    joined = approve_application(application_id=applied.pk, by=chair).person
    leave(person_id=joined.pk, on=timezone.localdate(), note="", by=chair)
    house = Actor.system("测试", [city.path])
    for _ in range(2):
        firm = make_employer(union.unit.parent)
        cover_known(union_id=union.pk, employer_id=firm.pk, on=timezone.localdate(), by=house)

    work = find(window, union, joined.number or "", joined.name).context["work"]

    assert work["platforms"].value() == ["美团", "饿了么"]
    assert work["trade"].value() == "rider"


def test_a_wrong_new_phone_is_refused(left: Person, union: Union, window: Client) -> None:
    page = find(window, union, left.number or "")
    told = {"step": "known", "union": union.pk, "draft": page.context["draft"], **AGREE, **PAPER}

    assert "11 位" in window.post(URL, told | {"phone": "1370000"}).content.decode()
    assert not JoinApplication.objects.unscoped(reason=WHY).exists()


@pytest.mark.parametrize("name", ["李晓妹", "王小凯"])
def test_under_another_name_the_register_says_nothing(
    left: Person, union: Union, window: Client, name: str
) -> None:
    page = find(window, union, left.number or "", name)

    assert {"name", "number", "phone"} <= asked(page.content.decode())
    assert "鲁中齿轮厂" not in page.content.decode()
    assert looks_at(left.pk) == []


def test_the_dead_are_not_shown(
    left: Person, member: Callable[..., Person], union: Union, window: Client, chair: Actor
) -> None:
    person = member(name="李晓梅")
    register_death(person_id=person.pk, on=timezone.localdate(), note="", by=chair)

    assert "phone" in asked(find(window, union, person.number or "").content.decode())
    assert looks_at(person.pk) == []


def test_somebody_new_types_name_and_number_once(union: Union, window: Client) -> None:
    page = find(window, union, WHO["number"])

    who = page.context["who"]
    assert (who["name"].value(), who["number"].value()) == ("李晓梅", WHO["number"])
    assert page.context["who"].errors == {}


def test_a_wrong_number_is_said_on_the_first_page(union: Union, window: Client) -> None:
    html = find(window, union, identity(108)[:-1] + "?").content.decode()

    assert "请先改正标出的内容" in html
    assert "李晓梅" in html


def test_a_member_elsewhere_is_put_forward_without_a_form(
    member: Callable[..., Person], other: Union, other_chair: Actor, union: Union, window: Client
) -> None:
    person = member(name="李晓梅", into=other, by=other_chair)
    page = find(window, union, person.number or "")
    assert asked(page.content.decode()) == {"q"}  # the search of the house
    assert other.unit.name in page.content.decode()

    told = {"step": "transfer", "union": union.pk, "draft": page.context["draft"]}
    answer = window.post(URL, told)
    made = Transfer.objects.unscoped(reason=WHY).get()
    assert answer["Location"] == reverse("organizing:transfer_detail", args=[made.pk])
    assert (made.person_id, made.to_union_id, made.released_at) == (person.pk, union.pk, None)
    assert made.acted_for.startswith(union.unit.parent.name)


def test_a_member_here_and_an_open_application_are_named(
    member: Callable[..., Person], union: Union, window: Client
) -> None:
    person = member(name="李晓梅")
    html = find(window, union, person.number or "").content.decode()
    assert reverse("organizing:member_detail", args=[person.pk]) in html

    window.post(URL, {**WHO, "work": "other", "employer_name": "小吃店", **AGREE, **PAPER,
                      "union": union.pk})  # fmt: skip
    assert "正在办理" in find(window, union, WHO["number"]).content.decode()


def test_another_union_learns_nothing(
    left: Person, union: Union, other: Union, login: Callable[..., Client]
) -> None:
    stranger = login(other.unit, Role.CHAIR)

    page = find(stranger, union, left.number or "")

    assert "鲁中齿轮厂" not in page.content.decode()
    assert looks_at(left.pk) == []
