"""Period tables in the inbox (X1): approved and locked by the batch; who differs goes singly."""

from collections.abc import Callable

import pytest

from niangjia.kernel.notifications.batches import approve_batch, lines_of
from niangjia.kernel.notifications.kinds import path_of
from niangjia.kernel.notifications.queries import done_items, ended_items, open_items
from niangjia.kernel.notifications.recalls import recall_label
from niangjia.kernel.notifications.signers import signers
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.periods import (
    approve_table,
    lock_table,
    recall_step,
    report_table,
    return_table,
)
from niangjia.organizing.models import PeriodTable
from niangjia.organizing.rules.periods import Told
from tests.organizing.periods.conftest import told_of

Tables = dict[str, PeriodTable]
MakeActor = Callable[..., Actor]


def lines(actor: Actor) -> list[object]:
    return lines_of(actor, open_items(actor).values_list("pk", flat=True))


def test_reported_tables_are_approved_then_locked(
    sent: Tables, head: Actor, actor: MakeActor, east: Unit, west: Unit
) -> None:
    own = {unit: actor(unit, Role.ORGANISER) for unit in (east, west)}
    report_table(table_id=sent["张店区"].pk, told=told_of(sent["张店区"]), by=own[east])
    wrong = told_of(sent["淄川区"], members=Told(9_999, "补登中"))
    report_table(table_id=sent["淄川区"].pk, told=wrong, by=own[west])

    ready = {line.part.number: line.part for line in lines(head)}
    assert ready[sent["张店区"].pk].deed == "审核通过"
    assert "与系统计数不一致" in ready[sent["淄川区"].pk].flaw
    assert [i.outcome for i in done_items(own[east])] == ["上报"]

    for said in ("现为“已审核”", "现为“已锁定”"):
        keys = [line.key for line in lines(head) if not line.part.flaw]
        assert [text for _, _, text in approve_batch(keys=keys, by=head).done] == [said]
    assert [i.ending for i in ended_items(own[east])] == ["锁定"]


def test_a_table_to_be_filled_in_goes_singly(sent: Tables, actor: MakeActor, east: Unit) -> None:
    assert [line.part.flaw for line in lines(actor(east, Role.ORGANISER))] == ["要逐张填报"]


def test_the_reporting_unit_itself_may_be_asked(
    sent: Tables, head: Actor, actor: MakeActor, east: Unit, west: Unit, town: Unit
) -> None:
    """The table lies at the county: the county reads it, the next county and the town do not."""
    own, stranger = actor(east, Role.ORGANISER), actor(west, Role.ORGANISER)
    below = actor(town, Role.ORGANISER)
    report_table(table_id=sent["张店区"].pk, told=told_of(sent["张店区"]), by=own)

    item = open_items(head).get()

    assert path_of(item) == east.path
    asked = {one.account_id for one in signers(head, item)}
    assert own.account_id in asked
    assert not asked & {stranger.account_id, below.account_id}


def test_each_step_comes_back_to_who_took_it_until_the_next_one(
    sent: Tables, head: Actor, actor: MakeActor, east: Unit
) -> None:
    table, own = sent["张店区"], actor(east, Role.ORGANISER)
    report_table(table_id=table.pk, told=told_of(table), by=own)

    assert recall_label(own, done_items(own).get()) == "撤回上报"
    with pytest.raises(NotAllowed, match="由办理这一步的"):
        recall_step(table_id=table.pk, by=head)
    assert recall_step(table_id=table.pk, by=own).state == "open"
    assert (open_items(own).count(), open_items(head).count()) == (1, 0)

    report_table(table_id=table.pk, told=told_of(table), by=own)
    return_table(table_id=table.pk, defects={"members": "少报"}, by=head)
    assert recall_step(table_id=table.pk, by=head).state == "reported"
    assert not table.figures.unscoped(reason="试").exclude(defect="").exists()

    approve_table(table_id=table.pk, by=head)
    with pytest.raises(NotAllowed, match="由办理这一步的"):
        recall_step(table_id=table.pk, by=own)
    assert recall_step(table_id=table.pk, by=head).state == "reported"

    approve_table(table_id=table.pk, by=head)
    lock_table(table_id=table.pk, by=head)
    with pytest.raises(NotAllowed, match="没有可以撤回的步骤"):
        recall_step(table_id=table.pk, by=head)
