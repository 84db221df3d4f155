"""Lists and tables of period reports."""

import django_filters
from django.urls import reverse
from django.utils.http import urlencode

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.figures import MEASURE
from niangjia.organizing.enums.periods import FEDERATIONS, PeriodState
from niangjia.organizing.web.tables_plain import PlainTable
from niangjia.ui.columns import Column, Kind
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, PlaceFilter, SearchFilter
from niangjia.ui.tables import Listing


class TableFilter(django_filters.FilterSet):
    q = SearchFilter("报表或单位", method="search")
    state = PickFilter("状态", PeriodState.choices)
    place = PlaceFilter("填报单位", "unit__path")
    due = DayRangeFilter("期限", field_name="due_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = place_choices(self.request.actor.scope, FEDERATIONS)
        self.form.fields["place"].choices = [("", ALL), *places]

    def search(self, found, _, text):
        return found.filter(form__name__icontains=text) | found.filter(
            unit__short_name__icontains=text
        )


class TableListing(Listing):
    code, title = "organizing.periods", "统计报表"
    columns = (
        Column(name="form__name", label="报表", fixed=True, sort="form__name", width=30,
               url=lambda row: reverse("organizing:period_detail", args=[row.pk])),
        Column(name="label", label="期别"),
        Column(name="unit__short_name", label="填报单位", sort="unit__path"),
        Column(name="state", label="状态", value=lambda row: row.get_state_display()),
        Column(name="until", label="数据日期", kind=Kind.DATE, sort="until", shown=False),
        Column(name="due_on", label="期限", kind=Kind.DATE, sort="due_on"),
        Column(name="reported_at", label="上报时间", kind=Kind.DATETIME, phone=False),
        Column(name="reported_by", label="上报人", phone=False),
    )  # fmt: skip
    filter_class, default_sort = TableFilter, "-until"
    empty_title = "没有报表"
    empty_text = "上级或本级设立报表、一期结束之后，这里会出现要填的表。"


def behind(actor, table, key):
    """The list a counted figure is the sum of, within the reader's own scope."""
    days = {"as_of": table.until.isoformat(), "since": table.since.isoformat()}
    if actor.unit_id != table.unit_id:
        cut = "town" if table.unit.kind in (UnitKind.TOWN, UnitKind.PARK) else "county"
        days |= {"part": f"{cut}:{table.unit_id}", "of": table.unit.short_name}
    return f"{reverse('organizing:figure_unions', args=[key])}?{urlencode(days)}"


def cells_table(request, table, cells):
    columns = (
        Column(name="label", label="指标", width=22, fixed=True),
        Column(name="unit", label="单位", value=lambda c: MEASURE.get(c.key, "人")),
        Column(name="reported", label="上报数", kind=Kind.INT),
        Column(name="counted", label="系统计数", kind=Kind.INT),
        Column(name="reason", label="不一致的原因", width=30),
        Column(name="words", label="口径", width=40, value=lambda c: f"第{c.number}版：{c.words}"),
    )
    told = f"{table.since:%Y-%m-%d} 至 {table.until:%Y-%m-%d}，{table.get_state_display()}"
    title = f"{table.unit.short_name}{table.form.name}（{table.label}）"
    return PlainTable(request, "organizing.period", title, columns, cells,
                      definition=told, as_of=table.until)  # fmt: skip


def summary_table(request, found):
    """Lines and the sum last; units that are missing are named in the notes."""
    columns = [
        Column(name="unit__short_name", label="单位", width=22, fixed=True),
        Column(name="state", label="状态"),
        *(
            Column(name=head, label=head, kind=Kind.INT, value=lambda line, at=at: line.values[at])
            for at, head in enumerate(found.heads)
        ),
    ]
    missing = "、".join(line.unit.short_name for line in found.missing)
    told = f"已上报单位之和。未上报：{missing}" if missing else "已上报单位之和。全部上报"
    total = {"unit": {"short_name": "合计"}, "state": ""}
    rows = [*found.lines, SumLine(total, found.sums)]
    title = f"{found.top.short_name}{found.form.name}汇总（{found.label}）"
    return PlainTable(request, "organizing.period_summary", title, columns, rows,
                      definition=told, as_of=found.until)  # fmt: skip


class SumLine:
    def __init__(self, facts, values):
        self.unit, self.state, self.values = facts["unit"], facts["state"], values
