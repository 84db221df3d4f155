"""What the pages of period tables show."""

from niangjia.organizing.actions import periods as actions
from niangjia.organizing.enums.figures import MEASURE
from niangjia.organizing.enums.periods import DONE, PeriodState
from niangjia.organizing.queries import periods
from niangjia.organizing.web.listings_periods import behind
from niangjia.organizing.workflow.periods import PLACE, ROAD

DECISIONS = {
    "approve": actions.approve_table,
    "return": actions.return_table,
    "lock": actions.lock_table,
    "unlock": actions.unlock_table,
    "recall": actions.recall_step,
    "unapprove": actions.recall_step,
    "unreturn": actions.recall_step,
}
TONES = {
    PeriodState.OPEN: "warning", PeriodState.RETURNED: "danger", PeriodState.REPORTED: "info",
    PeriodState.APPROVED: "info", PeriodState.LOCKED: "success",
}  # fmt: skip


def detail_page(actor, table, cells):
    rows = [(cell, MEASURE.get(cell.key, "人"), behind(actor, table, cell.key)) for cell in cells]
    return {
        "table": table, "rows": rows, "steps": periods.steps_of(table), "road": ROAD,
        "at": PLACE[PeriodState(table.state)], "buttons": periods.open_steps(actor, table),
        "tone": TONES[PeriodState(table.state)], "frozen": table.state in DONE,
        "below": periods.has_below(table, actor.scope),
    }  # fmt: skip


def summary_page(found):
    lines = [(line, list(zip(found.heads, line.values, strict=True))) for line in found.lines]
    return {"found": found, "lines": lines, "sums": zip(found.heads, found.sums, strict=True)}
