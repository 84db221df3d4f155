"""A county's subtree is moved in the background: shown, cancelled, done whole or not at all."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.jobs.api import Cancelled, RunState, cancel, work_off
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import moves_large
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.actions.moves_large import begin_move, begin_undo_move
from niangjia.organizing.models import Union, UnitMove
from tests.organizing.unions.deeds import DAY, WHY, subtree


@pytest.fixture
def unions(town: Unit, register: Callable[..., Union], enrol: Callable[..., object]) -> list[Union]:
    found = [register(town, f"{n}厂工会委员会", employees=10) for n in "甲乙"]
    enrol(found[0], 3)
    return found


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves_large, "MANY", 2)


def test_a_small_subtree_is_moved_at_once(
    town: Unit, west: Unit, unions: list[Union], keeper: Actor
) -> None:
    assert begin_move(unit_id=town.pk, superior_id=west.pk, on=DAY, by=keeper) == 2
    assert begin_undo_move(move_id=only_move().pk, reason="办错", by=keeper) == 2


def only_move() -> UnitMove:
    return UnitMove.objects.unscoped(reason=WHY).get()


@pytest.mark.usefixtures("large")
def test_a_large_one_waits_for_the_worker_and_goes_back_the_same_way(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    home = subtree(east, west)

    run = begin_move(unit_id=town.pk, superior_id=west.pk, on=DAY, reason="区划调整", by=keeper)
    assert isinstance(run, JobRun)
    assert subtree(east, west) == home
    assert work_off() == 1
    run.refresh_from_db()

    assert (run.state, run.result["随迁工会"]) == (RunState.DONE, 2)
    move = only_move()
    assert (move.by_name, move.by_account, move.reason) == (
        keeper.name,
        keeper.account_id,
        "区划调整",
    )
    assert subtree(west, east) == [(4, 2, 3, 3), (1, 0, 0, 0)]

    begin_undo_move(move_id=move.pk, reason="文号写错", by=keeper)
    assert work_off() == 1
    assert subtree(east, west) == home


@pytest.mark.usefixtures("large")
def test_asked_twice_it_is_one_run_and_cancelled_it_never_was(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    home = subtree(east, west)
    facts = {"unit_id": town.pk, "superior_id": west.pk, "on": DAY, "by": keeper}
    first, second = begin_move(**facts), begin_move(**facts)
    assert first == second

    cancel(run_id=first.pk, by=keeper)

    assert work_off() == 0
    assert subtree(east, west) == home


def test_cancelled_half_way_nothing_has_moved(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    home = subtree(east, west)

    class Impatient:
        def step(self, done: int, total: int | None = None, message: str = "") -> None:
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        move_unit(
            unit_id=town.pk, superior_id=west.pk, on=DAY, by=keeper, progress=Impatient()
        )  # fmt: skip

    assert subtree(east, west) == home


@pytest.mark.usefixtures("large")
def test_what_may_not_be_is_refused_before_anything_is_queued(
    east: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    with pytest.raises(NotAllowed, match="本来就在"):
        begin_move(unit_id=town.pk, superior_id=east.pk, on=timezone.localdate(), by=keeper)
    with pytest.raises(NotAllowed, match="不能设在"):
        begin_move(unit_id=east.pk, superior_id=town.pk, on=timezone.localdate(), by=keeper)
    assert not JobRun.objects.unscoped(reason=WHY).exists()


@pytest.mark.usefixtures("large")
def test_the_page_leads_to_the_run(
    city: Unit, town: Unit, west: Unit, unions: list[Union], login: Callable[..., Client]
) -> None:
    client = login(city, Role.ORGANISER)
    url = reverse("organizing:unit_move", args=[town.pk])
    facts = {"superior_id": west.pk, "on": "2022-07-01", "document_number": "〔2022〕7号"}

    answer = client.post(url, facts | {"confirmed": "1"}, follow=True)

    run = JobRun.objects.unscoped(reason=WHY).get()
    assert answer.redirect_chain[-1][0] == reverse("jobs:run_detail", args=[run.pk])
    assert "正在后台办理" in answer.content.decode()
    assert "调整隶属" in answer.content.decode()
