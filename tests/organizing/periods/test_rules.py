"""Periods as days, and what must be explained."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.organizing.rules.periods import (
    MONTHS,
    Told,
    ended_before,
    period_of,
    recent,
    unexplained,
)

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
cadences = st.sampled_from(sorted(MONTHS))


@given(cadences, days)
def test_periods_cover_every_day_once(cadence: str, day: date) -> None:
    period = period_of(cadence, day)
    after = period_of(cadence, period.until + timedelta(days=1))

    assert period.since <= day <= period.until
    assert after.since == period.until + timedelta(days=1)
    assert period_of(cadence, period.until) == period
    assert ended_before(cadence, after.since) == period


@pytest.mark.parametrize(
    ("cadence", "day", "label", "until"),
    [
        ("month", date(2024, 2, 3), "2024年2月", date(2024, 2, 29)),
        ("quarter", date(2022, 12, 31), "2022年第四季度", date(2022, 12, 31)),
        ("half", date(2027, 7, 1), "2027年下半年", date(2027, 12, 31)),
        ("year", date(2026, 5, 5), "2026年", date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_name_and_a_last_day(
    cadence: str, day: date, label: str, until: date
) -> None:
    assert (period_of(cadence, day).label, period_of(cadence, day).until) == (label, until)


def test_only_periods_that_are_over_and_not_too_old() -> None:
    found = recent("month", date(2022, 12, 15), not_before=date(2022, 10, 1))

    assert [period.label for period in found] == ["2022年11月", "2022年10月"]
    assert recent("month", date(2022, 11, 30), not_before=date(2022, 11, 1)) == []


def test_a_difference_wants_a_reason_and_nothing_may_be_left_out() -> None:
    counted = {"members": 12, "joined": 7, "women": 3}

    assert unexplained(counted, {"members": Told(12), "joined": Told(7), "women": Told(3)}) == []
    told = {"members": Told(13), "joined": Told(6, "  ")}
    assert unexplained(counted, told) == ["members", "joined", "women"]
    told = {"members": Told(13, "补录"), "joined": Told(7), "women": Told(3)}
    assert unexplained(counted, told) == []
