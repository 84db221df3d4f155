"""ME4: one employer in one basic union and in several federations; nothing counted twice."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import (
    cover_employer,
    end_coverage,
    leave_seat,
    seat_union,
)
from niangjia.organizing.models import Coverage, Union
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.sums import (
    covered_employees,
    federation_figures,
    federation_members,
    totals,
)
from tests.together import together

DAY, WHY = date(2022, 7, 1), "测试"
FIRM = "91370300MA3C00011W"


@pytest.fixture
def world(
    east: Unit, town: Unit, register: Callable[..., Union], enrol: Callable[..., Any], keeper: Actor
) -> dict[str, Union]:
    """A joint union over two firms and a basic one; both sit in two federations."""
    found = {
        "joint": register(town, "甲厂、乙厂联合工会委员会", kind=UnitKind.JOINT),
        "basic": register(town, "丙厂工会委员会"),
        "trade": register(east, "张店区物流行业工会联合会", kind=UnitKind.INDUSTRY),
        "area": register(town, "马尚商圈工会联合会", kind=UnitKind.AREA),
    }
    for union, firms in (("joint", ("甲厂", "乙厂")), ("basic", ("丙厂",))):
        for firm in firms:
            cover_employer(union_id=found[union].pk, name=firm, employees=20, on=date(2020, 1, 1),
                           by=keeper)  # fmt: skip
        for federation in ("trade", "area"):
            seat_union(union_id=found[union].pk, federation_id=found[federation].pk,
                       on=date(2020, 1, 1), by=keeper)  # fmt: skip
    enrol(found["joint"], 6)
    enrol(found["basic"], 4)
    enrol(found["trade"], 5)  # drivers who belong to the federation itself
    return found


def test_me4_counts_are_never_doubled(town: Unit, east: Unit, world: dict[str, Union]) -> None:
    of_one = federation_figures(east.scope, [world["trade"].pk], DAY)
    of_other = federation_figures(east.scope, [world["area"].pk], DAY)
    of_both = federation_figures(east.scope, [world["trade"].pk, world["area"].pk], DAY)
    county = totals(east.scope, DAY)

    assert (of_one.unions, of_one.employers, of_one.members) == (2, 3, 15)
    assert (of_other.unions, of_other.employers, of_other.members) == (2, 3, 10)
    assert (of_both.unions, of_both.employers, of_both.members) == (2, 3, 15)
    assert (county.unions, county.employers, county.members) == (4, 3, 15)
    assert covered_employees(east.scope, DAY) == 60


def test_the_federation_lists_its_unions_of_the_day(
    east: Unit, world: dict[str, Union], keeper: Actor
) -> None:
    seat = federation_members(east.scope, world["trade"].pk, DAY)[0]

    leave_seat(seat_id=seat.pk, on=date(2021, 1, 1), by=keeper)

    assert len(federation_members(east.scope, world["trade"].pk, DAY)) == 1
    assert len(federation_members(east.scope, world["trade"].pk, date(2020, 12, 31))) == 2


def test_a_firm_covered_elsewhere_is_named_with_its_union(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    one, other = register(town, "甲厂工会委员会"), register(town, "乙厂工会委员会")
    facts = {"name": "甲厂", "uscc": FIRM, "on": date(2020, 1, 1), "by": keeper}
    row = cover_employer(union_id=one.pk, **facts)

    with pytest.raises(NotAllowed, match="已由“甲厂工会委员会”覆盖"):
        cover_employer(union_id=other.pk, **facts)
    with pytest.raises(NotAllowed, match="本会自"):
        cover_employer(union_id=one.pk, **facts)

    end_coverage(coverage_id=row.pk, on=DAY, note="迁走", by=keeper)
    again = cover_employer(union_id=other.pk, **facts | {"on": DAY})
    assert again.employer == row.employer


@pytest.mark.parametrize(
    ("kind", "said"), [(UnitKind.BRANCH, "不单独覆盖"), (UnitKind.BASIC, "信用代码")]
)
def test_branches_and_bad_codes_are_refused(
    town: Unit, register: Callable[..., Union], keeper: Actor, kind: UnitKind, said: str
) -> None:
    union = register(town, "甲厂工会委员会")
    if kind == UnitKind.BRANCH:
        union = register(union.unit, "一分会", kind=kind)

    with pytest.raises((NotAllowed, ValueError), match=said):
        cover_employer(union_id=union.pk, name="丁厂", uscc="91370300MA3C00011X", on=DAY, by=keeper)


def test_only_basic_unions_sit_in_federations(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    one = register(town, "甲厂工会委员会")
    other = register(town, "乙厂工会委员会")

    with pytest.raises(NotAllowed, match="只有基层工会"):
        seat_union(union_id=one.pk, federation_id=other.pk, on=DAY, by=keeper)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_cover_the_same_firm_in_the_same_second(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    unions = [register(town, f"{n}厂工会委员会") for n in "甲乙"]

    def cover(union: Union) -> object:
        return cover_employer(union_id=union.pk, name="同一家厂", uscc=FIRM, on=DAY, by=keeper)

    answers = together(*(partial(cover, union) for union in unions))

    assert sorted(isinstance(answer, NotAllowed) for answer in answers) == [False, True]
    assert Coverage.objects.unscoped(reason=WHY).filter(OPEN).count() == 1
