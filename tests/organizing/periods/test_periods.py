"""上报、退回、再上报、审核、锁定、解锁; sums of those below; deadlines (X15)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.clocks.models import SpecialDay
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.figures import change_definition
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.actions.periods import (
    approve_table,
    lock_table,
    report_table,
    return_table,
    unlock_table,
)
from niangjia.organizing.actions.periods_forms import define_form, end_form, open_due, open_period
from niangjia.organizing.models import PeriodFigure, PeriodForm, PeriodTable
from niangjia.organizing.queries.periods import NoSuchTable, cells_of, steps_of, summary, table_for
from niangjia.organizing.rules.periods import Told
from tests.organizing.figures.conftest import World, enrol
from tests.organizing.periods.conftest import UNTIL, told_of

Tables = dict[str, PeriodTable]
MakeActor = Callable[..., Actor]


def todos(table: PeriodTable) -> list[tuple[int, str]]:
    rows = TodoItem.objects.unscoped(reason="试验").filter(subject__endswith=f":{table.pk}")
    return sorted(rows.values_list("unit_id", "state"))


def fresh(table: PeriodTable) -> PeriodTable:
    return table_for(table.form.unit.scope, table.pk)


def lock_up(table: PeriodTable, own: Actor, head: Actor, **changes: Told) -> PeriodTable:
    report_table(table_id=table.pk, told=told_of(table, **changes), by=own)
    approve_table(table_id=table.pk, by=head)
    return lock_table(table_id=table.pk, by=head)


def test_every_unit_below_gets_its_table_once(
    sent: Tables, form: PeriodForm, head: Actor, town: Unit
) -> None:
    assert set(sent) == {"张店区", "淄川区", "马尚街道"}
    assert open_period(form_id=form.pk, until=UNTIL, by=head) == 0
    assert todos(sent["马尚街道"]) == [(town.pk, "open")]
    assert (sent["张店区"].since, sent["张店区"].label) == (date(2022, 11, 1), "2022年11月")


def test_the_deadline_counts_working_days_by_the_calendar(
    form: PeriodForm, head: Actor, east: Unit
) -> None:
    """Five working days after 30 November 2022; a holiday moves it."""
    SpecialDay.objects.filter(date__range=(date(2022, 12, 1), date(2022, 12, 20))).delete()
    open_period(form_id=form.pk, until=UNTIL, by=head)
    assert PeriodTable.objects.within(east.scope).get().due_on == date(2022, 12, 7)


def test_filled_from_the_register_for_the_last_day(sent: Tables) -> None:
    cells = {cell.key: cell.counted for cell in cells_of(sent["张店区"])}

    assert cells == {"members": 10, "joined": 1, "founded": 0}
    assert [c.key for c in cells_of(sent["淄川区"])] == ["founded", "members", "joined"]


def test_a_difference_needs_a_reason(sent: Tables, east: Unit, actor: MakeActor) -> None:
    table, own = sent["张店区"], actor(east, Role.ORGANISER)

    with pytest.raises(ValueError, match=r"会员上报 11，系统计数 10.*写明原因"):
        report_table(table_id=table.pk, told=told_of(table, members=Told(11)), by=own)
    with pytest.raises(ValueError, match="会员没有填"):
        report_table(table_id=table.pk, told={"joined": Told(1), "founded": Told(0)}, by=own)
    assert fresh(table).state == "open"
    report_table(table_id=table.pk, told=told_of(table, members=Told(11, "一人补录中")), by=own)
    cell = next(c for c in cells_of(fresh(table)) if c.key == "members")
    assert (cell.counted, cell.reported, cell.reason, cell.number) == (10, 11, "一人补录中", 1)


def test_the_database_wants_the_reason_too(sent: Tables, east: Unit, actor: MakeActor) -> None:
    table = sent["张店区"]
    report_table(table_id=table.pk, told=told_of(table), by=actor(east, Role.ORGANISER))

    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodFigure.objects.unscoped(reason="试验").filter(table=table).update(reported=99)


def test_returned_with_reasons_per_cell_and_reported_again(
    sent: Tables, east: Unit, city: Unit, actor: MakeActor, head: Actor
) -> None:
    table, own = sent["张店区"], actor(east, Role.ORGANISER)
    report_table(table_id=table.pk, told=told_of(table, members=Told(15, "估计")), by=own)
    assert (city.pk, "open") in todos(table)

    with pytest.raises(ValueError, match="至少在一个数字后写明问题"):
        return_table(table_id=table.pk, defects={"members": " "}, by=head)
    return_table(table_id=table.pk, defects={"members": "不能估计"}, by=head)
    cells = {cell.key: cell for cell in cells_of(fresh(table))}
    assert cells["members"].defect == "不能估计"
    assert cells["members"].reported == 15
    assert cells["joined"].defect == ""
    assert [n for n in todos(table) if n[1] == "open"] == [(east.pk, "open")]

    report_table(table_id=table.pk, told=told_of(table), by=own)
    approve_table(table_id=table.pk, by=head)
    lock_table(table_id=table.pk, by=head)
    assert [s.name for s in steps_of(table)] == ["lock", "approve", "report", "return", "report"]
    assert steps_of(table)[3].reason == "会员：不能估计"
    assert [n for n in todos(table) if n[1] == "open"] == []
    assert all(not cell.defect for cell in cells_of(fresh(table)))


def test_locked_figures_never_change_when_rows_change_later(
    world: World, sent: Tables, east: Unit, city: Unit, actor: MakeActor, head: Actor
) -> None:
    table = sent["张店区"]
    lock_up(table, actor(east, Role.ORGANISER), head)
    before = cells_of(fresh(table))
    enrol(world.mill, date(2022, 11, 5), 4)
    recount_unions([world.mill.pk])
    change_definition(
        key="members", words="不含保留会籍的会员。", retained=False, valid_from=date(2022, 11, 1),
        source_text="淄总工发〔2022〕9号", by=head,
    )  # fmt: skip

    assert cells_of(fresh(table)) == before
    assert {c.key: (c.reported, c.number) for c in before}["members"] == (10, 1)
    again = {cell.key: cell for cell in cells_of(fresh(sent["马尚街道"]))}
    assert again["joined"].counted == 5  # what is not reported yet is counted anew
    assert again["members"].words == "不含保留会籍的会员。"


@pytest.mark.parametrize("how", ["update", "delete", "insert"])
def test_the_database_refuses_to_touch_a_locked_figure(
    sent: Tables, east: Unit, actor: MakeActor, head: Actor, how: str
) -> None:
    table = sent["张店区"]
    lock_up(table, actor(east, Role.ORGANISER), head)
    row = PeriodFigure.objects.unscoped(reason="试验").filter(table=table)[0]
    asked = PeriodFigure.objects.unscoped(reason="试验").filter(pk=row.pk)
    deeds: dict[str, Callable[[], Any]] = {
        "update": lambda: asked.update(reported=1, reason="改"),
        "delete": asked.delete,
        "insert": lambda: PeriodFigure.objects.create(
            table=table, key="women", counted=0, reported=0, definition=row.definition,
            words="", number=1,
        ),
    }  # fmt: skip

    with pytest.raises(DatabaseError, match="已经锁定"), transaction.atomic():
        deeds[how]()


def test_a_locked_period_refuses_every_step_but_unlocking(
    sent: Tables, city: Unit, east: Unit, actor: MakeActor, head: Actor
) -> None:
    table, own = sent["张店区"], actor(east, Role.ORGANISER)
    lock_up(table, own, head)

    with pytest.raises(NotAllowed, match="已锁定"):
        report_table(table_id=table.pk, told=told_of(table), by=own)
    with pytest.raises(NotAllowed, match="已锁定"):
        return_table(table_id=table.pk, defects={"members": "再看"}, by=head)
    for who in (head, own, actor(east, Role.LEADER)):
        with pytest.raises(NotAllowed, match=r"岗位不允许|设立报表的工会"):
            unlock_table(table_id=table.pk, reason="有误", by=who)
    leader = actor(city, Role.LEADER)
    with pytest.raises(ValueError, match="写明原因"):
        unlock_table(table_id=table.pk, reason=" ", by=leader)

    unlock_table(table_id=table.pk, reason="区划调整后重报", by=leader)
    assert fresh(table).state == "approved"
    event = AuditEvent.objects.get(verb="organizing.period_unlock")
    assert (event.actor, event.changes["reason"]) == (leader.name, "区划调整后重报")
    return_table(table_id=table.pk, defects={}, reason="按新区划", by=head)
    report_table(table_id=table.pk, told=told_of(table), by=own)


def test_who_may_do_what(
    sent: Tables, east: Unit, west: Unit, town: Unit, actor: MakeActor, head: Actor
) -> None:
    table, own = sent["马尚街道"], actor(town, Role.ORGANISER)
    with pytest.raises(NotAllowed, match="本单位"):
        report_table(table_id=table.pk, told=told_of(table), by=head)
    with pytest.raises(NoSuchTable):
        report_table(table_id=table.pk, told=told_of(table), by=actor(west, Role.ORGANISER))
    with pytest.raises(NotAllowed, match="岗位不允许"):
        report_table(table_id=table.pk, told=told_of(table), by=actor(town, Role.LEADER))
    report_table(table_id=table.pk, told=told_of(table), by=own)
    with pytest.raises(NotAllowed, match="上级工会"):
        approve_table(table_id=table.pk, by=own)
    approve_table(table_id=table.pk, by=actor(east, Role.ORGANISER))


def test_sums_of_those_below_with_the_missing_named(
    sent: Tables, form: PeriodForm, city: Unit, east: Unit, west: Unit, actor: MakeActor,
) -> None:  # fmt: skip
    first = sent["张店区"]
    report_table(table_id=first.pk, told=told_of(first), by=actor(east, Role.ORGANISER))

    found = summary(form, city, UNTIL, city.scope)
    assert found
    assert (found.heads, found.sums) == (["新建工会", "会员", "新发展会员"], [0, 10, 1])
    assert [line.unit.short_name for line in found.missing] == ["淄川区"]
    second = sent["淄川区"]
    report_table(
        table_id=second.pk, told=told_of(second, members=Told(5, "补录")),
        by=actor(west, Role.ORGANISER),
    )  # fmt: skip
    found = summary(form, city, UNTIL, city.scope)
    assert found
    assert (found.sums, found.missing) == ([0, 15, 1], [])
    below = summary(form, east, UNTIL, east.scope)
    assert below
    assert [line.unit.short_name for line in below.missing] == ["马尚街道"]
    assert summary(form, city, date(2022, 10, 31), city.scope) is None


def test_forms_are_set_up_by_federations_for_those_below(
    form: PeriodForm, city: Unit, east: Unit, world: World, actor: MakeActor, head: Actor
) -> None:
    facts = {"name": "组建会员月报", "cadence": "month", "reach": "county", "due_days": 3,
             "valid_from": date(2022, 1, 1), "source_text": "依据", "keys": ["members"]}  # fmt: skip
    with pytest.raises(ValueError, match="已有一张"):
        define_form(**facts, by=head)
    with pytest.raises(NotAllowed, match="岗位"):
        define_form(**facts, by=actor(east, Role.LEADER))
    with pytest.raises(NotAllowed, match="基层工会"):
        define_form(**facts, by=actor(world.mill.unit, Role.ORGANISER))
    with pytest.raises(ValueError, match="至少"):
        define_form(**facts | {"keys": []}, by=actor(east, Role.ORGANISER))
    with pytest.raises(NotAllowed, match="设立这张报表"):
        open_period(form_id=form.pk, until=UNTIL, by=actor(east, Role.ORGANISER))


def test_only_periods_that_are_over_and_in_force_are_sent_out(
    form: PeriodForm, head: Actor
) -> None:
    with pytest.raises(NotAllowed, match="还没有结束"):
        open_period(form_id=form.pk, until=date(2099, 1, 5), by=head)
    with pytest.raises(NotAllowed, match="在它之前"):
        open_period(form_id=form.pk, until=date(2022, 10, 5), by=head)
    end_form(form_id=form.pk, by=head)
    with pytest.raises(NotAllowed, match="已停用"):
        open_period(form_id=form.pk, until=UNTIL, by=head)


def test_tables_are_sent_out_when_their_period_is_over(
    world: World, form: PeriodForm, head: Actor
) -> None:
    assert open_due(today=date(2022, 11, 30)) == 0
    assert open_due(today=date(2022, 12, 1)) == 3
    assert open_due(today=date(2022, 12, 2)) == 0
    end_form(form_id=form.pk, by=head)
    assert open_due(today=date(2023, 1, 1)) == 0
