"""Sizes of bodies and kinds of assembly (domain.md B.2, B.4), by the tables as delivered."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import niangjia.organizing
from niangjia.organizing.enums.founding import AssemblyKind, Seat
from niangjia.organizing.rules.committees import (
    Size,
    SizeLine,
    assembly_kinds,
    audit_size,
    committee_size,
    delegates_range,
    least_candidates,
    line_for,
    size_problems,
    size_words,
    women_words,
    womens_committee_needed,
)

FILE = Path(niangjia.organizing.__file__).parent / "data" / "sizes.csv"
calm = settings(deadline=None)


def table(scheme: str, kind: str) -> list[SizeLine]:
    with FILE.open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if (r["scheme"], r["table"]) == (scheme, kind)]
    return [
        SizeLine(
            int(r["members_from"]), int(r["members_to"]) if r["members_to"] else None,
            int(r["seats_min"]), int(r["seats_max"]), r["odd_only"] == "1",
        )
        for r in rows
    ]  # fmt: skip


NATIONAL, FUTIAN = table("national", "committee"), table("futian", "committee")
AUDIT, DELEGATES = table("national", "audit"), table("national", "delegates")


@pytest.mark.parametrize(
    ("members", "national", "futian"),
    [
        (10, (3, 5), (1, 1)),
        (11, (3, 5), (3, 3)),
        (24, (3, 5), (3, 3)),
        (25, (3, 7), (3, 3)),
        (26, (3, 7), (3, 5)),
        (100, (3, 7), (3, 5)),
        (101, (3, 7), (5, 7)),
        (200, (3, 7), (5, 7)),
        (201, (7, 15), (7, 9)),
        (500, (7, 15), (7, 9)),
        (501, (7, 15), (9, 15)),
        (1_000, (7, 15), (9, 15)),
        (1_001, (15, 21), (15, 21)),
        (5_001, (21, 29), (21, 29)),
        (10_001, (29, 37), (29, 37)),
        (50_001, (37, 45), (37, 45)),
    ],
)
def test_both_tables_in_circulation_give_their_own_sizes(
    members: int, national: tuple[int, int], futian: tuple[int, int]
) -> None:
    found = [committee_size(members, lines, must_from=25) for lines in (NATIONAL, FUTIAN)]

    assert [(x.least, x.most) for x in found] == [national, futian]


@pytest.mark.parametrize(
    ("members", "allowed"),
    [(0, set()), (10, {1, 3, 4, 5}), (24, {1, 3, 4, 5}), (25, {3, 4, 5, 6, 7})],
)
def test_below_25_members_one_chair_or_organiser_will_do(members: int, allowed: set[int]) -> None:
    size = committee_size(members, NATIONAL, must_from=25)

    assert {seats for seats in range(12) if size.allows(seats)} == allowed


def test_a_table_of_odd_numbers_refuses_even_ones() -> None:
    size = committee_size(300, FUTIAN, must_from=25)

    assert [seats for seats in range(12) if size.allows(seats)] == [7, 9]
    assert size_words("委员会", 300, size) == "会员300人，委员会7至9人（单数）"


def test_ten_members_in_futian_have_no_committee_but_one_chair() -> None:
    size = committee_size(10, FUTIAN, must_from=25)

    assert (size.allows(1), size.allows(3)) == (True, False)
    assert size_words("委员会", 10, size) == "会员10人，不设委员会，也可以只设主席一人"


def test_an_audit_committee_has_3_to_11_and_a_small_union_one_auditor() -> None:
    assert audit_size(40, AUDIT, must_from=25) == Size(3, 11)
    assert [n for n in range(14) if audit_size(20, AUDIT, must_from=25).allows(n)] == [
        1, *range(3, 12),
    ]  # fmt: skip
    assert size_words("经审会", 20, Size(3, 11, alone=True)).endswith("也可以只设委员一人")


@pytest.mark.parametrize(
    ("women", "start", "needed"), [(9, 10, False), (10, 10, True), (24, 25, False), (25, 25, True)]
)
def test_ten_women_make_a_committee_in_shanghai_25(women: int, start: int, needed: bool) -> None:
    assert womens_committee_needed(women, start=start) is needed
    assert ("应设" in women_words(women, start)) is needed


@pytest.mark.parametrize(
    ("members", "kinds"),
    [
        (99, {AssemblyKind.MEMBERS: (0, 0)}),
        (100, {AssemblyKind.MEMBERS: (0, 0), AssemblyKind.DELEGATES: (30, 40)}),
        (101, {AssemblyKind.MEMBERS: (0, 0), AssemblyKind.DELEGATES: (30, 40)}),
    ],
)
def test_at_exactly_100_members_either_assembly_is_right(
    members: int, kinds: dict[str, tuple[int, int]]
) -> None:
    assert assembly_kinds(members, DELEGATES, start=100) == kinds


@pytest.mark.parametrize(
    ("members", "delegates"),
    [(99, (0, 0)), (200, (30, 40)), (201, (40, 60)), (1_001, (60, 90)), (5_001, (90, 130)),
     (10_001, (130, 180)), (50_001, (180, 240))],
)  # fmt: skip
def test_delegates_by_members(members: int, delegates: tuple[int, int]) -> None:
    assert delegates_range(members, DELEGATES) == delegates


def test_committee_members_are_chosen_from_more_candidates_than_seats() -> None:
    extra = Fraction(1, 20)

    assert [least_candidates(Seat.MEMBER, n, extra=extra) for n in (0, 1, 20, 21)] == [0, 2, 21, 23]
    assert least_candidates(Seat.CHAIR, 1, extra=extra) == 1


def test_every_breach_is_said_at_once() -> None:
    seats = {Seat.CHAIR: 2, Seat.MEMBER: 8, Seat.AUDIT: 2, Seat.WOMEN: 1}
    said = size_problems(seats, 40, 12, Size(3, 7), Size(3, 11), start=10)

    assert said == [
        "主席应为一人",
        "会员40人，委员会3至7人，现定10人",
        "会员40人，经审会3至11人，现定2人",
        "女会员12人，应设女职工委员会，不少于3人",
    ]


def test_a_committee_without_auditors_and_a_union_without_members_are_said() -> None:
    said = size_problems({Seat.CHAIR: 1, Seat.MEMBER: 2}, 0, 0, Size(3, 7), Size(3, 11), start=10)

    assert said == ["还没有会员，先发展会员再公示候选人", "经费审查委员会应与委员会同时选举产生"]


def test_sizes_that_fit_raise_nothing() -> None:
    alone, whole = {Seat.CHAIR: 1, Seat.AUDIT: 1}, {Seat.CHAIR: 1, Seat.MEMBER: 4, Seat.AUDIT: 3}
    small, audit = Size(3, 5, alone=True), Size(3, 11)

    assert size_problems(alone, 8, 2, small, audit, start=10) == []
    assert size_problems(whole, 40, 2, Size(3, 7), audit, start=10) == []


@calm
@given(st.integers(1, 200_000), st.sampled_from([NATIONAL, DELEGATES, AUDIT]))
def test_lines_neither_overlap_nor_leave_a_gap(members: int, lines: list[SizeLine]) -> None:
    fitting = [line for line in lines if line.fits(members)]

    assert len(fitting) == (0 if lines is DELEGATES and members < 100 else 1)
    assert line_for(members, lines) == (fitting[0] if fitting else None)


@calm
@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_more_members_never_mean_fewer_seats(one: int, other: int) -> None:
    few, many = sorted((one, other))
    less, more = (committee_size(n, NATIONAL, must_from=25) for n in (few, many))

    assert less.least <= more.least
    assert less.most <= more.most
