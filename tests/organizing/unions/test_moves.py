"""Moving in the tree: counts right before and after, a past day by the old county."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.models import Union, UnionVersion
from niangjia.organizing.queries.subtrees import by_county, weight_of
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.queries.unions import open_version, versions_on

DAY = date(2022, 7, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def unions(town: Unit, register: Callable[..., Union], enrol: Callable[..., object]) -> list[Union]:
    """Two unions in the eastern town, with three and two members."""
    found = [register(town, f"{n}厂工会委员会", employees=10) for n in "甲乙"]
    enrol(found[0], 3)
    enrol(found[1], 2)
    return found


def figures(unit: Unit, day: date) -> tuple[int, int]:
    found = totals(unit.scope, day)
    return found.unions, found.members


def test_a_town_moves_with_its_unions(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    assert figures(east, DAY) == (2, 5)
    assert figures(west, DAY) == (0, 0)

    moved = move_unit(unit_id=town.pk, superior_id=west.pk, on=DAY, document_number="淄工〔2022〕7号",
                      by=keeper)  # fmt: skip

    assert moved == 2
    for unit in (east, west, town):
        unit.refresh_from_db()
    assert figures(west, DAY) == (2, 5)
    assert figures(east, DAY) == (0, 0)
    assert figures(east, BEFORE) == (2, 5)  # a past day still answers by the old county
    assert figures(west, BEFORE) == (0, 0)
    assert figures(city, BEFORE) == figures(city, DAY) == (2, 5)
    assert weight_of(west.scope).members == 5
    assert open_version(unions[0]).county == west


def test_the_map_of_a_day_knows_the_county_of_that_day(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move_unit(unit_id=town.pk, superior_id=west.pk, on=DAY, by=keeper)

    def counts(day: date) -> dict[str, tuple[int, int]]:
        return {row.name: (row.unions, row.members) for row in by_county(city.scope, day)}

    assert counts(BEFORE) == {"张店区": (2, 5)}
    assert counts(DAY) == {"淄川区": (2, 5)}


def test_one_union_moves_with_its_branches(
    east: Unit, town: Unit, unions: list[Union], register: Callable[..., Union], keeper: Actor
) -> None:
    register(unions[0].unit, "一车间分会", kind=UnitKind.BRANCH)
    other = plant_unit(
        parent=east, kind=UnitKind.TOWN, name="公园街道总工会", short_name="公园街道"
    )

    assert move_unit(unit_id=unions[0].unit_id, superior_id=other.pk, on=DAY, by=keeper) == 2

    assert {v.town for v in versions_on(other.scope)} == {other}
    assert [c.get_kind_display() for c in unions[0].changes.unscoped(reason="测试")] == [
        "调整隶属", "成立",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "on", "said"),
    [
        ("town", DAY, "本来就在"),
        ("union", DAY, "不能设在"),
        ("west", date(2999, 1, 1), "不能晚于今天"),
        ("west", date(2017, 1, 1), "晚于生效日期"),
    ],
)
def test_moves_that_make_no_sense_are_refused_and_change_nothing(
    west: Unit, town: Unit, unions: list[Union], keeper: Actor, target: str, on: date, said: str
) -> None:
    to = {"town": town, "union": unions[1].unit, "west": west}[target]
    rows = UnionVersion.objects.unscoped(reason="测试")
    before = sorted(rows.values_list("pk", "valid_to", "superior"))

    with pytest.raises(NotAllowed, match=said):
        move_unit(unit_id=unions[0].unit_id, superior_id=to.pk, on=on, by=keeper)

    unions[0].unit.refresh_from_db()
    assert unions[0].unit.parent == town
    assert sorted(rows.values_list("pk", "valid_to", "superior")) == before


def test_two_moves_on_one_day_leave_the_last_one(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    today = timezone.localdate()
    move_unit(unit_id=town.pk, superior_id=west.pk, on=today, by=keeper)
    move_unit(unit_id=town.pk, superior_id=east.pk, on=today, by=keeper)

    east.refresh_from_db()
    assert figures(east, today) == (2, 5)
    assert open_version(unions[0]).county == east
