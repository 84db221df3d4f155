"""Any figure for any day: the sum, its parts and its lists are one question (ME9)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.figures import change_definition, withdraw_definition
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.enums.figures import PEOPLE, Cut, FigureKey
from niangjia.organizing.models import EmployerCount, Membership, UnionTally
from niangjia.organizing.queries.definitions import definition_history
from niangjia.organizing.queries.figures import (
    Question,
    by_union,
    narrowed,
    parts,
    people_of,
    question,
    questions,
    total,
    totals,
)
from niangjia.organizing.queries.overview import level
from niangjia.organizing.queries.subtrees import (
    ON_THE_MAP,
    PlaceRow,
    by_county,
    by_town,
    weight_of,
)
from niangjia.organizing.queries.sums import totals as register_totals
from niangjia.organizing.queries.unions import register
from niangjia.organizing.rules.figures import by_county as town_groups
from tests.organizing.figures.conftest import AUGUST, NOVEMBER, World, enrol, leave_out_the_retained

IN_NOVEMBER = {
    "unions": 2, "new_form_unions": 1, "founded": 2, "members": 12, "women": 3, "migrants": 9,
    "new_form_members": 5, "joined": 7, "joined_migrants": 6, "joined_new_form": 5,
    "employers": 2, "employees": 130,
}  # fmt: skip
A_YEAR_BEFORE = {
    "unions": 1, "new_form_unions": 0, "founded": 0, "members": 7, "women": 3, "migrants": 3,
    "new_form_members": 0, "joined": 0, "joined_migrants": 0, "joined_new_form": 0,
    "employers": 1, "employees": 90,
}  # fmt: skip


def ask(unit: Unit, key: str, day: date = NOVEMBER, since: date | None = AUGUST) -> Question:
    return question(key, unit.scope, unit.path, day=day, since=since)


@pytest.mark.parametrize("key", FigureKey.values)
def test_me9_each_figure_on_two_days(world: World, city: Unit, key: str) -> None:
    assert total(ask(city, key)) == IN_NOVEMBER[key]
    assert total(ask(city, key, date(2021, 11, 30), None)) == A_YEAR_BEFORE[key]


@pytest.mark.parametrize("day", [date(2021, 11, 30), date(2022, 9, 30), NOVEMBER])
@pytest.mark.parametrize("key", FigureKey.values)
def test_sum_parts_and_lists_are_the_same(world: World, city: Unit, key: str, day: date) -> None:
    asked = ask(city, key, day)
    whole = total(asked)
    listed = list(by_union(asked))

    assert sum(row.amount for row in listed) == whole
    for cut in Cut:
        cells = parts(asked, cut)
        assert sum(cell.value for cell in cells) == whole
        for cell in cells:
            behind = narrowed(by_union(asked), cut, cell.code)
            assert sum(row.amount for row in behind) == cell.value, (cut, cell)
    if key in PEOPLE:
        people = [people_of(asked, row.union_id).count() for row in listed]
        assert people == [row.amount for row in listed]


def test_a_county_sees_its_own(world: World, east: Unit, west: Unit) -> None:
    assert total(ask(east, "members")) == 10
    assert total(ask(west, "members")) == 2
    assert [cell.label for cell in parts(ask(west, "members"), Cut.COUNTY)] == ["淄川区"]


def test_a_chair_counts_the_own_union_alone(world: World) -> None:
    assert total(ask(world.riders.unit, "members")) == 5
    assert total(ask(world.riders.unit, "unions")) == 1


def test_parts_have_names(world: World, city: Unit) -> None:
    assert [(c.label, c.value) for c in parts(ask(city, "members"), Cut.COUNTY)] == [
        ("张店区", 10), ("淄川区", 2),
    ]  # fmt: skip
    assert {c.label for c in parts(ask(city, "unions"), Cut.KIND)} == {
        UnitKind.BASIC.label, UnitKind.JOINT.label,
    }  # fmt: skip
    assert {c.label for c in parts(ask(city, "unions"), Cut.TRADE)} == {
        "制造业", "行业未登记",
    }  # fmt: skip


def test_towns_stand_below_the_sum_of_their_county(world: World, city: Unit) -> None:
    towns = parts(ask(city, "members"), Cut.TOWN)

    told = [(county.label, county.value, [(town.label, town.value) for town in below])
            for county, below in town_groups(towns)]  # fmt: skip
    assert told == [
        ("张店区", 10, [("马尚街道", 9), ("不属镇街", 1)]),
        ("淄川区", 2, [("不属镇街", 2)]),
    ]
    counties = {cell.code: cell.value for cell in parts(ask(city, "members"), Cut.COUNTY)}
    assert {county.code: county.value for county, _ in town_groups(towns)} == counties


def test_a_town_is_asked_for_with_or_without_its_county(
    world: World, city: Unit, east: Unit, west: Unit, town: Unit
) -> None:
    def found(code: str) -> int:
        rows = narrowed(by_union(ask(city, "members")), Cut.TOWN, code)
        return sum(row.amount for row in rows)

    assert found(f"{town.pk}") == found(f"{east.pk}-{town.pk}") == 9
    assert found(f"{west.pk}-{town.pk}") == 0
    assert found(f"{east.pk}-") == 1


def test_several_figures_in_few_queries(
    world: World, city: Unit, django_assert_max_num_queries: Any
) -> None:
    asked = questions(FigureKey.values, city.scope, city.path, day=NOVEMBER, since=AUGUST)

    with django_assert_max_num_queries(8):
        assert totals(asked) == IN_NOVEMBER
    with django_assert_max_num_queries(6):
        assert totals(asked) == IN_NOVEMBER


def test_what_is_not_a_membership_is_counted_at_once_too(world: World, city: Unit) -> None:
    """Heads and a corrected sex change no version of a union and open no membership."""
    assert total(ask(city, "employees")) == 130
    assert total(ask(city, "women")) == 3
    EmployerCount.objects.unscoped(reason="试验").filter(employees=30).update(employees=45)
    UnionTally.objects.unscoped(reason="试验").filter(union=world.mill).update(women=1)

    assert total(ask(city, "employees")) == 145
    assert total(ask(city, "women")) == 1


def test_a_past_day_keeps_its_county_after_a_move(
    world: World, city: Unit, west: Unit, town: Unit, actor: Callable[..., Actor]
) -> None:
    move_unit(
        unit_id=town.pk, superior_id=west.pk, on=date(2023, 1, 1), by=actor(city, Role.ORGANISER)
    )

    before = {c.label: c.value for c in parts(ask(city, "members"), Cut.COUNTY)}
    after = {c.label: c.value for c in parts(ask(city, "members", date(2023, 2, 1)), Cut.COUNTY)}
    assert before == {"张店区": 10, "淄川区": 2}
    assert after == {"淄川区": 17}


def test_what_is_written_is_counted_at_once(world: World, city: Unit) -> None:
    """Totals are kept only as long as nothing changes."""
    from niangjia.organizing.actions.memberships_tallies import recount_unions

    assert total(ask(city, "members")) == 12
    enrol(world.mill, date(2022, 5, 1))
    recount_unions([world.mill.pk])
    assert total(ask(city, "members")) == 13
    assert total(ask(city, "joined")) == 7


def test_a_correction_leaves_no_trace_in_the_sum(world: World, city: Unit) -> None:
    rows = Membership.objects.unscoped(reason="试验").filter(union=world.shop)
    row = rows.order_by("pk")[0]
    row.superseded_at = row.recorded_at + timedelta(days=1)
    row.save()

    assert total(ask(city, "joined", date(2022, 11, 29))) == 5


def test_a_new_definition_counts_from_its_day_on(
    world: World, city: Unit, east: Unit, west: Unit, actor: Callable[..., Actor]
) -> None:
    by = actor(city, Role.ORGANISER)
    facts = {"words": "不含保留会籍的会员。", "source_text": "淄总工发〔2022〕9号"}
    change_definition(key="members", retained=False, valid_from=date(2022, 11, 1), by=by, **facts)
    change_definition(key="unions", preparatory=True, valid_from=date(2022, 11, 1), by=by, **facts)

    assert total(ask(city, "members", date(2022, 10, 31))) == 11
    asked = ask(city, "members")
    assert total(asked) == 11
    assert by_union(asked).aggregate(n=Sum("amount"))["n"] == 11
    assert people_of(asked, world.mill.pk).count() == 3
    assert total(ask(city, "unions")) == 3
    assert total(ask(west, "unions")) == 1
    assert total(ask(city, "unions", date(2022, 10, 31))) == 2
    told = definition_history("members", east.path)
    assert [(row.number, row.retained) for row in told] == [(1, False), (1, True)]


def test_the_register_its_tree_and_its_map_count_by_the_same_definition(
    world: World, city: Unit, west: Unit, actor: Callable[..., Actor]
) -> None:
    """The shop is in preparation: a union only where a federation counts it as one."""

    def shown() -> tuple[int, ...]:
        today = timezone.localdate()
        tile = next(row for row in by_county(city.scope, today) if row.name == west.short_name)
        node = next(n for n in level(city.scope, city.pk).nodes if n.unit == west)
        found = register_totals(city.scope, today)
        return found.unions, tile.unions, node.unions, weight_of(west.scope).unions

    assert shown() == (2, 0, 0, 0)
    facts = {"words": "筹备中的也计。", "source_text": "淄总工发〔2023〕1号"}
    change_definition(
        key="unions", preparatory=True, valid_from=date(2023, 1, 1),
        by=actor(city, Role.ORGANISER), **facts,
    )  # fmt: skip
    assert shown() == (3, 1, 1, 1)
    assert register_totals(city.scope, timezone.localdate()).words["unions"] == "筹备中的也计。"


def test_members_on_the_map_are_the_figure_s(world: World, city: Unit) -> None:
    on_map = {row.name: row.members for row in by_county(city.scope, NOVEMBER)}

    assert on_map == {c.label: c.value for c in parts(ask(city, "members"), Cut.COUNTY)}
    assert register_totals(city.scope, NOVEMBER).members == total(ask(city, "members"))


def test_a_definition_is_replaced_only_by_a_later_one(
    city: Unit, west: Unit, actor: Callable[..., Actor]
) -> None:
    by = actor(city, Role.ORGANISER)
    facts = {"key": "members", "words": "口径", "source_text": "依据", "by": by}
    change_definition(valid_from=date(2022, 11, 1), **facts)

    with pytest.raises(NotAllowed, match="2022-11-01"):
        change_definition(valid_from=date(2022, 11, 1), **facts)
    second = change_definition(valid_from=date(2022, 12, 1), **facts)
    assert second.number == 2
    assert ask(city, "members").rule.number == 1
    assert ask(city, "members", date(2022, 12, 1)).rule == second
    with pytest.raises(NotAllowed, match="组织建设"):
        change_definition(valid_from=date(2023, 1, 1), **facts | {"by": actor(west, Role.LEADER)})


def test_days_before_all_definitions_are_counted_by_the_first(city: Unit) -> None:
    assert ask(city, "joined_new_form", date(2010, 1, 1), None).rule.number == 1


def test_members_are_the_same_everywhere_by_a_definition_of_the_own(
    world: World, city: Unit, east: Unit, actor: Callable[..., Actor]
) -> None:
    """Figures, tree, map, register and the weight before a move leave out who is only kept."""
    leave_out_the_retained(actor(city, Role.ORGANISER))
    today = timezone.localdate()
    whole = total(ask(city, "members", today))
    in_tree = sum(node.members for node in level(city.scope, city.pk).nodes)

    assert whole == 16
    assert in_tree == whole
    assert sum(row.members for row in by_county(city.scope, today)) == whole
    assert sum(row.members or 0 for row in register(city.scope, today)) == whole
    assert weight_of(city.scope).members == whole
    assert weight_of(city.scope).unions == total(ask(city, "unions", today))


@pytest.mark.parametrize("places", [by_county, by_town])
def test_each_number_on_the_map_is_its_list(
    world: World, city: Unit, east: Unit, west: Unit, town: Unit, actor: Callable[..., Actor],
    places: Callable[..., list[PlaceRow]],
) -> None:  # fmt: skip
    """Also of what hangs on a county itself, and of a town that has left the county since."""
    move_unit(
        unit_id=town.pk, superior_id=west.pk, on=date(2023, 1, 1), by=actor(city, Role.ORGANISER)
    )
    cut = "county" if places is by_county else "town"
    for unit in (city, east, west):
        for row in places(unit.scope, NOVEMBER):
            for name, key in ON_THE_MAP.items():
                behind = narrowed(by_union(ask(unit, key)), cut, row.code)
                found = sum(one.amount for one in behind)
                assert found == getattr(row, name), (unit, row, key)
        assert sum(r.members for r in places(unit.scope, NOVEMBER)) == total(ask(unit, "members"))


def test_what_hangs_on_a_county_itself_is_named_by_it(world: World, city: Unit) -> None:
    found = [(row.name, row.members) for row in by_town(city.scope, NOVEMBER)]

    assert found == [("张店区直属", 1), ("马尚街道", 9), ("淄川区直属", 2)]


def test_a_definition_that_has_not_begun_is_taken_back(
    city: Unit, east: Unit, actor: Callable[..., Actor]
) -> None:
    """A mistyped year would otherwise bar every change until it is reached."""
    by = actor(city, Role.ORGANISER)
    facts = {"key": "members", "source_text": "依据", "by": by}
    first = change_definition(words="第一", valid_from=date(2022, 11, 1), **facts)
    change_definition(words="写错年份", valid_from=date(2122, 1, 1), **facts)

    with pytest.raises(NotAllowed, match="本级没有自己的口径"):
        withdraw_definition(key="members", by=actor(east, Role.ORGANISER))
    withdraw_definition(key="members", by=by)
    first.refresh_from_db()
    assert first.valid_to is None
    assert definition_history("members", city.path)[0].words == "第一"
    with pytest.raises(NotAllowed, match="已经计数"):
        withdraw_definition(key="members", by=by)
    with pytest.raises(NotAllowed, match="组织建设"):
        withdraw_definition(key="members", by=actor(city, Role.LEADER))
    again = change_definition(words="第二", valid_from=date(2023, 1, 1), **facts)
    assert again.number == 2
