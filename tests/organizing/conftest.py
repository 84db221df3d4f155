"""Unions to work with: ``make_union(town, …)`` plants a unit, a union and its first version."""

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Employer, Union, UnionVersion

LONG_AGO = date(2015, 3, 2)


@pytest.fixture
def make_union() -> Callable[..., Union]:
    numbers = count(1)

    def make(
        above: Unit, kind: UnitKind = UnitKind.BASIC, name: str = "", **facts: object
    ) -> Union:
        name = name or f"第{next(numbers)}机械厂工会委员会"
        unit = plant_unit(parent=above, kind=kind, name=name, short_name=name[:20])
        founded = facts.pop("founded_on", LONG_AGO)
        union = Union.objects.create(unit=unit, founded_on=founded, created_by="测试")
        county = above if above.kind == UnitKind.COUNTY else above.parent
        UnionVersion.objects.create(
            union=union, name=name, short_name=unit.short_name, initials=unit.initials, kind=kind,
            superior=above, county=county, town=above if above.kind == UnitKind.TOWN else None,
            lineage=lineage(unit), valid_from=founded, recorded_by="测试", **facts,
        )  # fmt: skip
        return union

    return make


def lineage(unit: Unit | None) -> list[int]:
    return [*lineage(unit.parent), unit.pk] if unit else []


@pytest.fixture
def make_employer() -> Callable[..., Employer]:
    numbers = count(1)

    def make(place: Unit, name: str = "", **facts: object) -> Employer:
        name = name or f"第{next(numbers)}机械厂"
        return Employer.objects.create(name=name, unit=place, created_by="测试", **facts)

    return make
