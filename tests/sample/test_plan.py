"""Figures of the page at scale city, in proportion below it, 72 always."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.sample.cast import Cast
from niangjia.sample.casting import Casting
from niangjia.sample.firms import FirmMaker
from niangjia.sample.plan import CITY, plan_for, scale_of, share_out

TODAY = date(2022, 12, 31)


def cast_of(entities: int, seed: int = 3) -> Cast:
    rng = Random(seed)
    return Casting(plan_for(entities, TODAY), FirmMaker(rng, TODAY), rng).run()


def test_the_page_holds_at_city_scale():
    cast = cast_of(CITY)
    new_form = [u for u in cast.unions if u.new_form]

    assert len(cast.unions) == 7_198
    assert sum(u.members for u in cast.unions) == 712_541
    assert len(new_form) == 388
    assert sum(u.members for u in new_form) == 56_622
    assert len(cast.gap) == 72


def test_demo_is_in_proportion_and_keeps_72():
    plan = plan_for(10_000, TODAY)

    assert (plan.unions, plan.members) == (103, 10_179)
    assert (plan.new_form_unions, plan.new_form_members) == (6, 809)
    assert len(cast_of(10_000).gap) == 72


@settings(max_examples=8, deadline=None)
@given(st.integers(500, 30_000), st.integers(0, 10**6))
def test_72_are_exact_at_every_scale_and_seed(entities, seed):
    cast = cast_of(entities, seed)
    covered = {firm.uscc for union in cast.unions for firm in union.covers}
    found = {
        firm.uscc
        for firm in cast.firms
        if firm.party and (firm.headcount or 0) >= 50 and firm.uscc not in covered
    }

    assert found == {firm.uscc for firm in cast.gap}
    assert len(found) == 72
    assert len(cast.unions) == plan_for(entities, TODAY).unions
    assert sum(u.members for u in cast.unions) == plan_for(entities, TODAY).members
    assert len(cast.firms) < entities


@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(0, 50), st.integers(0, 2**32))
def test_shares_add_up_and_none_is_below_the_floor(spare, count, low, seed):
    parts = share_out(Random(seed), low * count + spare, count, low)

    assert sum(parts) == low * count + spare
    assert len(parts) == count
    assert min(parts) >= low


def test_too_little_to_share_is_refused():
    assert share_out(Random(1), 5, 0, 3) == []
    with pytest.raises(ValueError, match="不够分"):
        share_out(Random(1), 5, 2, 3)


@pytest.mark.parametrize("scale", [0, 499, CITY + 1])
def test_scales_out_of_range_are_refused(scale):
    with pytest.raises(ValueError, match="市场主体数"):
        scale_of(scale)


def test_named_scales():
    assert (scale_of("demo"), scale_of("city"), scale_of(2_000)) == (10_000, 700_000, 2_000)
    with pytest.raises(KeyError):
        scale_of("province")


def test_the_three_federations_of_the_story():
    unions = {u.name: u for u in cast_of(10_000).unions if u.kind == "federation"}

    assert list(unions) == [
        "张店区网约车行业工会联合会",
        "桓台县物流行业工会联合会",
        "淄川区物业行业工会联合会",
    ]
    assert len(unions["桓台县物流行业工会联合会"].covers) == 11
    assert len(unions["淄川区物业行业工会联合会"].covers) == 42
    assert unions["张店区网约车行业工会联合会"].members >= 260
