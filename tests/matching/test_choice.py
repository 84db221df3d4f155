"""Choosing between departments: order, ties, reasons, conflicts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.enums import Source, Status
from niangjia.matching.rules.choice import (
    REGISTRAR_FIRST,
    Reported,
    choose,
    choose_headcount,
    first_by_order,
    headcounts_conflict,
    narrowest,
    paths_conflict,
    status_of,
    texts_conflict,
)

DAY = date(2022, 6, 1)
ORDER = [Source.SOCIAL, Source.TAX, Source.STATISTICS, Source.UNION]

reports = st.lists(
    st.builds(
        Reported,
        source=st.sampled_from(list(Source)),
        value=st.one_of(st.none(), st.integers(0, 5000)),
        day=st.dates(date(2021, 1, 1), date(2023, 1, 1)),
        entry=st.integers(1, 9999),
    ),
    max_size=12,
)


@given(reports)
def test_no_reported_value_of_an_earlier_source_is_ever_passed_over(given_reports):
    best = first_by_order(given_reports, ORDER)

    asked = [r for r in given_reports if r.value is not None and r.source in ORDER]
    if best is None:
        assert asked == []
    else:
        assert best in asked
        assert all(ORDER.index(r.source) >= ORDER.index(best.source) for r in asked)
        assert all(r.day <= best.day for r in asked if r.source == best.source)


@given(reports, st.randoms())
def test_choice_does_not_depend_on_the_order_of_the_reports(given_reports, random):
    shuffled = list(given_reports)
    random.shuffle(shuffled)

    one, two = first_by_order(given_reports, ORDER), first_by_order(shuffled, ORDER)

    assert (one and (one.source, one.value, one.day)) == (two and (two.source, two.value, two.day))


def test_social_security_comes_first_and_the_reason_says_so():
    chosen = choose_headcount(
        [Reported(Source.TAX, 80, DAY), Reported(Source.SOCIAL, 61, DAY)], ORDER
    )

    assert (chosen.value, chosen.source) == (61, Source.SOCIAL)
    assert chosen.reason == "按人数取值次序，人社在先"


def test_the_reason_names_those_before_who_did_not_report():
    chosen = choose_headcount(
        [Reported(Source.STATISTICS, 30, DAY), Reported(Source.UNION, 25, DAY)], ORDER
    )

    assert chosen.reason == "按人数取值次序，统计在先（人社、税务未报）"


def test_a_single_source_needs_no_order():
    chosen = choose([Reported(Source.TAX, "甲公司", DAY)], REGISTRAR_FIRST, "以登记机关为准")

    assert chosen.reason == "仅税务有此值"


def test_within_a_source_the_latest_then_the_largest_counts():
    old = Reported(Source.SOCIAL, 90, DAY, 1)
    new = Reported(Source.SOCIAL, 40, DAY + timedelta(30), 2)
    larger = Reported(Source.SOCIAL, 45, DAY + timedelta(30), 3)

    chosen = choose_headcount([old, new, larger], ORDER)

    assert chosen.value == 45
    assert chosen.reason.endswith("同一来源有多条，取日期最新的")


def test_zero_is_a_report_and_empty_is_none():
    assert choose_headcount([Reported(Source.SOCIAL, 0, DAY)], ORDER).value == 0
    assert choose_headcount([Reported(Source.SOCIAL, None, DAY)], ORDER) is None
    assert choose([Reported(Source.TAX, "", DAY)], REGISTRAR_FIRST, "") is None


def test_a_source_outside_the_order_is_not_asked():
    assert choose_headcount([Reported(Source.PARTY, 7, DAY)], ORDER) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), max_size=6), st.integers(0, 100))
def test_headcount_conflict_is_symmetric_and_vanishes_for_equal_values(values, tolerance):
    assert headcounts_conflict(values, tolerance) == headcounts_conflict(values[::-1], tolerance)
    assert not headcounts_conflict([values[0]] * 3 if values else [], tolerance)
    assert not headcounts_conflict(values, 100)


@pytest.mark.parametrize(
    ("values", "expected"), [([100, 80], False), ([100, 79], True), ([0, 1], True), ([5], False)]
)
def test_headcount_conflict_at_twenty_per_cent(values, expected):
    assert headcounts_conflict(values, 20) is expected


def test_texts_are_compared_by_their_key_and_empty_ones_ignored():
    assert not texts_conflict(["甲", "", "甲"])
    assert texts_conflict(["甲", "乙"])
    assert not texts_conflict(["A公司", "a公司"], key=str.lower)


def test_places_contradict_only_in_different_counties():
    assert not paths_conflict(["0001", "00010002", "000100020001"])
    assert paths_conflict(["000100020001", "00010003"])


@given(st.lists(st.text("0123", min_size=4, max_size=12), min_size=1, max_size=5))
def test_narrowest_stays_within_the_first(paths):
    assert narrowest(paths[0], paths[1:]).startswith(paths[0])


def test_narrowest_takes_the_town_another_source_knows():
    assert narrowest("00010002", ["00010003", "000100020005"]) == "000100020005"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("存续（在营、开业、在册）", Status.ACTIVE),
        ("正常", Status.ACTIVE),
        ("非正常户", Status.SUSPENDED),
        ("停业", Status.SUSPENDED),
        ("注销", Status.CLOSED),
        ("吊销，未注销", Status.CLOSED),
        ("", Status.UNKNOWN),
        ("其他", Status.UNKNOWN),
    ],
)
def test_departments_words_for_alive(text, status):
    assert status_of(text) == status
