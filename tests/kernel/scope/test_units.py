"""Growing, moving and closing units: every list and count agrees before and after."""

from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from niangjia.kernel.accounts import units
from niangjia.kernel.accounts.models import Post
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actions import path_columns, pinyin_initials, plant_unit, rehang
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.intake import KNOWN, read_divisions
from niangjia.kernel.scope.models import Division, Unit
from niangjia.kernel.scope.queries import (
    NoSuchUnit,
    open_units,
    search_units,
    tree,
    unit_by_division,
    unit_for,
)
from niangjia.kernel.workflow import NotAllowed

Act = Callable[[Unit, Role], Actor]


@pytest.fixture
def admin(actor: Act, city: Unit) -> Actor:
    return actor(city, Role.SYSTEM_ADMIN)


def below(unit: Unit) -> set[str]:
    unit.refresh_from_db()
    return {u.short_name for u in Unit.objects.within(unit.scope)} - {unit.short_name}


def test_initials_of_a_name() -> None:
    assert pinyin_initials("淄博市总工会") == "zbszgh"
    assert pinyin_initials("A区3号") == "aq3h"


def test_siblings_are_numbered_and_children_extend_the_path(
    city: Unit, west: Unit, east: Unit, town: Unit
) -> None:
    assert [u.path for u in (city, west, east, town)] == [
        "0001", "00010001", "00010002", "000100020001",
    ]  # fmt: skip
    assert (town.depth, town.parent_path) == (3, east.path)


def test_the_tree_comes_in_one_query(
    city: Unit, west: Unit, town: Unit, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        (top,) = tree(city.scope)

    assert top.unit == city
    assert [b.unit.short_name for b in top.below] == ["淄川区", "张店区"]
    assert [b.unit.short_name for b in top.below[1].below] == ["马尚街道"]


def test_a_branch_seen_from_below_stands_at_the_top(town: Unit) -> None:
    (top,) = tree(town.scope)

    assert top.unit == town


def test_a_moved_branch_takes_everything_below_and_above_along(
    city: Unit, west: Unit, east: Unit, town: Unit, admin: Actor
) -> None:
    village = plant_unit(parent=town, kind=UnitKind.BASIC, name="某厂工会")

    moved = units.move_unit(unit_id=town.pk, parent_id=west.pk, by=admin)

    assert moved == 2
    assert below(west) == {"马尚街道", "某厂工会"}
    assert below(east) == set()
    assert below(city) == {"淄川区", "张店区", "马尚街道", "某厂工会"}
    village.refresh_from_db()
    assert village.path.startswith(west.path)
    assert Unit.objects.within(west.scope).get(pk=town.pk).parent_id == west.pk


def test_posts_follow_their_unit(
    west: Unit, east: Unit, town: Unit, admin: Actor, actor: Act
) -> None:
    actor(town, Role.ORGANISER)
    assert Post.objects.within(east.scope).count() == 1

    units.move_unit(unit_id=town.pk, parent_id=west.pk, by=admin)

    assert Post.objects.within(east.scope).count() == 0
    assert Post.objects.within(west.scope).count() == 1


def test_a_county_is_neither_moved_nor_added_below_a_town(
    west: Unit, town: Unit, admin: Actor
) -> None:
    with pytest.raises(NotAllowed, match="区县总工会不能设在乡镇街道工会"):
        units.move_unit(unit_id=west.pk, parent_id=town.pk, by=admin)
    told = {"name": "某区总工会", "short_name": "某区", "division_code": "", "by": admin}
    with pytest.raises(NotAllowed, match="请选更高一级的单位"):
        units.add_unit(parent_id=town.pk, kind=UnitKind.COUNTY, **told)

    units.add_unit(parent_id=town.pk, kind=UnitKind.DEPARTMENT, **told)
    assert below(town) == {"某区"}


def test_a_move_leaves_a_trace_with_the_old_path(west: Unit, town: Unit, admin: Actor) -> None:
    before = town.path

    units.move_unit(unit_id=town.pk, parent_id=west.pk, by=admin)

    event = AuditEvent.objects.get(verb="scope.move")
    assert (event.changes["before"], event.changes["moved"]) == (before, 1)
    assert event.unit_path.startswith(west.path)


@pytest.mark.parametrize("target", ["itself", "child"])
def test_a_branch_is_not_hung_below_itself(
    target: str, east: Unit, town: Unit, admin: Actor
) -> None:
    parent = east if target == "itself" else town

    with pytest.raises(NotAllowed, match="自己"):
        units.move_unit(unit_id=east.pk, parent_id=parent.pk, by=admin)


def test_a_tree_too_deep_is_refused(city: Unit, west: Unit, east: Unit) -> None:
    tip = west
    for number in range(14):
        tip = plant_unit(parent=tip, kind=UnitKind.BASIC, name=f"第{number}级")

    with pytest.raises(ValueError, match="层级过深"):
        rehang(plant_unit(parent=east, kind=UnitKind.TOWN, name="镇"), tip)


def test_the_own_unit_is_neither_moved_nor_closed(
    city: Unit, east: Unit, west: Unit, actor: Act
) -> None:
    county = actor(east, Role.SYSTEM_ADMIN)

    with pytest.raises(NoSuchUnit):
        units.move_unit(unit_id=east.pk, parent_id=west.pk, by=county)
    with pytest.raises(NotAllowed, match="本单位"):
        units.move_unit(unit_id=east.pk, parent_id=east.pk, by=county)
    with pytest.raises(NotAllowed, match="本单位"):
        units.close_unit(unit_id=east.pk, on=date(2030, 1, 1), by=county)


def test_every_column_that_keeps_a_path_is_rewritten() -> None:
    """A table that copies the unit's path would show other numbers after a move."""
    columns = {model._meta.label: column for model, column in path_columns()}

    assert columns["scope.Unit"] == "path"
    assert set(columns.values()) <= {"path", "unit_path"}


def test_adding_and_renaming(east: Unit, admin: Actor) -> None:
    facts = {"short_name": "湖田街道", "division_code": "370303007", "by": admin}
    unit = units.add_unit(parent_id=east.pk, kind=UnitKind.TOWN, name="湖田街道总工会", **facts)
    assert unit.valid_from == timezone.localdate()
    with pytest.raises(NotAllowed, match="已经有"):
        units.add_unit(parent_id=east.pk, kind=UnitKind.TOWN, name="湖田街道总工会", **facts)

    units.rename_unit(
        unit_id=unit.pk, name="湖田镇总工会", short_name="湖田镇", division_code="", by=admin
    )

    unit.refresh_from_db()
    assert (unit.short_name, unit.initials, unit.path[:8]) == ("湖田镇", "htzzgh", east.path)
    before = AuditEvent.objects.get(verb="scope.rename").changes["before"]
    assert before == ["湖田街道总工会", "湖田街道", "370303007"]


def test_a_unit_elsewhere_looks_like_none(west: Unit, east: Unit, actor: Act) -> None:
    county = actor(east, Role.SYSTEM_ADMIN)

    for unit_id in (west.pk, 999_999):
        with pytest.raises(NoSuchUnit):
            unit_for(county.scope, unit_id)
    with pytest.raises(NoSuchUnit):
        units.add_unit(
            parent_id=west.pk, kind="town", name="x", short_name="x", division_code="", by=county
        )


def test_a_closed_unit_is_open_until_the_day_before(town: Unit, admin: Actor) -> None:
    on = timezone.localdate() + timedelta(7)

    units.close_unit(unit_id=town.pk, on=on, by=admin)

    assert town in open_units(town.scope, on - timedelta(1))
    assert town not in open_units(town.scope, on)
    assert town in Unit.objects.within(town.scope)


def test_a_unit_with_open_children_or_people_is_not_closed(
    east: Unit, town: Unit, admin: Actor, actor: Act
) -> None:
    today = timezone.localdate()
    with pytest.raises(NotAllowed, match="下级"):
        units.close_unit(unit_id=east.pk, on=today, by=admin)

    actor(town, Role.ORGANISER)
    with pytest.raises(NotAllowed, match="在岗"):
        units.close_unit(unit_id=town.pk, on=today, by=admin)


def test_nothing_is_hung_below_a_closed_unit(west: Unit, town: Unit, admin: Actor) -> None:
    units.close_unit(unit_id=west.pk, on=timezone.localdate(), by=admin)

    with pytest.raises(NotAllowed, match="撤销"):
        units.move_unit(unit_id=town.pk, parent_id=west.pk, by=admin)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zbzgh", True),
        ("ZBSZGH", True),
        ("zbh", False),
        ("zbz", True),
        ("zb", True),
        ("bsz", False),
    ],
)
def test_a_letter_may_be_left_out(text: str, found: bool, city: Unit) -> None:
    """X17."""
    Unit.objects.unscoped(reason="测试").filter(pk=city.pk).update(initials="zbszgh")

    assert (city.pk in [unit.pk for unit in search_units(city.scope, text)]) is found


@pytest.mark.parametrize("text", ["张店", "zdq", "370303"])
def test_units_are_found_by_name_initials_and_code(text: str, east: Unit, west: Unit) -> None:
    assert search_units(Scope((east.path[:4],)), text) == [east]


def test_a_place_is_found_within_the_scope_only(city: Unit, west: Unit, town: Unit) -> None:
    assert unit_by_division("张店区马尚街道", city.scope) == town
    assert unit_by_division("张店区马尚街道", west.scope) is None


def test_a_second_planter_waits_for_the_first(city: Unit) -> None:
    """Two children planted together must not get the same path."""
    plant_unit(parent=city, kind=UnitKind.COUNTY, name="甲区总工会")

    with psycopg.connect(**connection.get_connection_params()) as other:
        row = other.execute("SELECT pg_try_advisory_lock(hashtext('scope.tree'))").fetchone()

    assert row == (False,)


def test_the_published_divisions_are_there_with_validity(db: None) -> None:
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        rows = list(read_divisions(lines))

    assert Division.objects.count() == len(rows)
    old = Division.objects.get(code="532331")
    assert (old.valid_to, old.successor) == (date(2021, 1, 1), "532302")
    assert {"370302", "370303", "370304", "370305", "370306", "370321", "370322", "370323"} <= set(
        Division.objects.filter(code__startswith="3703").values_list("code", flat=True)
    )


def test_every_successor_is_listed(db: None) -> None:
    codes = set(Division.objects.values_list("code", flat=True))

    assert set(Division.objects.exclude(successor="").values_list("successor", flat=True)) <= codes


def test_a_wrong_code_names_its_line() -> None:
    lines = ["code,name,valid_from,valid_to,successor,source", "3703,淄博,,,,x"]

    with pytest.raises(ValueError, match="第 2 行：区划代码 3703"):
        list(read_divisions(lines))
