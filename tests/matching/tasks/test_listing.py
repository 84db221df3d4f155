"""Ledger to task list (MA10): one task a firm, routed, dated, told; new registrations (ME2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.queries import open_count, open_items
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.task_lists import (
    TaskCounts,
    create_registration_tasks,
    create_tasks,
)
from niangjia.matching.enums import TaskOrigin, TaskState
from niangjia.matching.models import Task, TaskRoute, TaskStep, ThreeSync
from niangjia.matching.queries.task_desk import NoSuchRun, hits_without_task

pytestmark = pytest.mark.usefixtures("clocks")


def tasks():
    return Task.objects.unscoped(reason="测试")


def test_ma10_no_gap_row_is_left_without_a_task(clerk, organiser, town, make_firm, make_run):
    firms = [make_firm(town, f"第{n}家有限公司") for n in range(5)]
    waiting = make_firm(town, "待核实有限公司")
    run = make_run(firms, pending=[waiting])

    counts = create_tasks(run_id=run.pk, by=clerk)

    assert counts == TaskCounts(created=5, unassigned=0, known=0)
    assert hits_without_task(clerk.scope, run).count() == 0
    assert not tasks().filter(enterprise=waiting).exists()


def test_listing_again_changes_nothing(clerk, organiser, town, make_firm, make_run):
    firms = [make_firm(town), make_firm(town, "另一家有限公司")]
    create_tasks(run_id=make_run(firms).pk, by=clerk)
    before = list(tasks().order_by("id").values())

    again = create_tasks(run_id=make_run(firms).pk, by=clerk)

    assert again == TaskCounts(created=0, unassigned=0, known=2)
    assert list(tasks().order_by("id").values()) == before
    assert open_count(organiser) == 2


def test_a_second_rule_is_added_to_the_same_task(clerk, organiser, town, make_firm, make_run):
    firm = make_firm(town)
    create_tasks(run_id=make_run([firm]).pk, by=clerk)

    create_tasks(run_id=make_run([firm], code="over25").pk, by=clerk)

    assert tasks().get().rules == ["party50", "over25"]


def test_only_the_chosen_hits_are_listed(clerk, organiser, town, make_firm, make_run):
    run = make_run([make_firm(town, f"第{n}家") for n in range(3)])
    chosen = hits_without_task(clerk.scope, run).values_list("pk", flat=True)[1:2]

    create_tasks(run_id=run.pk, by=clerk, hits=list(chosen))

    assert [t.name for t in tasks()] == ["第1家"]


def test_a_county_clerk_lists_own_firms_only(actor, east, west, town, make_firm, make_run):
    run = make_run([make_firm(town, "本区"), make_firm(west, "别区")])

    with pytest.raises(NoSuchRun):  # the run belongs to the city
        create_tasks(run_id=run.pk, by=actor(east, Role.CLERK))
    with pytest.raises(NotAllowed):
        create_tasks(run_id=run.pk, by=actor(east.parent, Role.LEADER))


def test_facts_clock_step_and_notice_of_a_task(clerk, organiser, east, town, make_firm, make_run):
    firm = make_firm(town, trade="陶瓷制品制造", uscc="91370303MA3C000000", headcount=88)
    create_tasks(run_id=make_run([firm]).pk, by=clerk)

    task, today = tasks().get(), timezone.localdate()
    due = current_calendar().add_calendar_days(today, 30)
    assert (task.state, task.origin) == (TaskState.ASSIGNED, TaskOrigin.GAP)
    assert (task.unit, task.county, task.town) == (town, east, town)
    assert (task.name, task.headcount, task.trade) == (firm.name, 88, "陶瓷制品制造")
    assert task.owner_id == organiser.account_id
    assert (task.due_on, task.visit_due) == (due.due, due.due)
    assert task.due_basis.startswith("列入清单至首次走访，自")
    step = TaskStep.objects.unscoped(reason="测试").get()
    assert (step.name, step.from_state, step.to_state) == ("assign", "lead", "assigned")
    item = open_items(organiser).get()
    assert (item.title, item.due_on) == (f"列入任务清单：{firm.name}", due.due)
    assert AuditEvent.objects.get(verb="matching.create_tasks").changes["created"] == 1


def test_tasks_are_shared_out_between_colleagues(
    actor, clerk, organiser, town, make_firm, make_run
):
    second = actor(town, Role.ORGANISER)

    create_tasks(run_id=make_run([make_firm(town, f"{n}") for n in range(4)]).pk, by=clerk)

    held = [tasks().filter(owner_id=a.account_id).count() for a in (organiser, second)]
    assert held == [2, 2]


def test_a_trade_goes_to_its_federation(actor, clerk, organiser, east, town, make_firm, make_run):
    federation = plant_unit(parent=east, kind=UnitKind.INDUSTRY, name="张店区物流行业工会联合会")
    person = actor(federation, Role.ORGANISER)
    TaskRoute.objects.create(
        unit=east, target=federation, label="物流", codes=["543"], words=["物流"],
        valid_from=date(2022, 1, 1), source_text="测试", created_by="测试",
    )  # fmt: skip
    firms = [make_firm(town, "鲁中物流有限公司"), make_firm(town, "鲁中陶瓷有限公司")]

    create_tasks(run_id=make_run(firms).pk, by=clerk)

    owners = dict(tasks().values_list("name", "owner_id"))
    assert owners == {
        "鲁中物流有限公司": person.account_id,
        "鲁中陶瓷有限公司": organiser.account_id,
    }


def test_a_route_that_ended_no_longer_counts(
    actor, clerk, organiser, east, town, make_firm, make_run
):
    federation = plant_unit(parent=east, kind=UnitKind.INDUSTRY, name="张店区物流行业工会联合会")
    actor(federation, Role.ORGANISER)
    route = TaskRoute.objects.create(
        unit=east, target=federation, label="物流", codes=[], words=["物流"],
        valid_from=date(2022, 1, 1), valid_to=date(2023, 1, 1), source_text="x", created_by="x",
    )  # fmt: skip

    create_tasks(run_id=make_run([make_firm(town, "鲁中物流有限公司")]).pk, by=clerk)

    assert tasks().get().unit == town
    assert str(route) == "物流 → 张店区物流行业工会联合会"


def test_where_nobody_works_the_task_stays_a_lead_for_the_county_clerk(
    actor, clerk, east, town, make_firm, make_run
):
    county_clerk = actor(east, Role.CLERK)

    counts = create_tasks(run_id=make_run([make_firm(town)]).pk, by=clerk)

    task = tasks().get()
    assert counts.unassigned == 1
    assert (task.state, task.owner, task.due_on) == (TaskState.LEAD, None, None)
    assert open_items(county_clerk).get().title.startswith("待派单：")


def test_a_firm_whose_county_is_unknown_becomes_a_lead(clerk, city, make_firm, make_run):
    create_tasks(run_id=make_run([make_firm(city)]).pk, by=clerk)

    task = tasks().get()
    assert (task.unit, task.county, task.town, task.state) == (city, None, None, TaskState.LEAD)


def test_me2_a_new_registration_gets_its_task_the_same_day(clerk, organiser, town, make_firm):
    today = timezone.localdate()
    firm = make_firm(town, registered_on=today, headcount=None, has_party=False)
    make_firm(town, "老企业", registered_on=today - timedelta(days=31))
    make_firm(town, "已建会", registered_on=today, has_union=True)
    make_firm(town, "疑似已建会", registered_on=today, pending_union=True)

    counts = create_registration_tasks(by=clerk)

    task = tasks().get()
    assert counts.created == 1
    assert (task.enterprise, task.origin, task.listed_on) == (
        firm,
        TaskOrigin.REGISTRATION,
        today,
    )
    assert ThreeSync.objects.unscoped(reason="测试").get().planned_on == today
    assert create_registration_tasks(by=clerk).created == 0


def test_the_database_keeps_one_open_task_a_firm(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            enterprise=task.enterprise, unit=task.unit, origin=TaskOrigin.GAP, name="x",
            state=TaskState.LEAD, listed_on=task.listed_on, created_by="x",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        (TaskState.ASSIGNED, {}),
        (TaskState.ESTABLISHED, {"closed_on": date(2026, 1, 1)}),
        (TaskState.NOT_REQUIRED, {"close_reason": "no_staff"}),
        (TaskState.LEAD, {"closed_on": date(2026, 1, 1), "close_reason": "single"}),
    ],
)
def test_the_database_refuses_half_states(make_firm, town, state, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            enterprise=make_firm(town), unit=town, origin=TaskOrigin.GAP, name="x",
            state=state, listed_on=date(2026, 1, 1), created_by="x", **facts,
        )  # fmt: skip


@pytest.mark.parametrize("size", [1, 12])
def test_listing_costs_the_same_whatever_the_number(
    clerk, organiser, town, make_firm, make_run, size, django_assert_max_num_queries
):
    run = make_run([make_firm(town, f"第{n}家") for n in range(size)])

    with django_assert_max_num_queries(28):
        create_tasks(run_id=run.pk, by=clerk)

    assert tasks().count() == size
