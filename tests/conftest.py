"""Fixtures of the whole house: a small tree and people in it."""

import gc
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import Client
from hypothesis import HealthCheck, settings

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from tests.browser import _server, browse, chromium, site  # noqa: F401
from tests.seeds import (  # noqa: F401
    django_db_modify_db_settings,
    django_db_setup,
    empties_tables,
    pytest_runtest_teardown,
)

# A machine with other work is slow, not wrong: examples count, seconds do not.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What truly commits, for several threads or processes to see, empties all tables afterwards:
    such tests are not in the fast suite."""
    for item in items:
        if empties_tables(item):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What stays to the end (the house, six thousand tests) need not be looked through again and
    again for what nobody holds."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


@receiver(connection_created)
def _let_tests_empty_the_trail(connection: Any, **_: Any) -> None:
    """Tests with real transactions truncate all tables; the trail's trigger wants to be told."""
    with connection.cursor() as cursor:
        cursor.execute("SET niangjia.audit_flush = 'on'")


@pytest.fixture
def city(db: None) -> Unit:
    return plant_unit(
        parent=None,
        kind=UnitKind.CITY,
        name="淄博市总工会",
        short_name="淄博市",
        division_code="370300",
    )


@pytest.fixture
def west(city: Unit) -> Unit:
    """淄川区."""
    return plant_unit(
        parent=city,
        kind=UnitKind.COUNTY,
        name="淄川区总工会",
        short_name="淄川区",
        division_code="370302",
    )


@pytest.fixture
def east(city: Unit) -> Unit:
    """张店区."""
    return plant_unit(
        parent=city,
        kind=UnitKind.COUNTY,
        name="张店区总工会",
        short_name="张店区",
        division_code="370303",
    )


@pytest.fixture
def town(east: Unit) -> Unit:
    return plant_unit(parent=east, kind=UnitKind.TOWN, name="马尚街道总工会", short_name="马尚街道")


@pytest.fixture
def make_account() -> Callable[..., Account]:
    """``make_account(unit, role, …)``: an account with one post; the password is ``Liang-2026-wo``."""
    count = iter(range(1, 10_000))

    def make(unit: Unit, role: Role, username: str = "", name: str = "") -> Account:
        number = next(count)
        account = Account.objects.create_user(
            username or f"user{number}", "Liang-2026-wo", name=name or f"张{number}"
        )
        Post.objects.create(account=account, unit=unit, role=role, valid_from=date(2020, 1, 1))
        return account

    return make


@pytest.fixture
def actor(make_account: Callable[..., Account]) -> Callable[..., Actor]:
    """``actor(unit, role)``: somebody who acts from that post."""

    def make(unit: Unit, role: Role) -> Actor:
        return actor_for(make_account(unit, role), None)

    return make


@pytest.fixture
def login(make_account: Callable[..., Account]) -> Callable[..., Client]:
    """``login(unit, role)``: a client whose user holds that post."""

    def make(unit: Unit, role: Role) -> Client:
        client = Client()
        client.force_login(
            make_account(unit, role), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return make
