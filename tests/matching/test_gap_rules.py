"""Gap verdicts as arithmetic."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.enums import Status, Verdict
from niangjia.matching.rules.gaps import Firm, GapTest, basis_in_words, gap_verdict

DAY = date(2022, 11, 30)
PARTY50 = GapTest(min_headcount=50, needs_party=True)

firms = st.builds(
    Firm,
    status=st.sampled_from(list(Status)),
    headcount=st.one_of(st.none(), st.integers(0, 200)),
    registered_on=st.one_of(st.none(), st.dates(DAY - timedelta(60), DAY + timedelta(5))),
    new_form=st.sampled_from(["", "courier"]),
    eight_field=st.sampled_from(["", "guard"]),
    has_party=st.booleans(),
    has_union=st.booleans(),
    pending_union=st.booleans(),
    pending_party=st.booleans(),
)
tests = st.builds(
    GapTest,
    min_headcount=st.one_of(st.none(), st.integers(0, 200)),
    needs_party=st.booleans(),
    within_days=st.one_of(st.none(), st.integers(0, 60)),
    new_form_only=st.booleans(),
    eight_only=st.booleans(),
)


@given(firms, tests)
def test_a_firm_with_a_union_or_closed_is_never_a_gap(firm, test):
    assert gap_verdict(replace(firm, has_union=True), test, DAY) is None
    assert gap_verdict(replace(firm, status=Status.CLOSED), test, DAY) is None


@given(firms, tests)
def test_an_undecided_union_moves_hit_to_pending_and_nothing_else(firm, test):
    sure = gap_verdict(replace(firm, pending_union=False), test, DAY)
    doubtful = gap_verdict(replace(firm, pending_union=True), test, DAY)

    assert (sure is None) == (doubtful is None)
    assert doubtful is not Verdict.HIT


@given(firms, tests)
def test_a_stricter_rule_finds_no_more(firm, test):
    if gap_verdict(firm, replace(test, needs_party=True), DAY) is Verdict.HIT:
        assert gap_verdict(firm, replace(test, needs_party=False), DAY) is Verdict.HIT
    if test.min_headcount and gap_verdict(firm, test, DAY):
        assert gap_verdict(firm, replace(test, min_headcount=test.min_headcount - 1), DAY)


@pytest.mark.parametrize(
    ("firm", "expected"),
    [
        (Firm(headcount=50, has_party=True), Verdict.HIT),
        (Firm(headcount=49, has_party=True), None),
        (Firm(headcount=None, has_party=True), None),
        (Firm(headcount=50), None),
        (Firm(headcount=50, pending_party=True), Verdict.PENDING),
        (Firm(headcount=50, has_party=True, pending_party=True), Verdict.HIT),
        (Firm(headcount=50, has_party=True, pending_union=True), Verdict.PENDING),
        (Firm(headcount=50, has_party=True, has_union=True), None),
        (Firm(headcount=50, has_party=True, status=Status.CLOSED), None),
        (Firm(headcount=50, has_party=True, status=Status.UNKNOWN), Verdict.HIT),
    ],
)
def test_fifty_with_party_and_no_union(firm, expected):
    assert gap_verdict(firm, PARTY50, DAY) is expected


@pytest.mark.parametrize(("days", "hit"), [(0, True), (30, True), (31, False), (-1, False)])
def test_registered_within_thirty_days(days, hit):
    firm = Firm(registered_on=DAY - timedelta(days))

    assert (gap_verdict(firm, GapTest(within_days=30), DAY) is Verdict.HIT) is hit


def test_no_date_is_not_new():
    assert gap_verdict(Firm(), GapTest(within_days=30), DAY) is None


def test_trade_rules_ask_for_the_trade():
    assert gap_verdict(Firm(new_form="courier"), GapTest(new_form_only=True), DAY) is Verdict.HIT
    assert gap_verdict(Firm(), GapTest(new_form_only=True), DAY) is None
    assert gap_verdict(Firm(eight_field="guard"), GapTest(eight_only=True), DAY) is Verdict.HIT
    assert gap_verdict(Firm(), GapTest(eight_only=True), DAY) is None


def test_the_basis_names_every_measure():
    words = basis_in_words(GapTest(50, True, 30, True, True))

    for part in ("50 人以上", "党组织", "30 日", "新就业形态", "八大领域", "未建立工会"):
        assert part in words
