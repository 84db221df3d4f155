"""The permission matrix: every URL × role × unit × method (architecture 2, X14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from niangjia.config import urls
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import NOBODY, actor_for
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from tests.house.ours import Page, pages
from tests.house.samples import (
    MAY_BE_ABSENT,
    REFUSED_ON_THE_LIST,
    SHARED,
    STRANGERS,
    arguments_for,
    is_row,
    sample_of,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PAGES = pages()
OURS = [page for page in PAGES if page.access is not None]
CLOSED = [page for page in OURS if page.access.roles is not None]
ROWS = [
    page
    for page in CLOSED
    if page.name not in SHARED and all(sample_of(page, a) for a in page.arguments) and is_row(page)
]
pytestmark = pytest.mark.slow  # some ten thousand answers
by_name = pytest.mark.parametrize("page", CLOSED, ids=lambda page: page.name)


@dataclass(frozen=True)
class World:
    """Two counties; one person for each role in the eastern one."""

    west: Unit
    east: Unit
    units: dict[Role, Unit]
    actors: dict[Role, Actor]
    clients: dict[Role, Client]


def build() -> World:
    city = plant_unit(parent=None, kind=UnitKind.CITY, name="某市总工会")
    west = plant_unit(parent=city, kind=UnitKind.COUNTY, name="西区总工会")
    east = plant_unit(parent=city, kind=UnitKind.COUNTY, name="东区总工会")
    office = plant_unit(parent=east, kind=UnitKind.DEPARTMENT, name="东区税务局")
    units = {role: office if role == Role.LIAISON else east for role in Role}
    actors, clients = {}, {}
    for role in Role:
        account = Account.objects.create_user(f"matrix-{role}", name=f"某{role.label}")
        Post.objects.create(
            account=account, unit=units[role], role=role, valid_from=date(2020, 1, 1)
        )
        actors[role] = actor_for(account, None)
        clients[role] = Client(raise_request_exception=True)
        clients[role].force_login(account)
    return World(west, east, units, actors, clients)


@pytest.fixture(scope="module")
def whole_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for the file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(whole_world: World, db: None, tmp_path: Path, settings, monkeypatch) -> World:
    settings.MEDIA_FOLDER = tmp_path
    # The page that says "absent" has its own tests; here only the status counts.
    monkeypatch.setattr(
        urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False
    )
    return whole_world


def status_of(client: Client, method: str, url: str) -> int:
    answer = client.generic(method, url)
    answer.getvalue()  # read to its end, a download closes its file
    return answer.status_code


def ask(page: Page, method: str, actor: Actor):
    """The view itself, asked by somebody without looking at any row."""
    request = getattr(RequestFactory(), method.lower())(page.route)
    request.actor = actor
    return page.callback(request, **dict.fromkeys(page.arguments, 0))


def test_every_url_declares_who_may_open_it() -> None:
    undeclared = {page.name for page in PAGES if page.access is None}

    assert undeclared == set(STRANGERS)


def test_every_argument_has_a_sample() -> None:
    missing = [(p.name, a) for p in CLOSED for a in p.arguments if sample_of(p, a) is None]

    assert missing == []


def test_urls_are_named_noun_verb_within_their_module() -> None:
    wrong = [page.name for page in OURS if page.name.count(":") != 1]

    assert wrong == []


@by_name
def test_without_login_every_method_leads_to_the_login_page(page: Page) -> None:
    for method in METHODS:
        answer = ask(page, method, NOBODY)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@by_name
def test_other_roles_are_refused_with_every_method(page: Page, world: World) -> None:
    for role in set(Role) - page.access.roles:
        for method in METHODS:
            with pytest.raises(PermissionDenied):
                ask(page, method, world.actors[role])


@by_name
def test_other_methods_are_not_answered(page: Page, world: World) -> None:
    for role in page.access.roles:
        for method in set(METHODS) - set(page.access.methods):
            assert ask(page, method, world.actors[role]).status_code == 405


def may_be_absent(page: Page, role: Role) -> bool:
    """A liaison sees only what was passed on to the department."""
    return page.name in MAY_BE_ABSENT or (role == Role.LIAISON and is_row(page))


@pytest.mark.parametrize(
    "page", [p for p in CLOSED if "GET" in p.access.methods], ids=lambda page: page.name
)
def test_the_roles_named_read_it_in_their_own_unit(page: Page, world: World) -> None:
    for role in sorted(page.access.roles):
        url = reverse(page.name, kwargs=arguments_for(page, world.units[role]))
        status = status_of(world.clients[role], "GET", url)
        assert status in (200, 302) or (status == 404 and may_be_absent(page, role)), (role, status)


@pytest.mark.parametrize(
    "page", [p for p in CLOSED if "POST" in p.access.methods], ids=lambda page: page.name
)
def test_an_empty_form_is_answered_and_never_breaks(page: Page, world: World) -> None:
    role = sorted(page.access.roles)[0]
    url = reverse(page.name, kwargs=arguments_for(page, world.units[role]))

    status = status_of(world.clients[role], "POST", url)

    assert status in (200, 302, 303, 400, 403, 404, 409), (role, status)


@pytest.mark.parametrize("page", ROWS, ids=lambda page: page.name)
def test_a_row_of_another_county_looks_absent(page: Page, world: World) -> None:
    """404 for every role and method; whatever is sent, nothing is done."""
    url = reverse(page.name, kwargs=arguments_for(page, world.west))
    before = AuditEvent.objects.count()
    wanted = 302 if page.name in REFUSED_ON_THE_LIST else 404
    for role in sorted(page.access.roles):
        for method in page.access.methods:
            assert status_of(world.clients[role], method, url) == wanted, (role, method)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("page", ROWS, ids=lambda page: page.name)
def test_an_absent_row_looks_the_same(page: Page, world: World) -> None:
    arguments = arguments_for(page, world.west)
    gone = {k: v + 10_000_000 if isinstance(v, int) else v for k, v in arguments.items()}
    client, method = world.clients[sorted(page.access.roles)[0]], page.access.methods[-1]

    absent, elsewhere = (
        status_of(client, method, reverse(page.name, kwargs=kwargs)) for kwargs in (gone, arguments)
    )

    assert absent == elsewhere


@pytest.mark.parametrize("name", sorted(SHARED))
def test_a_shared_row_that_is_gone_is_answered_404(name: str, world: World) -> None:
    page = next(p for p in CLOSED if p.name == name)
    gone = dict.fromkeys(arguments_for(page, world.west), 10_000_000)
    client = world.clients[sorted(page.access.roles)[0]]

    assert status_of(client, "GET", reverse(name, kwargs=gone)) == 404


def test_exceptions_are_still_there() -> None:
    """A reason for a URL that is gone would hide the next one of this name."""
    named = {*MAY_BE_ABSENT, *SHARED, *REFUSED_ON_THE_LIST, *STRANGERS}

    assert named <= {page.name for page in PAGES}


def test_the_matrix_is_not_empty() -> None:
    """If nothing could leak, nothing would be proved."""
    assert len(ROWS) > 10
    assert {role for page in CLOSED for role in page.access.roles} == set(Role)
