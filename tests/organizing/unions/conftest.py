"""A keeper of the register at the city, and a union as the pages make one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.coverage import cover_employer, end_coverage, seat_union
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.actions.papers import issue_certificate
from niangjia.organizing.actions.terms import appoint_officer, begin_term
from niangjia.organizing.actions.unions import register_union
from niangjia.organizing.enums.members import MembershipChange, MembershipState
from niangjia.organizing.models import (
    Coverage,
    Membership,
    Person,
    Term,
    Union,
)
from tests.organizing.unions.deeds import (
    DAY,
    WHY,
)


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


@pytest.fixture
def pair(
    town: Unit, east: Unit, register: Callable[..., Union], enrol: Callable[..., list[Person]],
    keeper: Actor, registrar: Actor,
) -> tuple[Union, Union]:  # fmt: skip
    """One union with members of every kind, a firm, a seat, a term and a certificate; another."""
    one, other = register(town, "甲厂工会委员会"), register(town, "乙厂工会委员会")
    enrol(one, 3)
    enrol(other, 2)
    enrol(one, 1, on=DAY)  # joined on the very day of the deed
    retained = enrol(one, 1)[0]
    Membership.objects.unscoped(reason=WHY).filter(person=retained).update(state="retained")
    Person.objects.unscoped(reason=WHY).filter(pk=retained.pk).update(state="retained")
    mine = {"union_id": one.pk, "by": keeper}
    cover_employer(name="甲厂", employees=30, on=date(2018, 5, 1), **mine)
    cover_employer(name="甲厂分公司", on=date(2019, 5, 1), **mine)
    ended = Coverage.objects.unscoped(reason=WHY).get(employer__name="甲厂分公司")
    end_coverage(coverage_id=ended.pk, on=DAY, note="关闭", by=keeper)  # on the day, by hand
    federation = register(east, "张店区机械行业工会联合会", kind=UnitKind.INDUSTRY)
    seat_union(federation_id=federation.pk, on=date(2020, 1, 1), **mine)
    begin_term(elected_on=date(2021, 5, 1), years=3, **mine)
    term = Term.objects.unscoped(reason=WHY).get()
    appoint_officer(term_id=term.pk, kind="union", name="赵主席", title="chair",
                    on=date(2021, 5, 1), by=keeper)  # fmt: skip
    issue_certificate(union_id=one.pk, kind="legal_person", issued_on=date(2021, 6, 1),
                      by=registrar)  # fmt: skip
    return one, other


@pytest.fixture
def unions(
    town: Unit, register: Callable[..., Union], enrol: Callable[..., list[Person]]
) -> list[Union]:
    """Two unions in the eastern town with three and two members; a branch of the first."""
    found = [register(town, f"{n}厂工会委员会", employees=10) for n in "甲乙"]
    register(found[0].unit, "一车间分会", kind=UnitKind.BRANCH)
    enrol(found[0], 3)
    enrol(found[1], 2)
    return found
