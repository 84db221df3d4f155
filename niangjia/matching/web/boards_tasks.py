"""Board, map and weekly sheet: from figures to what the components draw."""

from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from niangjia.matching.actions.task_exports import note_weekly_export
from niangjia.matching.enums import TaskState
from niangjia.matching.queries.task_sheets import COLUMNS
from niangjia.matching.web.listings_tasks import TONES
from niangjia.ui.charts import CardOnBoard, Lane, Tile, TileMap
from niangjia.ui.columns import Column, Kind
from niangjia.ui.exports import Sheet, workbook_response


def board_lanes(lanes, figures, today):
    """One lane a state, its figure from the same query as the list's."""
    listed = reverse("matching:task_list")
    return [
        Lane(state.label, [_card(task, today) for task in lanes[state]], figures[state],
             f"{listed}?state={state.value}", TONES[state])
        for state in TaskState
    ]  # fmt: skip


def _card(task, today):
    late = task.is_open and task.due_on is not None and task.due_on < today
    place = task.town or task.county or task.unit
    text = " · ".join(str(part) for part in (place, task.owner, task.due_on) if part)
    return CardOnBoard(
        title=task.name, url=reverse("matching:task_detail", args=[task.pk]), text=text,
        badge="逾期" if late else "", tone="danger" if late else "plain",
    )  # fmt: skip


def tile_maps(found, by, today):
    """A map a county with a tile a town, or one map with a tile a county."""
    listed = reverse("matching:task_list")

    def tile(one):
        note = f"逾期{one.overdue}，已建会{one.established}"
        return Tile(one.name, one.open, f"{listed}?{by}={one.unit_id}&open=1", note=note)

    if by == "county":
        groups = [("各区县在办任务", found)]
    else:
        groups = [(f"{key}各镇街在办任务", list(rows)) for key, rows in
                  groupby(found, key=lambda one: one.county)]  # fmt: skip
    definition = "尚未销号的任务数，含线索和退回；点开即名单。示意图，不表示边界。"
    return [
        TileMap(title, [tile(one) for one in rows], "项", definition, today, across=5)
        for title, rows in groups
    ]


def sheet_context(sheet):
    """Rows with a cell a column, the total last, and the neighbouring weeks."""
    counted = [(row.county, row.county_id or 0, row.counts) for row in sheet.rows]
    rows = [
        (county, county_id, [(event, label, counts[event]) for event, label in COLUMNS.items()])
        for county, county_id, counts in [*counted, ("合计", None, sheet.total)]
    ]
    weeks = {"before": sheet.week.shift(-1), "after": sheet.week.shift(1)}
    return {"sheet": sheet, "columns": COLUMNS.items(), "rows": rows, **weeks}


def sheet_file(sheet, actor):
    """The weekly sheet as a workbook: the page's figures, with 口径 and week."""
    columns = [Column(name="county", label="区县")] + [
        Column(name=f"counts__{event}", label=label, kind=Kind.INT)
        for event, label in COLUMNS.items()
    ]
    rows = [{"county": row.county, "counts": row.counts} for row in sheet.rows]
    rows.append({"county": "合计", "counts": sheet.total})
    notes = [
        f"{sheet.week.label}（{sheet.week}）",
        "口径：按登记时间统计，一项任务一周内同类只计一次，撤回的不计；逾期为周末（本周为当日）时点数。",
        f"{timezone.localtime():%Y-%m-%d %H:%M} 由{actor.name}导出",
    ]
    title = f"建会任务周报 {sheet.week}"
    response, count = workbook_response(f"{title}.xlsx", Sheet(title, columns, rows, notes))
    note_weekly_export(week=str(sheet.week), rows=count, by=actor)
    return response
