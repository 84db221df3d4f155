"""X6: the second application asks for nothing known."""

import re
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
from niangjia.organizing.actions.consents import give_consent, word_consent
from niangjia.organizing.actions.coverage import cover_known
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.memberships import leave
from niangjia.organizing.models import (
    Employer,
    JoinApplication,
    JoinCode,
    Person,
    PhoneCode,
    Transfer,
    Union,
)
from niangjia.organizing.queries.consents import forget_texts
from niangjia.organizing.queries.join_codes import printed_address
from niangjia.organizing.rules.join import Work
from niangjia.organizing.rules.prefill import work_again
from tests.organizing.joining.filling import AGREE, PHONE

WHY = "测试核对全部"
HIDDEN = {"csrfmiddlewaretoken", "step", "draft", "change", "next", "large"}


def asked(html: str) -> set[str]:
    """Names of everything a person would have to fill in on the page."""
    inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    shown = [tag for tag in inputs if 'type="hidden"' not in tag]
    return {m[1] for tag in shown if (m := re.search(r'name="([^"]+)"', tag))} - HIDDEN


def path_of(code: JoinCode) -> str:
    address = printed_address(code)
    return address[address.index("/join/") :]


@pytest.fixture
def firm(make_employer: Callable[..., Employer], union: Union) -> Employer:
    return make_employer(union.unit.parent, name="第一机械厂")


@pytest.fixture
def left(member: Callable[..., Person], firm: Employer, chair: Actor) -> Person:
    """Somebody who was admitted with an employer, agreed to more, gave an address, and left."""
    person = member(name="李晓梅", employer_id=firm.pk)
    give_consent(person_id=person.pk, purpose="sensitive", number=1, by=chair)
    give_consent(person_id=person.pk, purpose="publish", number=1, by=chair)
    person.address = "张店区马尚街道1号楼"
    person.save(update_fields=["address"])
    leave(person_id=person.pk, on=timezone.localdate() - timedelta(days=9), note="", by=chair)
    person.refresh_from_db()
    return person


def test_the_second_application_asks_for_nothing_known(
    left: Person, code: JoinCode, at_phone: Callable[[Person], Client], chair: Actor, firm: Employer
) -> None:
    own = at_phone(left)
    first = own.get(path_of(code))
    html = first.content.decode()
    assert asked(html) == set()
    assert left.number not in html
    assert PHONE not in html
    for known in ("李晓梅", "138****5678", "第一机械厂", "张店区马尚街道***"):
        assert known in html

    told = {"step": "again", "draft": first.context["draft"]}
    second = own.post(first.context["action"], told)
    assert asked(second.content.decode()) == {"agree_membership", "agree_provide"}
    assert "以前同意过、登记过的，仍然有效" in second.content.decode()

    sent = {**AGREE, "step": "consents", "draft": second.context["draft"]}
    third = own.post(first.context["action"], sent)
    made = JoinApplication.objects.unscoped(reason=WHY).get()
    assert third.status_code == 302
    assert made.code in third["Location"]
    assert (made.name, made.number, made.phone, made.employer_id) == (
        "李晓梅", left.number, PHONE, firm.pk,
    )  # fmt: skip
    assert {c.text.purpose for c in made.consents.unscoped(reason=WHY)} == {
        "membership", "sensitive", "publish",
    }  # fmt: skip

    approve_application(application_id=made.pk, by=chair)
    left.refresh_from_db()
    assert (left.state, left.address) == ("active", "张店区马尚街道1号楼")


def test_a_new_wording_is_asked_again(
    left: Person, code: JoinCode, at_phone: Callable[[Person], Client], city: Unit,
    actor: Callable[..., Actor],
) -> None:  # fmt: skip
    told = {"title": "名单公示", "body": "新的说法", "source": "办公会"}
    word_consent(purpose="publish", by=actor(city, Role.LEADER), **told)
    forget_texts()
    own = at_phone(left)
    first = own.get(path_of(code))
    told = {"step": "again", "draft": first.context["draft"]}

    assert "agree_publish" in asked(own.post(first.context["action"], told).content.decode())


def test_a_known_value_can_be_corrected(
    left: Person, code: JoinCode, at_phone: Callable[[Person], Client]
) -> None:
    own = at_phone(left)
    first = own.get(path_of(code))
    told = {"step": "again", "draft": first.context["draft"], "change": "1"}
    work = own.post(first.context["action"], told)

    assert work.context["form"].initial["work"]  # filled in as it was
    fresh = own.get(path_of(code) + "?fresh=1")
    assert {"name", "number", "phone"} <= asked(fresh.content.decode())


def test_who_comes_back_without_a_session_proves_the_phone_and_is_known(
    left: Person, code: JoinCode, client: Client, phone: Any
) -> None:
    page = client.get(path_of(code))
    who = {"name": "李晓梅", "document_kind": "1", "number": left.number, "phone": PHONE}
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    client.post(page.context["action"], {**who, "step": "who", "send": "1"})
    told = {**who, "step": "who", "code": phone.code()}
    page = client.post(page.context["action"], told)

    assert page.context["known"].person == left
    assert asked(page.content.decode()) == set()


def test_another_phone_learns_nothing(
    left: Person, code: JoinCode, client: Client, phone: Any
) -> None:
    page = client.get(path_of(code))
    who = {"name": "李晓梅", "document_kind": "1", "number": left.number, "phone": "13700001111"}
    client.post(page.context["action"], {**who, "step": "who", "send": "1"})
    told = {**who, "step": "who", "code": phone.code("13700001111")}
    page = client.post(page.context["action"], told)

    assert "known" not in page.context
    assert "张店区马尚街道" not in page.content.decode()


def test_an_open_application_is_shown_instead(
    left: Person, code: JoinCode, at_phone: Callable[[Person], Client]
) -> None:
    own = at_phone(left)
    first = own.get(path_of(code))
    second = own.post(first.context["action"], {"step": "again", "draft": first.context["draft"]})
    told = {**AGREE, "step": "consents", "draft": second.context["draft"]}
    own.post(first.context["action"], told)

    again = own.get(path_of(code))
    made = JoinApplication.objects.unscoped(reason=WHY).get()
    assert (again.status_code, again["Location"]) == (
        302, reverse("join:progress_show", args=[made.code]),
    )  # fmt: skip


@pytest.mark.parametrize(("firms", "wanted"), [(0, set()), (1, set()), (2, {"employer"})])
def test_a_transfer_asks_only_where_one_works_now(
    firms: int, wanted: set[str], member: Callable[..., Person], other: Union, other_chair: Actor,
    code: JoinCode, union: Union, chair: Actor, make_employer: Callable[..., Employer],
    at_phone: Callable[[Person], Client], actor: Callable[..., Actor], city: Any,
) -> None:  # fmt: skip
    covered = [make_employer(union.unit.parent) for _ in range(firms)]
    for employer in covered:
        cover_known(
            employer_id=employer.pk, union_id=union.pk, on=timezone.localdate(),
            by=Actor.system("测试", [city.path]),
        )  # fmt: skip
    person = member(into=other, by=other_chair)
    own = at_phone(person)
    page = own.get(path_of(code))
    assert asked(page.content.decode()) == wanted
    assert person.number not in page.content.decode()

    start = reverse("own:transfer_start", args=[path_of(code).split("/")[2]])
    own.post(start, {"employer": covered[-1].pk} if firms > 1 else {})
    made = Transfer.objects.unscoped(reason=WHY).get()
    assert made.employer_id == (covered[-1].pk if firms else None)


def test_an_employer_the_union_does_not_cover_is_never_taken(
    member: Callable[..., Person], other: Union, other_chair: Actor, code: JoinCode,
    make_employer: Callable[..., Employer], at_phone: Callable[[Person], Client],
) -> None:  # fmt: skip
    stranger = make_employer(other.unit.parent)
    person = member(into=other, by=other_chair)
    start = reverse("own:transfer_start", args=[path_of(code).split("/")[2]])
    at_phone(person).post(start, {"employer": stranger.pk})

    assert Transfer.objects.unscoped(reason=WHY).get().employer_id is None


@pytest.mark.parametrize(
    ("known", "covered", "answer"),
    [
        (Work(7, "甲厂"), {}, Work(7, "甲厂")),
        (Work(7, "甲厂"), {7: "甲厂", 8: "乙厂"}, Work(7, "甲厂")),
        (Work(7, "甲厂"), {8: "乙厂", 9: "丙厂"}, None),
        (Work(7, "甲厂"), {8: "乙厂"}, Work(8, "乙厂")),
        (Work(), {}, None),
        (Work(platforms=("美团",), trade="rider"), {}, Work(platforms=("美团",), trade="rider")),
    ],
)
def test_work_is_asked_only_where_the_register_has_no_answer(
    known: Work, covered: dict[int, str], answer: Work | None
) -> None:
    assert work_again(known, covered) == answer
