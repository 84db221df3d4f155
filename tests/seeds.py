"""Rows that migrations put in, put back after every test that empties the tables."""

from collections.abc import Generator
from itertools import groupby
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.template import template

SEEDS: list[str] = []


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Every worker copies one migrated database instead of migrating its own."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The fresh database, its seeded rows remembered; none is made for journeys alone."""
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        return
    with django_db_blocker.unblock():
        models = [m for m in apps.get_models() if m.__module__.startswith("niangjia.")]
        rows = [row for model in models for row in model._base_manager.iterator()]
        SEEDS.append(serializers.serialize("json", rows))


def empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    yield
    if nextitem is not None and SEEDS and empties_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            found = [row.object for row in serializers.deserialize("json", SEEDS[0])]
            for model, rows in groupby(found, type):
                model._base_manager.bulk_create(rows, ignore_conflicts=True)
