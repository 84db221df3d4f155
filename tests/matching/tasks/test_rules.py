"""Whom a task goes to, weeks, the three stages, undoing (MA10, ME2)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.enums import CLOSED_STATES, OPEN_STATES, TaskState
from niangjia.matching.rules.tasks import (
    Desk,
    Firm,
    Route,
    Week,
    candidates,
    may_undo,
    sync,
)
from niangjia.matching.workflow import REASONS, ROAD, SAME, TASK_FLOW

COUNTY, TOWN, FEDERATION = "00010002", "000100020001", "00010002000Z"
HAULAGE = Route(COUNTY, FEDERATION, codes=("543", "G"), words=("物流", "货运"))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
paths = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize(
    ("firm", "first"),
    [
        (Firm(TOWN, trade_code="5432"), FEDERATION),
        (Firm(TOWN, trade_code="G5437"), FEDERATION),
        (Firm(TOWN, section="G"), FEDERATION),
        (Firm(TOWN, trade="普通货运"), FEDERATION),
        (Firm(TOWN, name="鲁中物流有限公司"), FEDERATION),
        (Firm(TOWN, trade_code="C3011", section="C", name="鲁中物流包装有限公司"), TOWN),
        (Firm(TOWN, trade="陶瓷制品制造"), TOWN),
        (Firm(COUNTY, trade="陶瓷制品制造"), COUNTY),
        (Firm("000100030001", name="别区物流有限公司"), "000100030001"),
    ],
)
def test_the_trade_goes_before_the_town_and_the_town_before_the_county(firm, first):
    assert candidates(firm, [HAULAGE])[0] == first


def test_the_county_is_always_the_last_resort():
    assert candidates(Firm(TOWN, trade_code="5432"), [HAULAGE]) == [FEDERATION, TOWN, COUNTY]


def test_the_narrower_route_goes_first():
    wide = Route("0001", "00010009", words=("物流",))

    found = candidates(Firm(TOWN, trade="物流"), [wide, HAULAGE])

    assert found[:2] == [FEDERATION, "00010009"]


def test_a_firm_whose_county_is_unknown_goes_nowhere():
    assert candidates(Firm("0001", trade="物流"), [Route("", FEDERATION, words=("物流",))]) == []


@given(paths, st.lists(st.builds(Route, area=paths, target=paths, words=st.just(("物流",)))))
def test_candidates_are_distinct_and_end_in_the_own_county(path, routes):
    found = candidates(Firm(path, trade="物流"), routes)

    assert len(found) == len(set(found))
    assert bool(found) == (len(path) >= 8)
    if found:
        assert {path, path[:8]} <= set(found)


@given(st.integers(1, 5), st.integers(0, 40))
def test_tasks_are_spread_evenly(staff, tasks):
    desk = Desk({TOWN: list(range(staff))})
    for _ in range(tasks):
        desk.place([TOWN])
    held = [desk.loads.get(person, 0) for person in range(staff)]

    assert sum(held) == tasks
    assert max(held) - min(held) <= 1


def test_whoever_holds_fewer_tasks_gets_the_next():
    desk = Desk({TOWN: [7, 8]}, loads={7: 3, 8: 1})

    assert [desk.place([TOWN])[1] for _ in range(4)] == [8, 8, 7, 8]


def test_a_unit_without_people_passes_the_task_on():
    desk = Desk({COUNTY: [5]})

    assert desk.place([FEDERATION, TOWN, COUNTY]) == (COUNTY, 5)
    assert Desk({}).place([FEDERATION, TOWN]) == (FEDERATION, None)
    assert desk.place([]) == ("", None)


@given(days)
def test_a_week_is_written_and_read_back(day):
    week = Week.of(day)

    assert Week.read(str(week)) == week
    assert week.monday <= day <= week.sunday
    assert week.shift(1).monday == week.sunday + timedelta(days=1)
    assert week.shift(3).shift(-3) == week


def test_the_week_of_new_year_belongs_to_the_iso_year():
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert Week.of(date(2026, 11, 23)).label == "2026年11月23日至11月29日"


@pytest.mark.parametrize("text", ["", "2026", "2026-W00", "2026-W54", "x-W1", "2026-W4x"])
def test_a_week_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match="没有这一周"):
        Week.read(text)


@pytest.mark.parametrize(
    ("firm_on", "union_on", "tone", "text"),
    [
        (None, None, "none", "未到"),
        (None, date(2026, 5, 1), "ok", "工会先行"),
        (date(2026, 5, 1), date(2026, 5, 1), "ok", "同步"),
        (date(2026, 5, 2), date(2026, 5, 1), "ok", "同步"),
        (date(2026, 5, 1), date(2026, 5, 11), "late", "滞后10天"),
        (date(2026, 5, 1), None, "waiting", "待跟进，已30天"),
        (date(2026, 5, 31), None, "waiting", "待跟进"),
    ],
)
def test_me2_each_stage_says_whether_the_union_keeps_step(firm_on, union_on, tone, text):
    found = sync(firm_on, union_on, date(2026, 5, 31))

    assert (found.tone, found.text) == (tone, text)


@given(days, days, days)
def test_days_behind_are_never_negative(firm_on, union_on, today):
    assert sync(firm_on, union_on, today).days >= 0
    assert sync(firm_on, None, today).days >= 0


def test_only_the_author_undoes_on_the_same_day():
    day = date(2026, 11, 23)
    facts = {"author": 1, "actor": 1, "on": day, "today": day, "undone": False}

    assert may_undo(**facts) == ""
    assert "本人" in may_undo(**facts | {"actor": 2})
    assert "本人" in may_undo(**facts | {"author": None, "actor": None})
    assert "当日" in may_undo(**facts | {"today": day + timedelta(days=1)})
    assert "已经是撤回" in may_undo(**facts | {"undone": True})


def test_the_table_of_steps():
    table = {
        s.name: (sorted(s.leaves), s.reaches, sorted(s.roles)) for s in TASK_FLOW.steps.values()
    }
    working = ["assigned", "contacted", "intent"]

    assert table == {
        "assign": (["lead", "returned"], "assigned", ["clerk"]),
        "reassign": (working, SAME, ["clerk"]),
        "visit": (["assigned"], "contacted", ["organiser"]),
        "revisit": (["contacted", "intent"], SAME, ["organiser"]),
        "agree": (["contacted"], "intent", ["organiser"]),
        "establish": (working, "established", ["organiser"]),
        "release": (working, "not_required", ["organiser"]),
        "return": (working, "returned", ["organiser"]),
        "reopen": (["not_required"], "assigned", ["clerk"]),
    }


def test_every_step_into_a_closed_state_needs_evidence_and_a_listed_reason():
    closing = {s.name for s in TASK_FLOW.steps.values() if s.reaches in CLOSED_STATES}

    assert closing == {"establish", "release"}
    for name in closing:
        step = TASK_FLOW.steps[name]
        assert step.needs_evidence
        assert step.needs_reason
        assert REASONS[name]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CLERK, Role.ORGANISER}))
@pytest.mark.parametrize("state", TaskState)
def test_others_only_look(role, state):
    assert TASK_FLOW.open_to(state, {role}) == []


def test_an_established_task_is_final():
    for name in TASK_FLOW.steps:
        with pytest.raises(NotAllowed):
            TASK_FLOW.take(name, TaskState.ESTABLISHED, set(Role))


def test_every_open_state_has_a_way_on_and_the_road_is_walked():
    for state in OPEN_STATES:
        assert TASK_FLOW.open_to(state, set(Role))
    for here, there in pairwise(ROAD):
        reached = {s.reaches for s in TASK_FLOW.open_to(here, set(Role))}
        assert there in reached
