"""Small hand-made lists."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
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
