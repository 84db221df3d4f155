"""Zones by thresholds, draws by seed, evidence that adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.actions.scoring import Scored, _scored, banded
from niangjia.matching.enums import Zone
from niangjia.matching.rules.evidence import (
    DoesNotAddUp,
    checked,
    parts_of,
    signed,
    total,
)
from niangjia.matching.rules.sampling import draw, in_share
from niangjia.matching.rules.zones import ENGINE_AUTO, NOTHING, Band, Judged, zones

shares = st.integers(0, 10_000).map(lambda n: Decimal(n) / 10_000)
bands = st.tuples(shares, shares).map(lambda p: Band(max(p), min(p)))
judged = st.builds(Judged, shares, st.sampled_from(["auto", "review"]))
candidates = st.lists(judged, max_size=6)


@given(candidates, bands)
def test_a_row_is_confirmed_once_at_most_and_then_nothing_waits(row, band):
    found = zones(row, band)

    assert len(found) == len(row)
    assert found.count(Zone.AUTO) <= 1
    assert Zone.AUTO not in found or Zone.REVIEW not in found


@given(candidates, bands)
def test_zones_keep_to_the_thresholds(row, band):
    for one, zone in zip(row, zones(row, band), strict=True):
        if zone == Zone.AUTO:
            assert one.probability >= band.auto_from
        if zone == Zone.REVIEW:
            assert one.probability >= band.review_from


@given(st.lists(judged, min_size=1, max_size=6), bands)
def test_the_order_of_candidates_changes_nothing(row, band):
    forward, backward = zones(row, band), zones(row[::-1], band)

    assert forward == backward[::-1]


@given(judged, bands, shares)
def test_a_higher_mark_never_confirms_more(one, band, higher):
    strict = Band(max(band.auto_from, higher), band.review_from)

    if zones([one], strict) == [Zone.AUTO]:
        assert zones([one], band) == [Zone.AUTO]


def test_what_the_engine_holds_back_no_threshold_confirms():
    band = Band(Decimal("0.5"), Decimal("0.1"))

    assert zones([Judged(ENGINE_AUTO, "review")], band) == [Zone.REVIEW]
    assert zones([Judged(Decimal("0.9"), "review")], band) == [Zone.AUTO]


def test_without_a_probability_the_engines_word_stands():
    band = Band(Decimal("0.9"), Decimal("0.1"))

    assert zones([Judged(None, "auto")], band) == [Zone.AUTO]
    assert zones([Judged(None, "review")], band) == [Zone.REVIEW]
    assert zones([Judged(None, "")], band) == [NOTHING]


@given(st.text(max_size=10), st.text(max_size=20), st.integers(0, 99))
def test_a_larger_share_keeps_those_drawn(seed, key, percent):
    assert not in_share(seed, key, 0)
    assert in_share(seed, key, 100)
    if in_share(seed, key, percent):
        assert in_share(seed, key, percent + 1)


def test_a_share_is_about_what_it_says():
    drawn = sum(in_share("种子", f"tax|{n}|0", 10) for n in range(5_000))

    assert 420 < drawn < 580


@given(st.sets(st.integers(1, 10_000)), st.integers(1, 50), st.text(max_size=8))
def test_a_draw_can_be_repeated_from_its_seed(keys, size, seed):
    drawn = draw(seed, keys, size)

    assert drawn == draw(seed, sorted(keys, reverse=True), size)
    assert len(drawn) == len(set(drawn)) == min(size, len(keys))
    assert set(drawn) <= keys
    assert drawn == draw(seed, keys, size + 5)[:size]


stored = st.lists(
    st.fixed_dictionaries({
        "field": st.sampled_from(["name", "code", "district"]), "label": st.text(min_size=1, max_size=9),
        "points": st.integers(-40, 60),
    }), max_size=9,
)  # fmt: skip


@given(stored.filter(bool))
def test_contributions_add_up_to_the_total_shown(parts):
    """MA4."""
    points = sum(part["points"] for part in parts)
    checked(points, parts)
    assert total(parts_of(parts)) == points
    for wrong in (points + 1, None):
        with pytest.raises(DoesNotAddUp, match="合计"):
            checked(wrong, parts)


def test_reasons_alone_need_no_total():
    checked(None, [])
    assert [signed(n) for n in (5, 0, -3)] == ["+5", "0", "−3"]


def row(**facts):
    return {"left_id": "7", "right_id": "9", "zone": "auto", "probability": 0.98761, **facts}


def test_a_scoring_engines_row_becomes_points_parts_and_a_probability():
    parts = [
        {"field": "法定代表人", "points": 5},
        {"field": "code", "label": "代码不同", "points": -2},
    ]
    one = _scored(row(parts=parts, points=3, reasons=None))

    assert (one.entry, one.enterprise, one.points) == (7, 9, 3)
    assert one.probability == Decimal("0.9876")
    assert one.parts[0] == {"field": "法定代表人", "label": "法定代表人", "points": 5}
    assert (one.rule, one.reasons) == ("score", [])
    with pytest.raises(DoesNotAddUp):
        _scored(row(parts=parts, points=4))


def test_pairs_of_a_row_are_banded_together_and_no_match_is_left_out():
    band = Band(Decimal("0.9"), Decimal("0.3"))
    pairs = [
        Scored(1, 1, Decimal("0.95"), "auto", "code", []),
        Scored(1, 2, Decimal("0.5"), "review", "form", []),
        Scored(2, 1, Decimal("0.2"), "review", "form", []),
        Scored(3, 1, Decimal("0.4"), "review", "form", []),
    ]

    found = [(one.entry, one.enterprise, one.zone) for one in banded(pairs, band)]

    assert found == [(1, 1, "auto"), (3, 1, "review")]
