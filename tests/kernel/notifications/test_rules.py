"""Quiet hours, daily shares, wordings."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.notifications.rules import MANNERS, not_before, retry_at
from niangjia.kernel.notifications.wordings import Wording, register_wording, wording

HERE = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(HERE))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("wanted", "leaves"),
    [
        ("2026-11-23 21:59", "2026-11-23 21:59"),
        ("2026-11-23 22:00", "2026-11-24 08:00"),
        ("2026-11-23 23:30", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_x8_from_22_to_8_is_held(wanted, leaves):
    assert not_before(at(wanted)) == at(leaves)


def test_a_day_that_had_its_share_is_passed_over():
    full = {date(2026, 11, 23): 5, date(2026, 11, 24): 6, date(2026, 11, 25): 4}

    assert not_before(at("2026-11-23 09:00"), full) == at("2026-11-25 08:00")
    assert not_before(at("2026-11-25 09:00"), full) == at("2026-11-25 09:00")


@given(moments, st.integers(0, 9))
def test_nothing_leaves_early_or_in_the_night(now, today):
    leaves = not_before(now, {now.date(): today})

    assert leaves >= now
    assert MANNERS.quiet_to <= leaves.time() < MANNERS.quiet_from
    assert today < MANNERS.a_day or leaves.date() > now.date()
    assert leaves - now <= timedelta(days=2)


@given(moments, st.integers(1, 5))
def test_tries_come_later_each_time_and_end(now, attempts):
    again = retry_at(now, attempts)

    if attempts >= MANNERS.attempts:
        assert again is None
    else:
        assert again >= now + MANNERS.pause * attempts
        assert MANNERS.quiet_to <= again.time() < MANNERS.quiet_from


def test_a_wording_is_filled_completely_or_not_at_all():
    text = Wording("w", "您有{count}项任务，{day}到期")

    assert text.fill(count=3, day="明日") == "您有3项任务，明日到期"
    with pytest.raises(ValueError, match="参数不符：day"):
        text.fill(count=3)
    with pytest.raises(ValueError, match="参数不符：more"):
        text.fill(count=3, day="明日", more=1)


def test_a_wording_code_means_one_text():
    first = register_wording(Wording("test.once", "甲{n}", "A1"))

    assert register_wording(Wording("test.once", "甲{n}", "A1")) == first == wording("test.once")
    with pytest.raises(ValueError, match=r"消息模板重复：test\.once"):
        register_wording(Wording("test.once", "乙"))
