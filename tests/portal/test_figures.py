"""Figures: right, dated, within scope, equal to the list behind them, at a constant price."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from time import sleep

import pytest
from django.core.cache import cache

from niangjia.matching.queries.gaps import hits_of
from niangjia.portal import figures
from niangjia.portal.board import _kept, board
from tests.matching.conftest import DAY

pytestmark = pytest.mark.django_db


def test_totals_count_what_the_lists_hold(small_city, city):
    small_city()

    assert figures.totals(city.scope, DAY) == {
        "unions": 2,
        "members": 86,
        "new_form_unions": 1,
        "new_form_members": 56,
        "enterprises": 3,
        "with_union": 2,
    }


def test_a_county_sees_its_own_figures_only(small_city, east):
    small_city()

    shown = figures.totals(east.scope, DAY)

    assert (shown["unions"], shown["members"], shown["enterprises"]) == (1, 30, 2)


def test_before_the_first_list_there_is_nothing(small_city, city):
    small_city()

    assert set(figures.totals(city.scope, DAY - timedelta(days=1)).values()) == {0}


def test_counties_add_up_to_the_totals(small_city, city):
    small_city()
    shown = board(city.scope, DAY, DAY)

    assert {c.name for c in shown.counties} == {"淄川区", "张店区"}
    for name in ("unions", "members", "enterprises", "with_union"):
        assert sum(getattr(c, name) for c in shown.counties) == shown.totals[name]


def test_gap_tile_equals_the_list_behind_it(small_city, city, east, west):
    small_city()

    for scope, expected in ((city.scope, 1), (east.scope, 1), (west.scope, 0)):
        gap = next(g for g in board(scope, DAY, DAY).gaps if g.run.rule.code == "party50")
        assert gap.firms == expected == hits_of(scope, gap.run, "hit").count()


def test_pending_firms_are_counted_within_the_readers_scope(small_city, city, east, west):
    small_city()
    run = next(g.run for g in board(city.scope, DAY, DAY).gaps if g.run.rule.code == "party50")
    hits_of(city.scope, run, "hit").update(verdict="pending")

    for scope, expected in ((city.scope, 1), (east.scope, 1), (west.scope, 0)):
        gap = next(g for g in board(scope, DAY, DAY).gaps if g.run == run)
        assert gap.pending == expected == hits_of(scope, run, "pending").count()


def test_trend_sums_foundings_by_month(small_city, city):
    small_city()

    trend = figures.founding_trend(city.scope, DAY, months=3)

    assert trend == [("2022-09", 0, 1), ("2022-10", 1, 2), ("2022-11", 0, 2)]


def test_months_go_back_over_the_year():
    months = [figures._month_back(date(2022, 2, 28), back) for back in (0, 1, 2, 14)]

    assert months == [date(2022, 2, 1), date(2022, 1, 1), date(2021, 12, 1), date(2020, 12, 1)]


def test_those_who_come_together_wait_for_one_count():
    """After a run the whole tree is counted by whoever comes first, not by everybody."""
    cache.clear()
    together, counts = Barrier(8), []

    def count():
        counts.append(1)
        sleep(0.05)
        return []  # an answer too, though an empty one

    def come(_):
        together.wait()
        return _kept(None, DAY, "firms", "1:2:3", count)

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(come, range(8))) == [[]] * 8
    assert len(counts) == 1


def test_a_new_list_forgets_the_kept_answers(small_city, put, city, west):
    small_city()
    assert board(city.scope, DAY, DAY).totals["unions"] == 2

    put("union", [], day=DAY)

    assert board(city.scope, DAY, DAY).totals["unions"] == 0


def test_the_board_costs_the_same_for_few_and_many(small_city, city, django_assert_max_num_queries):
    small_city()
    with django_assert_max_num_queries(22):
        board(city.scope, DAY, DAY)
