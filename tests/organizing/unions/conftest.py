"""A keeper of the register at the city, and a union as the pages make one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.actions.unions import register_union
from niangjia.organizing.enums.members import MembershipChange, MembershipState
from niangjia.organizing.models import Membership, Person, Union


@pytest.fixture
def keeper(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.ORGANISER)


@pytest.fixture
def registrar(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.REGISTRAR)


@pytest.fixture
def register(keeper: Actor) -> Callable[..., Union]:
    def make(above: Unit, name: str, **facts: Any) -> Union:
        values = {"kind": UnitKind.BASIC, "founded_on": date(2018, 5, 1)} | facts
        return register_union(superior_id=above.pk, name=name, by=keeper, **values)

    return make


@pytest.fixture
def enrol() -> Callable[..., list[Person]]:
    """``enrol(union, 3, on)``: so many active members since a day."""
    numbers = iter(range(1, 100_000))

    def make(union: Union, count: int, on: date = date(2019, 1, 1), **facts: Any) -> list[Person]:
        people = Person.objects.bulk_create(
            Person(
                unit=union.unit, path=union.unit.path, name=f"会员{next(numbers)}",
                state=MembershipState.ACTIVE, sex=str(1 + n % 2), joined_on=on, created_by="测试",
            )
            for n in range(count)
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(
                person=person, union=union, state=MembershipState.ACTIVE, recorded_by="测试",
                change=MembershipChange.JOINED, valid_from=on, **facts,
            )
            for person in people
        )  # fmt: skip
        recount_unions([union.pk])
        return people

    return make
