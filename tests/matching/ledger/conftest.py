"""One linked city for all tests here; each test's changes are rolled back."""

from datetime import date

import pytest
from django.db import transaction

from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.models import LedgerRow, Link, ReviewShare

from ..conftest import DAY, clerk_of
from ..firms import plant_city, write_lists

LATER, AFTER = date(2022, 12, 31), date(2023, 1, 31)


def rows(**query):
    """Current ledger rows by name."""
    found = LedgerRow.objects.unscoped(reason="测试").filter(valid_to__isnull=True, **query)
    return {row.name: row for row in found}


def row_of(firm):
    (row,) = LedgerRow.objects.unscoped(reason="测试").filter(
        valid_to__isnull=True, uscc=firm["uscc"]
    )
    return row


def links(**query):
    return list(Link.objects.unscoped(reason="测试").filter(**query).order_by("id"))


@pytest.fixture(scope="package")
def linked_city(django_db_setup, django_db_blocker):
    """Four firms listed and linked, once for this folder: the engine takes seconds to warm up.

    Everything lies in one open transaction; each test's own is a savepoint within it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        world = plant_city()
        world.clerk = clerk_of(world.city)
        write_lists(world)
        ReviewShare.objects.update(percent=0)  # one person decides, unless a test says otherwise
        world.run = run_linkage(unit=world.city, as_of=DAY, by=world.clerk)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def city(linked_city, db):
    return linked_city.city


@pytest.fixture
def east(linked_city, db):
    return linked_city.east


@pytest.fixture
def west(linked_city, db):
    return linked_city.west


@pytest.fixture
def town(linked_city, db):
    return linked_city.town


@pytest.fixture
def first_run(linked_city):
    return linked_city.run


@pytest.fixture
def link(city, clerk):
    def run(day=LATER, **options):
        return run_linkage(unit=city, as_of=day, by=clerk, **options)

    return run
