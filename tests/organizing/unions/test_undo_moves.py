"""Moves done by mistake are taken back, the last first, with every count."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.actions.undo_moves import undo_move
from niangjia.organizing.actions.unions import change_union
from niangjia.organizing.models import (
    Person,
    Union,
    UnionVersion,
    UnitMove,
)
from niangjia.organizing.models.facts import KNOWN, OPEN
from niangjia.organizing.queries.unions import open_version
from tests.organizing.unions.deeds import (
    BEFORE,
    DAY,
    REASON,
    WHY,
    counts,
    entries,
    known,
    move_town,
    subtree,
)


def test_a_town_moved_by_mistake_goes_back_with_every_count(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    today = timezone.localdate()
    home = subtree(city, east, west, town)
    assert home[1:3] == [(5, 2, 5, 5), (1, 0, 0, 0)]
    versions = [known(UnionVersion, union) for union in unions]

    move = move_town(town, west, keeper)
    assert move.unions == 3
    assert subtree(east, west) == [(1, 0, 0, 0), (5, 2, 5, 5)]
    assert counts(city, DAY) == counts(city, today) == {"淄川区": (2, 5)}
    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 3

    assert subtree(city, east, west, town) == home
    for day in (BEFORE, DAY, today):
        assert counts(city, day) == {"张店区": (2, 5)}
    assert [known(UnionVersion, union) for union in unions] == versions
    assert [entries(union)[-2:] for union in unions] == [["随上级调整", "撤回办理"]] * 2
    move.refresh_from_db()
    assert (move.undone_by, move.undone_reason) == (keeper.name, REASON)
    line = AuditEvent.objects.filter(verb="organizing.undo").get()
    assert (line.changes["deed"], line.changes["unions"]) == ("调整隶属", 3)


def test_a_move_on_the_day_of_founding_is_taken_back_too(
    city: Unit, east: Unit, west: Unit, town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "新厂工会委员会", founded_on=DAY)
    before = known(UnionVersion, union)

    undo_move(move_id=move_town(town, west, keeper).pk, reason=REASON, by=keeper)

    assert known(UnionVersion, union) == before
    assert counts(city, DAY) == {"张店区": (1, 0)}


def test_what_was_registered_and_changed_below_since_is_kept(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union],
    register: Callable[..., Union], enrol: Callable[..., list[Person]], keeper: Actor,
) -> None:  # fmt: skip
    move = move_town(town, west, keeper)
    later = date(2022, 9, 1)
    fresh = register(town, "丙厂工会委员会", founded_on=date(2022, 8, 1))
    enrol(fresh, 4, on=date(2022, 8, 1))
    change_union(union_id=unions[0].pk, on=later, name="甲集团工会委员会", employees=77, by=keeper)

    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 4

    assert counts(city, BEFORE) == counts(city, DAY) == {"张店区": (2, 5)}
    assert counts(city, later) == {"张店区": (3, 9)}
    version = open_version(unions[0])
    assert (version.name, version.employees) == ("甲集团工会委员会", 77)
    assert (version.valid_from, version.county, version.town) == (later, east, town)
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(KNOWN, union=unions[0])
    assert [v.valid_from for v in rows.order_by("valid_from")] == [date(2018, 5, 1), later]
    assert entries(fresh) == ["成立", "撤回办理"]
    assert subtree(east, west) == [(6, 3, 9, 9), (1, 0, 0, 0)]


def test_one_union_moved_by_mistake_goes_back_with_its_branch(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move_unit(unit_id=unions[0].unit_id, superior_id=west.pk, on=DAY, by=keeper)
    move = UnitMove.objects.unscoped(reason=WHY).get()
    assert counts(city, DAY) == {"张店区": (1, 2), "淄川区": (1, 3)}

    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 2

    assert counts(city, DAY) == {"张店区": (2, 5)}
    branch = UnionVersion.objects.unscoped(reason=WHY).get(OPEN, kind=UnitKind.BRANCH)
    assert (branch.superior, branch.town) == (unions[0].unit, town)
    assert entries(unions[0])[-2:] == ["调整隶属", "撤回办理"]


def test_moves_are_taken_back_the_last_first(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    first = move_town(town, west, keeper)
    second = move_town(town, east, keeper, on=date(2022, 8, 1))

    with pytest.raises(NotAllowed, match="此后又移到了张店区之下，请先撤回后来的一次"):
        undo_move(move_id=first.pk, reason=REASON, by=keeper)
    undo_move(move_id=second.pk, reason=REASON, by=keeper)
    assert counts(city, date(2022, 8, 1)) == {"淄川区": (2, 5)}
    undo_move(move_id=first.pk, reason=REASON, by=keeper)

    assert counts(city, date(2022, 8, 1)) == counts(city, DAY) == {"张店区": (2, 5)}
    with pytest.raises(NotAllowed, match="已经撤回过"):
        undo_move(move_id=first.pk, reason=REASON, by=keeper)


def test_an_old_superior_that_has_ended_takes_nobody_back(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move = move_town(town, west, keeper)
    Unit.objects.unscoped(reason=WHY).filter(pk=east.pk).update(valid_to=date(2022, 12, 1))

    with pytest.raises(NotAllowed, match="原上级张店区总工会已经撤销"):
        undo_move(move_id=move.pk, reason=REASON, by=keeper)

    town.refresh_from_db()
    assert town.parent == west
