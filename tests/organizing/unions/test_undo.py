"""Endings done by mistake: a merge or a dissolution is taken back, and both stay in sight."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import end_coverage
from niangjia.organizing.actions.endings import dissolve_union
from niangjia.organizing.actions.memberships import leave
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.actions.undo import undo_ending
from niangjia.organizing.actions.undo_moves import undo_move
from niangjia.organizing.actions.unions import change_union
from niangjia.organizing.models import (
    CertificateDuty,
    Coverage,
    Person,
    Union,
    UnionVersion,
    UnitMove,
)
from niangjia.organizing.models.facts import KNOWN, OPEN
from niangjia.organizing.queries.subtrees import weight_of
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.queries.tally_check import tally_differences
from niangjia.organizing.queries.unions import NoSuchRecord, open_version
from tests.organizing.unions.deeds import (
    BEFORE,
    DAY,
    PAPER,
    REASON,
    WHY,
    counts,
    deed_of,
    end,
    ended,
    entries,
    move_town,
    picture,
    subtree,
)


@pytest.mark.parametrize(
    ("kind", "into"), [("merge", True), ("dissolve", False), ("dissolve", True)]
)
def test_an_ending_taken_back_leaves_everything_as_it_was(
    town: Unit, pair: tuple[Union, Union], keeper: Actor, kind: str, into: bool
) -> None:
    one, other = pair
    before = picture(one, other)
    figures = [(totals(town.scope, d), weight_of(town.scope)) for d in (BEFORE, DAY)]

    change = end(one, kind, keeper, other if into else None)
    assert picture(one, other) != before
    assert undo_ending(change_id=change.pk, reason=REASON, by=keeper) == 5

    assert picture(one, other) == before
    assert [(totals(town.scope, d), weight_of(town.scope)) for d in (BEFORE, DAY)] == figures
    assert tally_differences() == []
    assert entries(one)[-2:] == [change.get_kind_display(), "撤回办理"]
    undone = deed_of(one, "undo")
    assert (undone.undoes, undone.reason) == (change, REASON)


def test_the_wrong_versions_stay_readable_and_the_trail_names_the_deed(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union=one, superseded_at__isnull=False)
    assert sorted(rows.values_list("state", "valid_to")) == [("merged", None), ("normal", DAY)]
    line = AuditEvent.objects.filter(verb="organizing.undo").get()
    assert name_of(line.verb) == "撤回合并、撤销或调整隶属"
    assert (line.changes["members"], line.changes["reason"]) == (5, REASON)


def test_what_the_certificate_owed_is_owed_no_more(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    change = end(pair[0], "dissolve", keeper)
    duties = CertificateDuty.objects.unscoped(reason=WHY).filter(settled_on__isnull=True)
    assert duties.count() == 1

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    assert duties.count() == 0


def test_those_who_joined_the_other_union_since_stay_there(
    pair: tuple[Union, Union], enrol: Callable[..., list[Person]], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    fresh = enrol(other, 2, on=DAY + timedelta(days=3))

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    people = Person.objects.unscoped(reason=WHY)
    assert people.filter(unit=other.unit).count() == 4
    assert {p.unit_id for p in people.filter(pk__in=[p.pk for p in fresh])} == {other.unit_id}
    assert tally_differences() == []


def test_a_union_ended_by_mistake_may_be_ended_rightly_afterwards(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    undo_ending(change_id=end(one, "merge", keeper, other).pk, reason=REASON, by=keeper)

    dissolve_union(union_id=one.pk, on=DAY, by=keeper, **PAPER)
    again = deed_of(one, "dissolve")
    undo_ending(change_id=again.pk, reason=REASON, by=keeper)

    assert open_version(one).state == "normal"
    assert entries(one)[-4:] == ["合并", "撤回办理", "撤销", "撤回办理"]


def test_a_union_that_moved_since_comes_back_to_life_where_it_stands_now(
    city: Unit, east: Unit, west: Unit, town: Unit, pair: tuple[Union, Union], keeper: Actor
) -> None:
    """The town moved on the very day, and another time later; all is taken back in any order."""
    one, other = pair
    before, home = picture(one, other), subtree(east, west, town)
    merged = end(one, "merge", keeper, other)
    first = move_town(town, west, keeper)
    second = move_town(town, east, keeper, on=date(2022, 8, 1))

    undo_ending(change_id=merged.pk, reason=REASON, by=keeper)

    rows = UnionVersion.objects.unscoped(reason=WHY).filter(KNOWN, union=one)
    said = rows.order_by("valid_from").values_list("valid_from", "state", "county")
    assert list(said) == [
        (date(2018, 5, 1), "normal", east.pk), (DAY, "normal", west.pk),
        (date(2022, 8, 1), "normal", east.pk),
    ]  # fmt: skip
    assert counts(city, DAY)["淄川区"] == (2, 7)
    for move in (second, first):
        undo_move(move_id=move.pk, reason=REASON, by=keeper)
    # paths are those of a second place below the county; all else is as it was
    again = {k: v for k, v in picture(one, other).items() if not k.startswith("people")}
    assert again == {k: v for k, v in before.items() if not k.startswith("people")}
    assert subtree(east, west, town) == home
    assert tally_differences() == []


def _left(one: Union, other: Union, keeper: Actor) -> None:
    person = Person.objects.unscoped(reason=WHY).filter(unit=other.unit).order_by("pk")
    moved = person.filter(memberships__union=one).first()
    leave(person_id=moved.pk, by=keeper, on=DAY + timedelta(days=9))


def _covered(one: Union, other: Union, keeper: Actor) -> None:
    row = Coverage.objects.unscoped(reason=WHY).get(OPEN, union=other)
    end_coverage(coverage_id=row.pk, on=DAY + timedelta(days=9), note="", by=keeper)


def _named(one: Union, other: Union, keeper: Actor) -> None:
    change_union(union_id=other.pk, on=DAY + timedelta(days=9), name="甲厂工会委员会", by=keeper)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (_left, "1 名会员此后另有转接、离会等变动，请先在会员页面撤销这些变动"),
        (_covered, "甲厂此后另行登记过覆盖"),
        (ended, "乙厂工会委员会此后也已终止，请先撤回它的终止"),
        (_named, "同一上级下已另有“甲厂工会委员会”，请先给它更名"),
    ],
)
def test_later_changes_stand_in_the_way_and_nothing_moves(
    pair: tuple[Union, Union], keeper: Actor, later: Callable[..., None], said: str
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    later(one, other, keeper)
    before = picture(one, other)

    with pytest.raises(NotAllowed, match=said):
        undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    assert picture(one, other) == before
    assert entries(one)[-1] == "合并"


def test_a_deed_is_taken_back_once_and_with_a_reason(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    change = end(pair[0], "dissolve", keeper)
    with pytest.raises(ValueError, match="事由"):
        undo_ending(change_id=change.pk, reason=" ", by=keeper)
    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    with pytest.raises(NotAllowed, match="已经撤回过"):
        undo_ending(change_id=change.pk, reason=REASON, by=keeper)


def test_scope_and_right_are_those_of_the_deed(
    city: Unit, west: Unit, east: Unit, town: Unit, register: Callable[..., Union],
    pair: tuple[Union, Union], keeper: Actor, actor: Callable[..., Actor],
) -> None:  # fmt: skip
    one, _ = pair
    far = register(west, "丙厂工会委员会")
    change = end(one, "merge", keeper, far)
    move_unit(unit_id=pair[1].unit_id, superior_id=west.pk, on=DAY, by=keeper)
    move = UnitMove.objects.unscoped(reason=WHY).get()

    for unit in (east, west):  # each sees one side only
        with pytest.raises(NoSuchRecord):
            undo_ending(change_id=change.pk, reason=REASON, by=actor(unit, Role.ORGANISER))
        with pytest.raises(NoSuchRecord):
            undo_move(move_id=move.pk, reason=REASON, by=actor(unit, Role.ORGANISER))
    for role in (Role.LEADER, Role.WINDOW):
        with pytest.raises(NotAllowed, match="岗位"):
            undo_ending(change_id=change.pk, reason=REASON, by=actor(city, role))
        with pytest.raises(NotAllowed, match="岗位"):
            undo_move(move_id=move.pk, reason=REASON, by=actor(city, role))
    assert undo_ending(change_id=change.pk, reason=REASON, by=actor(city, Role.REGISTRAR)) == 5
    assert undo_move(move_id=move.pk, reason=REASON, by=actor(city, Role.CLERK)) == 1
