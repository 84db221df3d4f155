"""The pictures of the dashboards, drawn from the same figures as the tables."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from niangjia.portal.board import MAIN_RULE, Board
from niangjia.portal.figures import DEFINITIONS
from niangjia.ui.charts import Chart, Series, Shape


@dataclass(frozen=True, slots=True)
class Charts:
    trades: Chart
    founding: Chart
    gap_trend: Chart


def of_board(board: Board, place: str = "") -> Charts:
    """The three charts of a board; a bar opens the list it counts where there is one."""
    main = next((gap.run for gap in board.gaps if gap.run.rule.code == MAIN_RULE), None)
    return Charts(_trades(board, main.pk if main else None, place), _founding(board), _gaps(board))


def _trades(board: Board, run_id: int | None, place: str) -> Chart:
    base = reverse("matching:gap_run", args=[run_id]) if run_id else ""
    asked = {"verdict": "hit"} | ({"place": place} if place else {})
    urls = [
        "" if trade == "其他" else f"{base}?{urlencode(asked | {'trade': trade})}"
        for trade, _ in board.trades
    ]
    return Chart(
        code="trades",
        title="缺口企业行业分布",
        shape=Shape.BAR,
        unit="户",
        labels=[trade for trade, _ in board.trades],
        series=[Series("户数", [firms for _, firms in board.trades])],
        urls=urls,
        as_of=board.day,
    )


def _founding(board: Board) -> Chart:
    return Chart(
        code="founding",
        title="工会数走势",
        shape=Shape.LINE,
        unit="个",
        labels=[month for month, _, _ in board.founding],
        series=[
            Series("累计", [total for _, _, total in board.founding]),
            Series("当月新建", [new for _, new, _ in board.founding]),
        ],
        definition=DEFINITIONS["unions"] + "按名册所报建会日期归月。",
        as_of=board.day,
    )


def _gaps(board: Board) -> Chart:
    return Chart(
        code="gap_trend",
        title="50 人以上已建党组织未建会",
        shape=Shape.COLUMN,
        unit="户",
        labels=[day for day, _ in board.gap_trend],
        series=[Series("缺口", [firms for _, firms in board.gap_trend])],
        as_of=board.day,
    )
