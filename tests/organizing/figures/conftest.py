"""A small world of unions and members over two years."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.figures import change_definition
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.enums.members import MembershipChange, MembershipState
from niangjia.organizing.models import (
    Coverage,
    EmployerCount,
    Membership,
    Person,
    Union,
    UnionVersion,
)

NOVEMBER = date(2022, 11, 30)
AUGUST = date(2022, 8, 20)
NUMBERS = count(1)


@dataclass
class World:
    mill: Union
    shop: Union
    riders: Union
    branch: Union
    people: list[Person] = field(default_factory=list)


def enrol(union: Union, on: date, many: int = 1, **facts: Any) -> list[Person]:
    """Active members since a day; ``ended`` and ``then`` close the row and open another state."""
    ended, then = facts.pop("ended", None), facts.pop("then", None)
    sex = facts.pop("sex", "1")
    made = []
    for _ in range(many):
        person = Person.objects.create(
            unit=union.unit, path=union.unit.path, name=f"会员{next(NUMBERS)}", sex=sex,
            state=then or MembershipState.ACTIVE, joined_on=on, created_by="测试",
        )  # fmt: skip
        row = {"person": person, "union": union, "recorded_by": "测试", **facts}
        Membership.objects.create(
            state=MembershipState.ACTIVE, change=MembershipChange.JOINED, valid_from=on,
            valid_to=ended, **row,
        )  # fmt: skip
        if then:
            change = MembershipChange.RETAINED if then == "retained" else MembershipChange.LEFT
            Membership.objects.create(state=then, change=change, valid_from=ended, **row)
        made.append(person)
    return made


@pytest.fixture
def world(
    town: Unit,
    east: Unit,
    west: Unit,
    make_union: Callable[..., Union],
    make_employer: Callable[..., Any],
) -> World:
    """Three unions and a branch: 12 members on 2022-11-30, 7 of them won since 20 August."""
    mill = make_union(town, name="纺织厂工会委员会", trade_code="C17")
    shop = make_union(west, name="百货公司工会委员会", trade_code="F52", state="preparatory",
                      founded_on=date(2022, 9, 1))  # fmt: skip
    riders = make_union(town, UnitKind.JOINT, name="网约送餐联合工会", new_form=True,
                        founded_on=AUGUST)  # fmt: skip
    branch = make_union(mill.unit, UnitKind.BRANCH, name="纺织厂一车间分会")
    rows = UnionVersion.objects.unscoped(reason="试验").filter(union=branch)
    rows.update(county=east, town=None)
    found = World(mill, shop, riders, branch)
    found.people += enrol(mill, date(2019, 1, 1), 3, sex="2", migrant=True)
    found.people += enrol(mill, date(2019, 1, 1), 1, ended=date(2022, 3, 1), then="retained")
    found.people += enrol(mill, date(2019, 1, 1), 2, ended=date(2022, 10, 1), then="left_voluntary")
    found.people += enrol(branch, date(2020, 1, 1), 1)
    found.people += enrol(shop, date(2022, 9, 1), 2, migrant=True)
    found.people += enrol(riders, AUGUST, 4, trade="rider", migrant=True)
    found.people += enrol(riders, NOVEMBER, 1, trade="rider")
    found.people += enrol(riders, date(2022, 12, 1), 5, trade="rider")
    recount_unions([mill.pk, shop.pk, riders.pk, branch.pk])
    for union, place, heads in ((mill, town, (90, 100)), (shop, west, (30,))):
        firm = make_employer(place)
        Coverage.objects.create(
            employer=firm, union=union, valid_from=date(2020, 1, 1), recorded_by="测试"
        )
        for year, number in enumerate(heads):
            EmployerCount.objects.create(
                employer=firm, as_of=date(2021 + year, 1, 1), source="social", employees=number,
                recorded_by="测试",
            )  # fmt: skip
    return found


def leave_out_the_retained(by: Actor) -> None:
    """A federation's own definition of members, from November 2022 on."""
    change_definition(
        key="members", retained=False, valid_from=date(2022, 11, 1), words="不含保留会籍的。",
        source_text="依据", by=by,
    )  # fmt: skip
