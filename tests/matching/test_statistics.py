"""Intervals, agreement, smoothing and proposals hold for all figures, not only for examples."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from niangjia.matching.rules.statistics import (
    Agreement,
    calibration,
    isotonic,
    propose,
    wilson,
)

TARGET = Decimal("0.9")
counts = st.integers(0, 300)
decided = st.lists(
    st.tuples(st.integers(0, 100).map(lambda n: Decimal(n) / 100), st.booleans()), max_size=120
)


@given(counts, counts)
def test_an_interval_holds_the_share_and_stays_within_0_and_1(a, b):
    hits, total = min(a, b), max(a, b)
    found = wilson(hits, total)
    if total == 0:
        assert found is None
        return
    assert 0 <= found.low <= hits / total <= found.high <= 1
    assert found.low < found.high


@given(st.integers(1, 200), st.data())
def test_more_of_the_same_narrows_the_interval(total, data):
    hits = data.draw(st.integers(0, total))
    few, many = wilson(hits, total), wilson(hits * 4, total * 4)

    assert many.high - many.low < few.high - few.low


@given(st.integers(1, 200), st.data())
def test_right_and_wrong_mirror_each_other(total, data):
    hits = data.draw(st.integers(0, total))
    right, wrong = wilson(hits, total), wilson(total - hits, total)

    assert right.low == pytest.approx(1 - wrong.high)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (99, 100, 0.9455, 0.9982),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_known_intervals(hits, total, low, high):
    """Figures from Wilson's formula worked out by hand."""
    found = wilson(hits, total)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="命中数"):
        wilson(3, 2)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=200))
def test_agreement_counts_everything_and_is_the_same_whoever_is_first(answers):
    one, other = Agreement.of(answers), Agreement.of([(b, a) for a, b in answers])

    assert one.total == len(answers)
    assert (one.rate, one.agreed) == (other.rate, other.agreed)
    assert one.kappa == (other.kappa if other.kappa is None else pytest.approx(other.kappa))
    if one.kappa is not None:
        assert -1 <= one.kappa <= 1
        assert (one.kappa == 1) == (one.agreed == one.total)


def test_kappa_of_the_textbook_example():
    """Observed 0.70, by chance 0.50: 0.40."""
    assert Agreement(20, 5, 10, 15).kappa == pytest.approx(0.4)


def test_no_kappa_without_variation_and_no_rate_without_pairs():
    assert Agreement(both_yes=7).kappa is None
    assert Agreement(both_yes=7).rate == 1
    assert Agreement().rate is None
    assert Agreement().kappa is None


series = st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 20)), min_size=1, max_size=30)


@given(series)
def test_smoothing_never_falls_keeps_the_mass_and_leaves_risers_alone(pairs):
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    smooth = isotonic(values, weights)

    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(smooth))
    mass = sum(v * w for v, w in pairs)
    assert sum(s * w for s, w in zip(smooth, weights, strict=True)) == pytest.approx(mass)
    assert isotonic(sorted(values), weights) == pytest.approx(sorted(values))


@given(decided)
def test_calibration_counts_every_decided_pair(pairs):
    steps = calibration(pairs)

    assert sum(s.decided for s in steps) == len(pairs)
    assert sum(s.right for s in steps) == sum(same for _, same in pairs)
    assert [s.probability for s in steps] == sorted({p for p, _ in pairs})


@given(decided, st.integers(1, 60))
def test_a_proposal_keeps_its_word_or_there_is_none(pairs, least):
    found = propose(pairs, target=TARGET, min_sample=least)

    assert found.decided == len(pairs)
    assert found.reason
    if found.auto_from is None:
        return
    above = [same for p, same in pairs if p >= found.auto_from]
    assert len(above) == found.above >= least
    assert wilson(sum(above), len(above)).low >= TARGET


@given(decided, st.integers(1, 200))
def test_no_number_below_the_minimum(pairs, least):
    assume(len(pairs) < least)
    found = propose(pairs, target=Decimal(0), min_sample=least)

    assert found.auto_from is None
    assert str(least) in found.reason


def test_the_lowest_threshold_that_holds_is_proposed():
    sure = [(Decimal("0.9"), True)] * 60 + [(Decimal("0.8"), True)] * 60
    pairs = [*sure, *[(Decimal("0.5"), False)] * 60]
    found = propose(pairs, target=TARGET, min_sample=50)

    assert (found.auto_from, found.above) == (Decimal("0.8000"), 120)
