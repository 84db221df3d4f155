"""Charts and maps: the picture, the table and the colours say the same."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.ui.charts import CardOnBoard, Chart, Lane, Series, Tile, TileMap, level

figures = st.integers(0, 10**6)


@given(st.lists(figures, min_size=1), st.integers(1, 10**6))
def test_a_larger_figure_never_has_a_paler_colour(values: list[int], top: int) -> None:
    levels = [level(value, top) for value in sorted(values)]

    assert levels == sorted(levels)
    assert set(levels) <= set(range(6))
    assert (level(0, top), level(None, top)) == (0, 0)
    assert level(top, top) == 5
    assert level(1, top) >= 1


@given(st.integers(0, 40), st.integers(1, 8))
def test_tiles_without_a_place_never_cover_one_another(loose: int, across: int) -> None:
    fixed = [Tile("甲", 1, row=0, column=0), Tile("乙", 2, row=2, column=1)]
    plan = TileMap("图", [*fixed, *(Tile(f"镇{n}", n) for n in range(loose))], across=across)
    places = [(one.x, one.y) for one in plan.placed]

    assert len(set(places)) == len(places) == loose + 2
    assert all(x < plan.width and y < plan.height for x, y in places)


def test_a_chart_whose_figures_do_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="个数不一致"):
        Chart(code="x", title="图", labels=["甲"], series=[Series("数", [1, 2])])
    with pytest.raises(ValueError, match="个数不一致"):
        Chart(code="x", title="图", labels=["甲"], series=[Series("数", [1])], urls=["/a", "/b"])


@given(st.lists(st.tuples(st.text(max_size=5), figures, figures), min_size=1, max_size=9))
def test_table_and_picture_hold_the_same_figures(rows: list[tuple[str, int, int]]) -> None:
    labels, first, second = zip(*rows, strict=True)
    series = [Series("一", first), Series("二", second)]
    chart = Chart(code="x", title="图", labels=labels, series=series)

    assert [(label, *values) for label, _, values in chart.rows] == rows
    assert [one["values"] for one in chart.data["series"]] == [list(first), list(second)]
    assert chart.empty == (not any(first) and not any(second))


def test_chart_is_drawn_from_data_that_cannot_end_the_script(draw: Callable[..., str]) -> None:
    evil = "</script><script>alert(1)</script>"
    chart = Chart(code="x", title=evil, labels=[evil], series=[Series(evil, [3])], urls=["/甲/"])
    html = draw('<c-chart :chart="chart" />', chart=chart)

    assert html.count("<script") == 1
    assert 'data-chart="chart-x"' in html
    assert '<a href="/甲/">' in html


def test_chart_without_data_says_so_and_loads_nothing(draw: Callable[..., str]) -> None:
    chart = Chart(code="x", title="图", labels=["甲"], series=[Series("数", [0])])
    html = draw('<c-chart :chart="chart" />', chart=chart)

    assert "还没有数据" in html
    assert "data-chart" not in html


def test_every_tile_carries_its_figure_and_opens_its_list(draw: Callable[..., str]) -> None:
    plan = TileMap(
        "分布", [Tile("张店区", 1234, "/x/"), Tile("沂源县", 0)], "家", as_of=date(2022, 3, 1)
    )
    html = draw('<c-tile-map :map="map" />', map=plan)

    assert 'href="/x/" aria-label="张店区 1,234家"' in html
    assert html.count("<a ") == 1
    assert "截至 2022-03-01" in html


@pytest.mark.parametrize(("count", "more"), [(1, False), (26, True)])
def test_lane_links_to_all_only_if_there_are_more(
    draw: Callable[..., str], count: int, more: bool
) -> None:
    lane: Any = Lane(
        "已派发", [CardOnBoard("甲", "/1/", badge="逾期", tone="danger")], count, "/all/"
    )
    html = draw('<c-board :lanes="lanes" />', lanes=[lane])

    assert ('href="/all/"' in html) is more
    assert "逾期" in html
