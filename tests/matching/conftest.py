"""Small hand-made lists."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.actions.lists import ListCounts, write_list
from niangjia.matching.enums import Extent

DAY = date(2022, 11, 30)
GOOD = "91370300MA3C00011W"


def clerk_of(city: Unit) -> Actor:
    return Actor(
        account_id=None, name="王比对", unit_id=city.pk, unit_path=city.path, scope=city.scope,
        unit_name=city.name, roles=frozenset({"clerk"}),
    )  # fmt: skip


@pytest.fixture
def clerk(city: Unit) -> Actor:
    return clerk_of(city)


@pytest.fixture(scope="module")
def linked_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Four firms listed and linked, once a module: the engine takes seconds to warm up.

    Everything lies in one open transaction; each test's own is a savepoint within it.
    """
    from .firms import plant_city, write_lists

    with django_db_blocker.unblock(), transaction.atomic():
        world = plant_city()
        world.clerk = clerk_of(world.city)
        write_lists(world)
        world.run = run_linkage(unit=world.city, as_of=DAY, by=world.clerk)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def put(city: Unit, clerk: Actor) -> Callable[..., ListCounts]:
    """``put(source, rows, day=…, extent=…)``: a list of the whole city."""

    def write(
        source: str,
        rows: list[dict[str, Any]],
        day: date = DAY,
        extent: str = Extent.FULL,
        unit: Unit | None = None,
    ) -> ListCounts:
        return write_list(
            unit=unit or city, source=source, file_name=f"{source}.xlsx", as_of=day,
            extent=extent, rows=rows, by=clerk,
        )  # fmt: skip

    return write
