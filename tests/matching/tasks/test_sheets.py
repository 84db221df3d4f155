"""Figures of the task list equal the lists behind them: weekly sheet, funnel, map, board."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.task_visits import record_visit
from niangjia.matching.actions.tasks import agree, establish, release, undo
from niangjia.matching.enums import TaskState
from niangjia.matching.models import Task, TaskStep
from niangjia.matching.queries.task_pages import own_page, task_page
from niangjia.matching.queries.task_sheets import COLUMNS, funnel, steps_by_day, tiles, weekly_sheet
from niangjia.matching.queries.tasks import board, event_q, overdue_q, search_q, task_rows
from niangjia.matching.rules.tasks import Week

HERE = ZoneInfo("Asia/Shanghai")


def rows():
    return Task.objects.unscoped(reason="测试")


def visit(task, by):
    record_visit(
        task_id=task.pk, visited_on=timezone.localdate(), met=["owner"], attitude="willing", by=by
    )


@pytest.fixture
def week():
    return Week.of(timezone.localdate())


@pytest.fixture
def busy(make_task, organiser, proof, west, clerk):
    """A week's work in the town, and one firm elsewhere."""
    tasks = [make_task(name=f"第{n}家") for n in range(5)]
    visit(tasks[0], organiser)
    visit(tasks[0], organiser)
    visit(tasks[1], organiser)
    agree(task_id=tasks[1].pk, by=organiser)
    release(task_id=tasks[2].pk, reason="merged", evidence=proof(), by=organiser)
    establish(
        task_id=tasks[3].pk, reason="joint", union_name="联合工会", by=organiser, evidence=proof(),
        established_on=timezone.localdate(),
    )  # fmt: skip
    make_task(west, "别区企业")
    return tasks


def test_the_weekly_sheet_by_county(busy, clerk, week, east, west):
    sheet = weekly_sheet(clerk.scope, week, timezone.localdate())

    counted = {row.county: row.counts for row in sheet.rows}
    assert counted == {
        "张店区": {"listed": 5, "visited": 2, "intent": 1, "established": 1, "released": 1,
                 "overdue": 0},
    }  # fmt: skip
    assert sheet.total == counted["张店区"]  # the firm elsewhere is a lead, not yet listed


def test_every_figure_of_the_sheet_equals_its_list(busy, clerk, week):
    today = timezone.localdate()
    sheet = weekly_sheet(clerk.scope, week, today)

    for row in sheet.rows:
        for event in COLUMNS:
            listed = task_rows(clerk.scope).filter(
                event_q(week, event, today), county_id=row.county_id
            )
            assert listed.count() == row.counts[event]


def test_what_was_undone_does_not_count(make_task, organiser, clerk, week):
    task = make_task()
    visit(task, organiser)
    undo(task_id=task.pk, by=organiser)

    assert weekly_sheet(clerk.scope, week, timezone.localdate()).total["visited"] == 0


def test_a_week_ends_on_sunday_midnight_local_time(make_task, clerk):
    task, week = make_task(), Week.read("2026-W40")
    step = TaskStep.objects.unscoped(reason="测试").filter(task=task)
    seen = {}
    for moment in ["2026-09-27 23:59", "2026-09-28 00:00", "2026-10-04 23:59", "2026-10-05 00:00"]:
        step.update(at=datetime.fromisoformat(moment).replace(tzinfo=HERE))
        seen[moment] = weekly_sheet(clerk.scope, week, date(2026, 11, 1)).total["listed"]

    assert list(seen.values()) == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({}, True),
        ({"visit_due": date(2026, 6, 15)}, False),
        ({"visit_due": None}, False),
        ({"listed_on": date(2026, 6, 16)}, False),
        ({"first_visit_on": date(2026, 6, 1), "close_due": date(2026, 8, 1)}, False),
        ({"first_visit_on": date(2026, 6, 1), "close_due": date(2026, 6, 14)}, True),
        ({"first_visit_on": date(2026, 6, 16), "close_due": date(2026, 8, 1)}, True),
        ({"closed_on": date(2026, 6, 15)}, False),
        ({"closed_on": date(2026, 6, 16)}, True),
    ],
)
def test_overdue_at_the_end_of_a_past_day(make_task, facts, late):
    task = make_task()
    usual = {"listed_on": date(2026, 5, 1), "visit_due": date(2026, 6, 14)} | facts
    if "closed_on" in facts:
        usual |= {"state": TaskState.NOT_REQUIRED, "close_reason": "no_staff"}
    rows().filter(pk=task.pk).update(**usual)

    assert rows().filter(overdue_q(date(2026, 6, 15))).exists() is late


def test_overdue_today_is_the_red_light(make_task, organiser):
    tasks = [make_task(name=f"{n}") for n in range(3)]
    today = timezone.localdate()
    for task, ahead in zip(tasks, (-1, 0, 1), strict=True):
        day = today + timedelta(days=ahead)
        rows().filter(pk=task.pk).update(due_on=day, visit_due=day)

    late = set(rows().filter(overdue_q(today)).values_list("pk", flat=True))
    red = {one.task.pk for one in own_page(organiser, today) if one.light == "red"}

    assert late == red == {tasks[0].pk}


def test_the_funnel_counts_each_state_and_equals_the_list(busy, clerk):
    figures = funnel(clerk.scope, timezone.localdate())

    assert figures == {
        "lead": 1, "assigned": 1, "contacted": 1, "intent": 1, "returned": 0,
        "not_required": 1, "established": 1, "overdue": 0,
    }  # fmt: skip
    for state in TaskState:
        assert task_rows(clerk.scope).filter(state=state).count() == figures[state]


def test_tiles_by_town_and_county(busy, clerk, town, actor, west):
    today = timezone.localdate()

    (by_town,) = tiles(clerk.scope, today)
    by_county = {one.name: one for one in tiles(clerk.scope, today, by="county")}

    assert (by_town.name, by_town.county, by_town.open) == ("马尚街道", "张店区", 3)
    assert by_town.established == 1
    assert {name: one.open for name, one in by_county.items()} == {"张店区": 3, "淄川区": 1}
    assert tiles(actor(west, Role.LEADER).scope, today) == []


def test_the_board_shows_the_most_pressing_of_each_state(
    make_task, clerk, django_assert_num_queries
):
    tasks = [make_task(name=f"{n}") for n in range(4)]
    for number, task in enumerate(tasks):
        rows().filter(pk=task.pk).update(due_on=date(2026, 9, 30 - number))

    with django_assert_num_queries(1):
        lanes = board(clerk.scope, cards=3)

    assert [task.name for task in lanes["assigned"]] == ["3", "2", "1"]
    assert set(lanes) == {state.value for state in TaskState}


def test_the_trend_by_day(busy, clerk):
    today = timezone.localdate()

    assert steps_by_day(clerk.scope, today) == [(today, 2, 1)]


@pytest.mark.parametrize("text", ["陶瓷", "zbslt", "ZBSLT", "0000X", "0000x", " 示例 "])
def test_search_by_part_of_name_initials_and_tail(make_task, text):
    make_task(uscc="91370303MA3C0000X")

    assert rows().filter(search_q(text)).exists()
    assert not rows().filter(search_q("查无此企业")).exists()


def test_the_page_of_a_task(busy, organiser, clerk):
    today = timezone.localdate()
    page = task_page(organiser, busy[1].pk, today)

    assert [step.name for step in page.buttons] == ["revisit", "establish", "release", "return"]
    assert page.undoable.name == "agree"
    assert (page.at, page.road[page.at - 1]) == (4, "意向")
    assert (page.stages, page.may_pass) == ([], True)
    released = task_page(clerk, busy[2].pk, today)
    assert released.road[-1] == "不需建会"
    assert (released.at, released.light, released.undoable) == (5, None, None)
    assert task_page(clerk, busy[3].pk, today).at == 6
    assert [s.name for s in released.buttons] == ["reopen"]


def test_own_tasks_are_open_and_ordered(busy, organiser):
    own = own_page(organiser, timezone.localdate())

    assert [one.task.name for one in own] == ["第4家", "第0家", "第1家"]
    assert own[0].light == "green"
