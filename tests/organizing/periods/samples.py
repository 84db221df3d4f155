"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import PeriodForm, PeriodTable
from tests.house.rows import Sample, make_row, word

UNTIL = date(2022, 11, 30)
FORM = {"keys": ["members", "joined"], "valid_from": date(2022, 1, 1), "cadence": "month"}


def _form(unit: Unit) -> int:
    """A form of the unit, with a table sent out to it."""
    return _table_of(unit).form_id


def _table(unit: Unit) -> int:
    return _table_of(unit).pk


def _table_of(unit: Unit) -> PeriodTable:
    form = make_row(PeriodForm, unit, **FORM)
    days = {"since": date(2022, 11, 1), "until": UNTIL, "label": "2022年11月"}
    return make_row(PeriodTable, unit, form=form, due_on=UNTIL, **days)


SAMPLES: dict[tuple[str, str], Sample] = {
    **{
        (f"organizing:{name}", "form_id"): _form
        for name in ("period_form_detail", "period_form_end", "period_summary")
    },
    **{
        (f"organizing:{name}", "table_id"): _table
        for name in ("period_detail", "period_report", "period_step")
    },
    ("organizing:period_summary", "until"): word("2022-11-30"),
    ("organizing:period_step", "name"): word("approve"),
}
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = [
    ("organizing:period_list", Role.ORGANISER, _table_of, {}),
    ("organizing:period_form_list", Role.ORGANISER, PeriodForm, FORM),
]
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
