"""Working days, deadlines and pausable terms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.clocks.intake import PUBLISHED, read_special_days
from niangjia.kernel.clocks.rules import Calendar, DayKind, Deadline, Light, Pause, Term

ROWS = list(read_special_days(PUBLISHED.read_text(encoding="utf-8").splitlines()))
CALENDAR = Calendar(
    holidays=frozenset(r["date"] for r in ROWS if r["kind"] == "holiday"),
    workdays=frozenset(r["date"] for r in ROWS if r["kind"] == "workday"),
    years=frozenset(r["year"] for r in ROWS),
)
published = st.dates(date(2021, 1, 1), date(2026, 9, 1))
anyday = st.dates(date(2019, 1, 1), date(2035, 12, 31))
few = st.integers(0, 60)
kinds = st.sampled_from(list(DayKind))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 4), True),  # a Sunday worked in exchange
        (date(2026, 2, 14), True),  # a Saturday
        (date(2026, 2, 16), False),  # a Monday in the Spring Festival
        (date(2026, 9, 20), True),
        (date(2026, 10, 7), False),
        (date(2022, 12, 31), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
    ],
)
def test_make_up_days_work_and_holidays_do_not(day, works):
    assert CALENDAR.is_working_day(day) is works


def test_days_off_of_each_year_are_those_of_the_notices():
    off = {}
    for row in ROWS:
        if row["kind"] == "holiday":
            off[row["year"]] = off.get(row["year"], 0) + 1

    # days named by the notice, adjoining weekends included where the notice includes them
    assert off == {2021: 31, 2022: 31, 2023: 27, 2024: 28, 2025: 28, 2026: 33}


def test_five_working_days_over_national_day_2026():
    found = CALENDAR.add_working_days(date(2026, 9, 29), 5)

    # 30 Sept, then 8, 9, 10 (Saturday, worked) and 12 October
    assert found == Deadline(date(2026, 10, 12), False, "自2026-09-29次日起5个工作日")


def test_a_calendar_deadline_on_a_holiday_moves_and_says_so():
    found = CALENDAR.add_calendar_days(date(2026, 9, 3), 30)

    assert found.due == date(2026, 10, 8)
    assert "末日2026-10-03非工作日，顺延" in found.basis_zh


def test_2027_does_not_crash_but_is_provisional():
    found = CALENDAR.add_working_days(date(2026, 12, 20), 15)

    assert found.provisional
    assert found.due == date(2027, 1, 8)
    assert "2027年放假安排尚未公布" in found.basis_zh


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2026, 12, 31), date(2027, 6, 1)])
def test_what_a_later_notice_may_move_is_not_settled(day):
    assert not CALENDAR.is_settled(day)
    assert CALENDAR.is_settled(date(2026, 12, 27))
    assert CALENDAR.is_settled(date(2025, 12, 31))


def test_an_empty_calendar_knows_weekends_only():
    found = Calendar().add_working_days(date(2031, 10, 1), 3)

    assert found.due == date(2031, 10, 6)
    assert found.provisional


def test_a_day_cannot_be_off_and_on():
    day = frozenset({date(2026, 1, 1)})

    with pytest.raises(ValueError, match="不能既放假又上班"):
        Calendar(holidays=day, workdays=day)


@given(published, few)
def test_working_days_are_counted_back(start, days):
    due = CALENDAR.add_working_days(start, days).due

    if days:
        assert CALENDAR.working_days_between(start, due) == days
    assert CALENDAR.is_working_day(due)


@given(anyday, few, kinds)
def test_a_deadline_is_a_working_day_not_before_the_count(start, days, kind):
    found = CALENDAR.add(start, days, kind)

    assert CALENDAR.is_working_day(found.due)
    assert found.due >= start + timedelta(days=days)
    assert kind.label in found.basis_zh
    assert found.provisional == ("尚未公布" in found.basis_zh)


@given(anyday, few, kinds)
def test_one_more_day_is_never_earlier(start, days, kind):
    assert CALENDAR.add(start, days, kind).due <= CALENDAR.add(start, days + 1, kind).due


@given(published, st.integers(0, 20), kinds)
def test_published_years_are_final(start, days, kind):
    assert not CALENDAR.add(start, days, kind).provisional


@pytest.mark.parametrize("kind", DayKind)
def test_negative_days_are_refused(kind):
    with pytest.raises(ValueError, match="天数不能为负"):
        CALENDAR.add(date(2026, 1, 1), -1, kind)


@given(anyday, st.integers(-30, 60))
def test_lights_go_from_green_to_red_only(today, ahead):
    due = today + timedelta(days=ahead)
    order = [Light.GREEN, Light.YELLOW, Light.RED]
    now, later = (CALENDAR.light(due, day) for day in (today, today + timedelta(days=1)))

    assert order.index(now) <= order.index(later)
    assert (now == Light.RED) == (due < today)


def test_light_is_yellow_from_the_third_working_day():
    due = date(2026, 11, 27)

    assert CALENDAR.light(due, date(2026, 11, 23)) == Light.GREEN
    assert CALENDAR.light(due, date(2026, 11, 24)) == Light.YELLOW
    assert CALENDAR.light(due, due) == Light.YELLOW
    assert [light.label for light in Light] == ["正常", "临期", "逾期"]


@given(published, st.integers(1, 30), kinds)
def test_a_term_without_pause_is_the_plain_deadline(start, days, kind):
    term, plain = Term(start, days, kind), CALENDAR.add(start, days, kind)

    assert term.deadline(CALENDAR, start).due == plain.due


@given(published, st.integers(1, 30), st.integers(1, 20), st.integers(0, 40))
def test_a_pause_moves_a_calendar_term_by_its_length(start, days, after, length):
    term = Term(start, days, DayKind.CALENDAR)
    stop = start + timedelta(days=after)
    paused = term.pause(stop).resume(stop + timedelta(days=length))
    shift = length if after <= days else 0

    expected = CALENDAR.working_day_from(start + timedelta(days=days + shift))
    assert paused.deadline(CALENDAR, start).due == expected


def test_a_paused_term_runs_out_as_if_resumed_today():
    term = Term(date(2026, 3, 2), 10, DayKind.WORKING).pause(date(2026, 3, 9))

    early = term.deadline(CALENDAR, date(2026, 3, 16))
    late = term.deadline(CALENDAR, date(2026, 3, 23))

    assert term.is_paused
    assert early.provisional
    assert late.due - early.due == timedelta(days=7)
    assert "中止1次" in early.basis_zh


def test_a_term_pauses_and_resumes_in_order():
    term = Term(date(2026, 3, 2), 10, DayKind.CALENDAR)
    paused = term.pause(date(2026, 3, 5))

    assert paused.pauses == (Pause(date(2026, 3, 5)),)
    with pytest.raises(ValueError, match="已经中止"):
        paused.pause(date(2026, 3, 6))
    with pytest.raises(ValueError, match="没有中止"):
        term.resume(date(2026, 3, 6))
    with pytest.raises(ValueError, match="恢复日早于"):
        paused.resume(date(2026, 3, 4))
    with pytest.raises(ValueError, match="中止日早于"):
        term.pause(date(2026, 3, 2))
    with pytest.raises(ValueError, match="中止日早于"):
        paused.resume(date(2026, 3, 8)).pause(date(2026, 3, 7))


def test_a_calendar_term_through_new_year_is_final_when_its_last_day_is_settled():
    calendar = Calendar(years=frozenset({2027}))

    found = Term(date(2026, 12, 20), 30, DayKind.CALENDAR).deadline(calendar, date(2027, 1, 1))

    assert not found.provisional
