"""The same matrix for the pages of members: no post opens them, and each sees nothing but the own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import MemberSession, Offer, Person, PersonMaterial, Transfer, Union
from tests.house.ours import Page, pages
from tests.house.rows import make_row

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MEMBER_PAGES = [page for page in pages() if page.access is not None and page.access.member]
by_name = pytest.mark.parametrize("page", MEMBER_PAGES, ids=lambda page: page.name)
WHY = "矩阵"


def arguments_for(page: Page, person: Person, other: Union) -> dict[str, object]:
    made: dict[str, Callable[[], object]] = {
        "token": lambda: "x.y.0.k.z",
        "purpose": lambda: "publish",
        "transfer_id": lambda: (
            make_row(
                Transfer, person.unit, person=person, from_union=person.unit.union, to_union=other
            ).pk
        ),
        "material_id": lambda: make_row(PersonMaterial, person.unit, person=person).pk,
        "offer_id": lambda: make_row(Offer, person.unit, person=person).pk,
        "session_id": lambda: make_row(MemberSession, person.unit, person=person).pk,
    }
    return {name: made[name]() for name in page.arguments}


@pytest.fixture
def person(member: Callable[..., Person]) -> Person:
    return member()


@pytest.fixture
def own(person: Person, at_phone: Callable[[Person], Client]) -> Client:
    return at_phone(person)


def test_there_are_member_pages() -> None:
    assert len(MEMBER_PAGES) > 15
    assert {page.namespace for page in MEMBER_PAGES} == {"own"}


@by_name
def test_no_staff_post_and_no_visitor_opens_it(
    page: Page, person: Person, other: Union, city: Unit, login: Callable[..., Client]
) -> None:
    url = reverse(page.name, kwargs=arguments_for(page, person, other))
    for client in (Client(), login(city, Role.LEADER)):
        for method in METHODS:
            answer = client.generic(method, url)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/me/login/")


@by_name
def test_the_member_is_answered_and_nothing_breaks(
    page: Page, person: Person, other: Union, own: Client
) -> None:
    url = reverse(page.name, kwargs=arguments_for(page, person, other))
    for method in sorted(METHODS, key=page.access.methods.__contains__):  # logout comes last
        answer = own.generic(method, url)
        answer.getvalue()  # read to its end, a download closes its file
        allowed = method in page.access.methods
        assert (answer.status_code != 405) == allowed
        assert answer.status_code in (200, 302, 405, 409), (method, answer.status_code)
        if allowed:
            assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "page",
    [
        p
        for p in MEMBER_PAGES
        if set(p.arguments) & {"transfer_id", "session_id", "material_id", "offer_id"}
    ],
    ids=lambda p: p.name,
)
def test_a_row_of_another_member_is_not_touched(
    page: Page, person: Person, other: Union, own: Client, other_chair: Actor, union: Union,
    member: Callable[..., Person],
) -> None:  # fmt: skip
    neighbour = member(name="赵某某", into=other, by=other_chair)
    url = reverse(page.name, kwargs=arguments_for(page, neighbour, union))
    before = AuditEvent.objects.count()

    answer = own.generic(page.access.methods[-1], url)

    assert answer.status_code in (302, 404)
    assert AuditEvent.objects.count() == before
    sessions = MemberSession.objects.unscoped(reason=WHY).filter(person=neighbour)
    assert not sessions.filter(ended_at__isnull=False).exists()
    moves = Transfer.objects.unscoped(reason=WHY).filter(person=neighbour)
    assert not moves.exclude(state="proposed").exists()
