"""The election guard, eligibility, the order of names, three synchronous days: pure rules."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.organizing.enums.founding import BarKind, Seat
from niangjia.organizing.rules.elections import (
    Outcome,
    Votes,
    majority_of,
    quorum_of,
    share_words,
    tally,
)
from niangjia.organizing.rules.eligibility import CandidateFacts, bars
from niangjia.organizing.rules.strokes import by_strokes
from niangjia.organizing.rules.synchrony import Pace, pace_of, stages

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine may be busy; slowness is no fault of a rule."""


def judge(*votes: int, due: int = 30, present: int = 28, seats: int = 1, **more: object) -> Outcome:
    rows = [Votes(f"候{at}", count) for at, count in enumerate(votes)]
    told = {"votes_issued": present, "votes_valid": present} | more
    return tally(due=due, present=present, seats=seats, candidates=rows, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "present", "valid"),
    [(30, 19, False), (30, 20, True), (31, 20, False), (31, 21, True), (1, 1, True), (0, 0, False)],
)
def test_two_thirds_of_those_due_must_be_there(due: int, present: int, valid: bool) -> None:
    """ME3: 30 members, 19 present → refused."""
    assert judge(due=due, present=present).valid is valid


@pytest.mark.parametrize(("votes", "elected"), [(15, ()), (16, ("候0",))])
def test_more_than_half_of_those_due_is_needed_not_of_those_present(
    votes: int, elected: tuple[str, ...]
) -> None:
    assert judge(votes, due=30, present=20).elected == elected


def test_an_open_seat_is_no_reason_against_the_others() -> None:
    found = judge(25, 20, 3, seats=3)

    assert (found.valid, found.elected, found.vacant, found.tied) == (True, ("候0", "候1"), 1, ())
    assert "缺额1人" in "".join(found.reasons)


def test_those_equal_at_the_last_seat_are_voted_on_again() -> None:
    found = judge(24, 20, 20, 20, seats=3)

    assert (found.elected, found.tied, found.contested) == (("候0",), ("候1", "候2", "候3"), 2)


def test_equals_who_all_have_a_seat_are_elected() -> None:
    assert judge(20, 20, seats=2).elected == ("候0", "候1")


def test_a_run_off_fills_only_open_seats_by_most_votes() -> None:
    found = judge(12, 9, 7, seats=1, run_off=True)

    assert (found.elected, found.vacant) == (("候0",), 0)
    assert judge(9, 9, seats=1, run_off=True).tied == ("候0", "候1")


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"present": 31}, "实到会31不能多于应到会30"),
        ({"present": -1}, "实到会不能是负数"),
        ({"votes_issued": 29}, "发出选票29不能多于实到会28"),
        ({"votes_valid": 29}, "有效票29不能多于发出选票28"),
        ({"seats": -1}, "应选人数不能是负数"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        judge(20, **figures)  # type: ignore[arg-type]


@pytest.mark.parametrize("votes", [-1, 29])
def test_votes_that_cannot_be_are_refused(votes: int) -> None:
    with pytest.raises(ValueError, match="票"):
        judge(votes)


def test_more_crosses_than_the_ballots_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="赞成票合计56"):
        judge(28, 28, seats=1)


@calm
@given(
    due=st.integers(1, 300), missing=st.integers(0, 300), seats=st.integers(0, 8),
    votes=st.lists(st.integers(0, 300), max_size=10), run_off=st.booleans(),
)  # fmt: skip
def test_never_more_elected_than_seats_and_nobody_below_the_line(
    due: int, missing: int, seats: int, votes: list[int], run_off: bool
) -> None:
    present = max(0, due - missing)
    counts = [min(v, present) for v in votes]
    if sum(counts) > present * seats:
        return
    found = judge(*counts, due=due, present=present, seats=seats, run_off=run_off)
    by_key = {f"候{at}": count for at, count in enumerate(counts)}

    assert len(found.elected) <= seats
    assert not set(found.elected) & set(found.tied)
    assert len(found.elected) + found.vacant == seats
    if found.valid and not run_off:
        assert all(by_key[key] * 2 > due for key in (*found.elected, *found.tied))
    if not found.valid:
        assert found.elected == ()
        assert present * 3 < due * 2
    if found.tied:
        assert len(found.tied) > found.contested == seats - len(found.elected) > 0


@calm
@given(st.integers(0, 10_000))
def test_the_least_numbers_are_the_least(due: int) -> None:
    assert 3 * quorum_of(due) >= 2 * due > 3 * (quorum_of(due) - 1)
    assert 2 * majority_of(due) > due >= 2 * (majority_of(due) - 1)


def test_shares_in_words() -> None:
    assert [share_words(Fraction(x)) for x in ("2/3", "1/2", "3/4", "11/20")] == [
        "三分之二", "半数", "四分之三", "11/20",
    ]  # fmt: skip


# Eligibility (B.5)


@pytest.mark.parametrize(
    ("kind", "closed"),
    [
        (BarKind.RELATIVE, set(Seat)),
        (BarKind.LEGAL_REPRESENTATIVE, set(Seat)),
        (BarKind.PARTNER, set(Seat)),
        (BarKind.RETAINED, set(Seat)),
        (BarKind.ADMIN_HEAD, {Seat.CHAIR}),
        (BarKind.PERSONNEL_HEAD, {Seat.CHAIR}),
        (BarKind.FOREIGNER, {Seat.CHAIR}),
        (BarKind.HANDLES_MONEY, {Seat.AUDIT}),
    ],
)
def test_each_circumstance_closes_its_seats(kind: BarKind, closed: set[Seat]) -> None:
    assert {seat for seat in Seat if bars(CandidateFacts(seat, (kind,)))} == closed


def test_a_bar_names_its_rule() -> None:
    (bar,) = bars(CandidateFacts(Seat.MEMBER, (BarKind.RELATIVE,)))

    assert bar.text == "是单位主要负责人近亲属，不得担任委员（《工会法》第十条）"
    assert bars(CandidateFacts(Seat.CHAIR)) == []


# Names by strokes


def test_names_stand_by_strokes_of_the_surname() -> None:
    names = ["欧阳锋", "买买提·艾力", "王小凯", "丁一", "王凯", "㛃䶮"]

    assert by_strokes(names) == ["丁一", "王小凯", "王凯", "买买提·艾力", "欧阳锋", "㛃䶮"]


@calm
@given(st.permutations(["欧阳锋", "王小凯", "丁一", "王凯", "赵䶮", "钱𬱖", "Maria"]))
def test_the_order_does_not_depend_on_how_they_came(names: list[str]) -> None:
    assert by_strokes(names) == by_strokes(sorted(names))


# 三同步


@pytest.mark.parametrize(
    ("firm", "union", "pace", "days"),
    [
        (None, date(2026, 3, 1), Pace.UNKNOWN, 0),
        (date(2026, 3, 1), date(2026, 2, 20), Pace.AHEAD, -9),
        (date(2026, 3, 1), date(2026, 3, 31), Pace.TOGETHER, 30),
        (date(2026, 3, 1), date(2026, 4, 1), Pace.BEHIND, 31),
        (date(2026, 11, 20), None, Pace.WAITING, 8),
        (date(2026, 3, 1), None, Pace.BEHIND, 272),
    ],
)
def test_the_pace_of_a_stage(firm: date | None, union: date | None, pace: Pace, days: int) -> None:
    assert pace_of(firm, union, date(2026, 11, 28)) == (pace, days)


def test_three_stages_in_order() -> None:
    found = stages((None, None, None), (None, date(2026, 1, 1), None), date(2026, 11, 28))

    assert [stage.label for stage in found] == ["规划同步", "开业同步", "运营同步"]
    assert found[1].union_on == date(2026, 1, 1)
