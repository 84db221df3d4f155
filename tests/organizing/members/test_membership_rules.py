"""Months, and figures that shift: arithmetic, tried with thousands of cases."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from niangjia.organizing.enums.members import HELD, MembershipState
from niangjia.organizing.rules.members import too_young
from niangjia.organizing.rules.memberships import (
    Stretch,
    deemed_left_problem,
    shifts,
)
from niangjia.organizing.rules.months import months_after
from niangjia.organizing.workflow.memberships import CHANGES, MEMBERSHIP_FLOW, REASONS

DAY = date(2022, 1, 1)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 12, 15), 1, date(2023, 1, 15)),
        (date(2027, 6, 30), 6, date(2027, 12, 30)),
    ],
)
def test_months(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_never_skip_one(day: date, months: int) -> None:
    after = months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day <= day.day


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(1, 24))
def test_nobody_is_deemed_to_have_left_too_early(last: date, days: int, months: int) -> None:
    today = last + timedelta(days=days)
    problem = deemed_left_problem(last_sign=last, reminders=[today], today=today, months=months)

    assert (not problem) == (today >= months_after(last, months))


def test_the_future_is_no_sign() -> None:
    ask = {"today": DAY, "months": 6}
    assert "晚于" in deemed_left_problem(last_sign=DAY + timedelta(1), reminders=[], **ask)
    assert "晚于" in deemed_left_problem(
        last_sign=date(2020, 1, 1), reminders=[DAY + timedelta(1)], **ask
    )


@pytest.mark.parametrize(
    ("born", "today", "young"),
    [
        (date(2006, 2, 28), date(2022, 2, 27), True),
        (date(2006, 2, 28), date(2022, 2, 28), False),
        (date(2008, 2, 29), date(2024, 2, 28), True),
        (date(2008, 2, 29), date(2024, 2, 29), False),
        (date(2004, 2, 29), date(2020, 2, 28), True),
    ],
)
def test_sixteen_years(born: date, today: date, young: bool) -> None:
    assert bool(too_young(born, today)) == young


states = st.sampled_from(list(MembershipState))


@st.composite
def lives(draw: st.DrawFn) -> list[Stretch]:
    """Rows of one person without gaps, from union to union."""
    cuts = sorted(draw(st.sets(st.integers(0, 900), min_size=2, max_size=6)))
    days = [DAY + timedelta(days=cut) for cut in cuts]
    ends = [*days[1:-1], None] if len(days) > 2 else [None]
    return [
        Stretch(draw(st.integers(1, 3)), start, end, draw(states), draw(st.booleans()),
                draw(st.booleans()))
        for start, end in zip(days[:-1], ends, strict=True)
    ]  # fmt: skip


def figures(rows: list[Stretch], union: int, day: date, woman: bool) -> tuple[int, ...]:
    found = [0] * 5
    for row in rows:
        if row.union == union and row.start <= day and (row.end is None or day < row.end):
            found = [a + b for a, b in zip(found, row.vector(woman=woman), strict=True)]
    return tuple(found)


@given(lives(), lives(), st.booleans(), st.booleans(), st.integers(1, 3), st.integers(0, 1000))
def test_shifts_lead_from_one_life_to_another(
    before: list[Stretch], after: list[Stretch], was: bool, woman: bool, union: int, at: int
) -> None:
    day = DAY + timedelta(days=at)
    events = shifts(before, after, woman=woman, was_woman=was)

    moved = Counter(dict(enumerate(figures(before, union, day, was))))
    for (place, first), vector in events.items():
        if place == union and first <= day:
            moved.update(dict(enumerate(vector)))
    assert tuple(moved[n] for n in range(5)) == figures(after, union, day, woman)


@given(lives(), st.booleans())
def test_the_same_life_shifts_nothing(rows: list[Stretch], woman: bool) -> None:
    assert shifts(rows, rows, woman=woman) == {}


def test_the_table_is_whole() -> None:
    """Every step has its code of change, every state can be reached, the dead stay dead."""
    assert set(CHANGES) == set(MEMBERSHIP_FLOW.steps)
    assert set(REASONS) <= set(MEMBERSHIP_FLOW.steps)
    assert {s.reaches for s in MEMBERSHIP_FLOW.steps.values()} == set(MembershipState)
    ways_out = {state for s in MEMBERSHIP_FLOW.steps.values() for state in s.leaves}
    assert ways_out == {"", *MembershipState} - {MembershipState.DECEASED}
    assert set(HELD) <= ways_out


@pytest.mark.django_db
def test_the_blind_indexes_are_indexed_once() -> None:
    """The unique index of the number is there, and no second one beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'organizing_person'"
            " AND (indexdef LIKE '%number_index%' OR indexdef LIKE '%phone_index%')"
        )
        assert {row[0] for row in cursor.fetchall()} == {"person_number_once", "person_phone"}
