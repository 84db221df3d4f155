"""X6: 免申即享: prepared from the register, never imposed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.notifications.models import Message
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.catchall import set_home
from niangjia.organizing.actions.coverage import cover_known, end_coverage
from niangjia.organizing.actions.offers import accept_offer, prepare_offers
from niangjia.organizing.actions.transfers import (
    accept_transfer,
    propose_transfer,
)
from niangjia.organizing.models import Coverage, Employer, Offer, Person, Transfer, Union
from niangjia.organizing.policies.memberships import as_member

WHY = "测试核对全部"


@pytest.fixture
def house(city: Unit) -> Actor:
    return Actor.system("测试", [city.path])


@pytest.fixture
def home(town: Unit, make_union: Callable[..., Union], actor: Callable[..., Actor]) -> Union:
    made = make_union(town, UnitKind.AREA, name="马尚街道区域工会联合会")
    set_home(unit_id=town.pk, union_id=made.pk, by=actor(town, Role.ORGANISER))
    return made


@pytest.fixture
def firm(town: Unit, make_employer: Callable[..., Employer]) -> Employer:
    return make_employer(town, name="马尚鑫源小吃店")


@pytest.fixture
def person(member: Callable[..., Person], home: Union, firm: Employer, house: Actor) -> Person:
    return member(into=home, by=house, employer_id=firm.pk)


@pytest.fixture
def covered(firm: Employer, union: Union, house: Actor) -> Coverage:
    day = timezone.localdate() - timedelta(days=2)
    return cover_known(union_id=union.pk, employer_id=firm.pk, on=day, by=house)


def offers() -> list[Offer]:
    return list(Offer.objects.unscoped(reason=WHY))


def test_nothing_is_prepared_before_the_firm_has_a_union(person: Person) -> None:
    assert prepare_offers() == {"prepared": 0, "lapsed": 0}


def test_prepared_shown_and_confirmed_by_the_member_alone(
    person: Person, covered: Coverage, union: Union, home: Union, chair: Actor, house: Actor,
    at_phone: Callable[[Person], Client],
) -> None:  # fmt: skip
    assert prepare_offers() == {"prepared": 1, "lapsed": 0}
    assert prepare_offers() == {"prepared": 0, "lapsed": 0}
    (offer,) = offers()
    assert not Transfer.objects.unscoped(reason=WHY).exists()  # proposed, never imposed

    own, url = at_phone(person), reverse("own:offer_show", args=[offer.pk])
    assert url in own.get(reverse("own:home")).content.decode()
    page = own.get(url).content.decode()
    for said in ("马尚鑫源小吃店", home.unit.name, union.unit.name, "待本人确认"):
        assert said in page
    assert '<input type="text"' not in page

    answer = own.post(url, {"deed": "accept"})
    assert answer["Location"] == reverse("own:history_show")
    move = Transfer.objects.unscoped(reason=WHY).get()
    assert (move.to_union_id, move.employer_id) == (union.pk, offer.employer_id)
    assert (offers()[0].state, offers()[0].transfer_id) == ("accepted", move.pk)
    assert url not in own.get(reverse("own:home")).content.decode()
    own.post(url, {"deed": "accept"})
    assert Transfer.objects.unscoped(reason=WHY).count() == 1
    assert prepare_offers() == {"prepared": 0, "lapsed": 0}

    accept_transfer(transfer_id=move.pk, by=house)
    person.refresh_from_db()
    assert person.unit_id == union.unit_id


def test_the_member_is_told_once_by_short_message(person: Person, covered: Coverage) -> None:
    for _ in range(2):
        prepare_offers()

    (letter,) = Message.objects.unscoped(reason=WHY)
    assert (letter.address, letter.unit_id) == (person.phone, person.unit_id)
    assert letter.text.startswith("马尚鑫源小吃店已有自己的工会")
    assert reverse("own:home") in letter.text
    assert letter.not_before >= letter.created_at - timedelta(seconds=1)


def test_the_house_asks_as_little_for_many_as_for_one(
    member: Callable[..., Person], home: Union, firm: Employer, covered: Coverage, house: Actor,
) -> None:  # fmt: skip
    asked = []
    for more in (1, 3):
        for _ in range(more):
            member(into=home, by=house, employer_id=firm.pk)
        for wanted in (more, 0):
            with CaptureQueriesContext(connection) as queries:
                assert prepare_offers() == {"prepared": wanted, "lapsed": 0}
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_who_declines_is_left_in_peace(
    person: Person, covered: Coverage, at_phone: Callable[[Person], Client]
) -> None:
    prepare_offers()
    (offer,) = offers()
    own = at_phone(person)
    own.post(reverse("own:offer_show", args=[offer.pk]), {"deed": "decline"})

    assert offers()[0].state == "declined"
    assert prepare_offers() == {"prepared": 0, "lapsed": 0}
    assert not Transfer.objects.unscoped(reason=WHY).exists()


def test_what_no_longer_holds_lapses_and_cannot_be_confirmed(
    person: Person, covered: Coverage, house: Actor, at_phone: Callable[[Person], Client]
) -> None:
    prepare_offers()
    (offer,) = offers()
    end_coverage(coverage_id=covered.pk, on=timezone.localdate(), note="改由他会覆盖", by=house)
    at_phone(person)
    me = as_member(person, person.login.account_id)  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed, match="不再适用"):
        accept_offer(person_id=person.pk, offer_id=offer.pk, by=me)

    assert prepare_offers() == {"prepared": 0, "lapsed": 1}
    assert offers()[0].state == "lapsed"


def test_who_is_moving_already_is_let_be(
    person: Person, member: Callable[..., Person], home: Union, firm: Employer, covered: Coverage,
    other: Union, house: Actor,
) -> None:  # fmt: skip
    second = member(into=home, by=house, employer_id=firm.pk)
    propose_transfer(person_id=person.pk, to_union_id=other.pk, by=house)
    assert prepare_offers() == {"prepared": 1, "lapsed": 0}
    propose_transfer(person_id=second.pk, to_union_id=other.pk, by=house)
    assert prepare_offers() == {"prepared": 0, "lapsed": 1}


def test_a_member_of_a_union_that_is_no_catch_all_is_let_be(
    member: Callable[..., Person], other: Union, other_chair: Actor, firm: Employer,
    covered: Coverage,
) -> None:  # fmt: skip
    member(into=other, by=other_chair, employer_id=firm.pk)

    assert prepare_offers() == {"prepared": 0, "lapsed": 0}


def test_both_unions_see_it_masked_and_nobody_else(
    person: Person, covered: Coverage, union: Union, home: Union, other: Union,
    login: Callable[..., Client],
) -> None:  # fmt: skip
    prepare_offers()
    url = reverse("organizing:offer_list")
    for unit in (union.unit, home.unit):
        html = login(unit, Role.CHAIR).get(url).content.decode()
        assert "王*凯" in html
        assert "王小凯" not in html
    assert "王*凯" not in login(other.unit, Role.CHAIR).get(url).content.decode()
    desk = login(union.unit, Role.CHAIR)
    assert "王*凯" not in desk.get(url, {"state": "declined"}).content.decode()
    assert "王*凯" in desk.get(url, {"q": "鑫源"}).content.decode()
