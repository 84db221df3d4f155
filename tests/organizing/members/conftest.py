"""People to work with: numbers that pass, facts, and somebody admitted."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from niangjia.engine.identity import check_character
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.memberships import Admission, admit
from niangjia.organizing.models import Union
from niangjia.organizing.rules.members import PersonFacts


def identity(sequence: int, birth: date = date(1990, 5, 6), place: str = "370303") -> str:
    """An invented number with a right check character."""
    first = f"{place}{birth:%Y%m%d}{sequence:03d}"
    return first + check_character(first)


MAN, WOMAN = identity(101), identity(102)


def facts(number: str = MAN, name: str = "王小凯", **more: Any) -> PersonFacts:
    return PersonFacts(name=name, number=number, **more)


@pytest.fixture
def union(town: Unit, make_union: Callable[..., Union]) -> Union:
    return make_union(town)


@pytest.fixture
def other(west: Unit, make_union: Callable[..., Union]) -> Union:
    return make_union(west)


@pytest.fixture
def chair(union: Union, actor: Callable[..., Actor]) -> Actor:
    return actor(union.unit, Role.CHAIR)


@pytest.fixture
def other_chair(other: Union, actor: Callable[..., Actor]) -> Actor:
    return actor(other.unit, Role.CHAIR)


@pytest.fixture
def organiser(city: Unit, actor: Callable[..., Actor]) -> Actor:
    """Whose post covers both unions."""
    return actor(city, Role.ORGANISER)


@pytest.fixture
def join(union: Union, chair: Actor) -> Callable[..., Admission]:
    """``join(number=…, name=…, on=…)``: a member of ``union``."""
    numbers = count(201, 2)  # men

    def do(
        number: str = "", name: str = "王小凯", on: date | None = None, **more: Any
    ) -> Admission:
        known = {n: more.pop(n) for n in ("channel", "employer_id") if n in more}
        wanted = facts(number or identity(next(numbers)), name, **more)
        return admit(union_id=union.pk, facts=wanted, by=chair, on=on, **known)

    return do
