"""What may hang where, how terms end, which reminder is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.trades import SECTIONS, old_trade, section_of_old
from niangjia.kernel.scope.enums import UnitKind as K
from niangjia.organizing.rules.months import months_before
from niangjia.organizing.rules.places import place_of
from niangjia.organizing.rules.terms import reminder, term_end, women_body
from niangjia.organizing.rules.unions import changed, may_cover, may_hang, may_sit, short_of

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
STEPS = [180, 90, 30]


@pytest.mark.parametrize(
    ("kind", "below", "may"),
    [
        (K.BASIC, K.TOWN, True), (K.BASIC, K.CITY, True), (K.BASIC, K.BASIC, False),
        (K.BASIC, K.INDUSTRY, False), (K.BRANCH, K.BASIC, True), (K.BRANCH, K.TOWN, False),
        (K.GROUP, K.BRANCH, True), (K.GROUP, K.JOINT, True), (K.GROUP, K.COUNTY, False),
        (K.TOWN, K.COUNTY, True), (K.TOWN, K.BASIC, False), (K.AREA, K.TOWN, True),
        (K.COUNTY, K.TOWN, False), (K.COUNTY, K.COUNTY, False), (K.CITY, K.COUNTY, False),
        (K.ZONE, K.COUNTY, True), (K.COUNTY, K.ZONE, False), (K.TOWN, K.ZONE, True),
        (K.PARK, K.TOWN, True), (K.VILLAGE, K.PARK, True), (K.COUNTY, K.CITY, True),
    ],
)  # fmt: skip
def test_what_may_hang_below_what(kind: K, below: K, may: bool) -> None:
    assert may_hang(kind, below) is may


def test_only_unions_cover_and_only_basic_ones_sit() -> None:
    assert [k for k in K if may_cover(k)] == [K.INDUSTRY, K.AREA, K.BASIC, K.JOINT, K.DEPARTMENT]
    assert may_sit(K.JOINT, K.AREA)
    assert not may_sit(K.AREA, K.INDUSTRY)
    assert not may_sit(K.BASIC, K.TOWN)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("张店区瑞丰机械有限公司工会委员会", "张店区瑞丰机械有限公司"),
        ("张店区网约车行业工会联合会", "张店区网约车行业"),
        ("马尚街道某某社区联合工会委员会", "马尚街道某某社区"),
        ("工会", "工会"),
    ],
)
def test_short_names_lose_the_tail(name: str, short: str) -> None:
    assert short_of(name) == short


@given(st.text(min_size=1, max_size=200))
def test_a_short_name_is_never_empty_nor_long(name: str) -> None:
    assert 0 < len(short_of(name)) <= 40


def test_a_place_names_county_town_and_the_whole_line() -> None:
    chain = [(1, K.CITY), (2, K.COUNTY), (3, K.TOWN), (9, K.BASIC)]

    assert place_of(chain).county == 2
    assert place_of(chain).town == 3
    assert place_of(chain).superior == 3
    assert place_of(chain).lineage == (1, 2, 3, 9)
    assert place_of([(1, K.CITY), (9, K.BASIC)]).county == 1


@given(days, st.sampled_from([3, 5]))
def test_a_term_lasts_its_years(elected: date, years: int) -> None:
    end = term_end(elected, years)

    assert end.year == elected.year + years
    assert (end.month, end.day) == (elected.month, elected.day) or (
        (elected.month, elected.day) == (2, 29) and (end.month, end.day) == (2, 28)
    )


@given(days, st.integers(-400, 400))
def test_a_reminder_is_the_smallest_step_reached(end: date, left: int) -> None:
    step = reminder(end, end - timedelta(days=left), STEPS)

    if left < 0:
        assert step == 0
    elif left > 180:
        assert step is None
    else:
        assert step == min(s for s in STEPS if left <= s)


@given(days, st.integers(0, 36))
def test_months_before_is_undone_by_counting_on(day: date, months: int) -> None:
    earlier = months_before(day, months)

    assert earlier.day <= day.day
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months


def test_women_have_a_committee_from_the_threshold_on() -> None:
    assert [women_body(n, 10) for n in (9, 10)] == ["woman", "women"]


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)))
def test_a_change_names_what_differs(after: dict[str, int]) -> None:
    before = {"a": 1, "b": 2}

    found = changed(before, after)

    assert all(found[name] == [before.get(name), after[name]] for name in found)
    assert {**before, **after} == {**before, **{n: new for n, (_, new) in found.items()}}


@given(st.sampled_from(sorted(SECTIONS)))
def test_the_old_list_of_trades_maps_both_ways(section: str) -> None:
    assert section_of_old(old_trade(section)) == section
    assert old_trade("") == section_of_old("21") == section_of_old("x") == ""
