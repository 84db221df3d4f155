"""What the pages of figures show, from questions to lines and charts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from niangjia.organizing.enums.figures import MEASURE, SPANS, Cut, FigureKey
from niangjia.organizing.queries import figures
from niangjia.organizing.queries.unions import first_day
from niangjia.organizing.rules.figures import by_county, share
from niangjia.organizing.web.listings_figures import days_of
from niangjia.organizing.web.tables_plain import PlainTable
from niangjia.ui.charts import Chart, Series, Shape
from niangjia.ui.columns import Column, Kind

MOST_BARS = 20


@dataclass(frozen=True)
class Line:
    """A figure of the overview, with the same of another day."""

    key: str
    label: str
    unit: str
    value: int
    url: str
    rule: object
    span: bool
    other: int | None
    other_url: str
    rule_before: object = None

    @property
    def redefined(self):
        """The two days are counted by different definitions."""
        return self.rule_before is not None and self.rule_before != self.rule

    @property
    def said(self):
        told = f"{self.rule.edition}：{self.rule.words}"
        if not self.redefined:
            return told
        return f"{told}对照日按{self.rule_before.edition}：{self.rule_before.words}"

    @property
    def change(self):
        """``+12`` or ``-3``; empty where nothing is compared."""
        return "" if self.other is None else f"{self.value - self.other:+,}"


def overview(actor, form):
    """Every figure, and the same of the other day if asked; a stretch of days is shifted with it."""
    asked = figures.questions(
        FigureKey.values, actor.scope, actor.unit_path, day=form.day, since=form.start
    )
    now, before = figures.totals(asked), {}
    if form.other:
        earlier = figures.questions(
            FigureKey.values, actor.scope, actor.unit_path, day=form.other, since=form.other_start
        )
        counted = figures.totals(earlier)
        before = {one.key: (one, counted[one.key]) for one in earlier}
    return [_line(one, now[one.key], *before.get(one.key, (None, None))) for one in asked]


def _line(asked, value, earlier, other):
    return Line(
        key=asked.key, label=str(FigureKey(asked.key).label), unit=MEASURE.get(asked.key, "人"),
        value=value, url=_parts_of(asked), rule=asked.rule, span=asked.key in SPANS, other=other,
        other_url=_parts_of(earlier) if earlier else "",
        rule_before=earlier.rule if earlier else None,
    )  # fmt: skip


def _parts_of(asked):
    return f"{reverse('organizing:figure_detail', args=[asked.key])}?{days_of(asked)}"


def overview_table(request, form, lines):
    """The overview as the page shows it, for download and print."""
    columns = [
        Column(name="label", label="指标", width=24, fixed=True),
        Column(name="unit", label="单位", width=6),
        Column(name="value", label=f"{form.day:%Y-%m-%d}", kind=Kind.INT),
    ]
    told = f"新建、新发展自 {form.start:%Y-%m-%d} 起，含两端"
    if form.other:
        columns.append(Column(name="other", label=f"{form.other:%Y-%m-%d}", kind=Kind.INT))
        columns.append(Column(name="change", label="增减", kind=Kind.INT,
                              value=lambda line: line.value - line.other))  # fmt: skip
        told += f"；对照的自 {form.other_start:%Y-%m-%d} 起"
    columns.append(Column(name="words", label="口径", width=60,
                          value=lambda line: line.said))  # fmt: skip
    title = f"{request.actor.unit_name}统计数字"
    return PlainTable(request, "organizing.figures", title, columns, lines,
                      definition=told, as_of=form.day)  # fmt: skip


def too_early(scope, day, values):
    """Why nothing is counted on a day: words for the page, empty where something is."""
    if any(values):
        return ""
    first = first_day(scope)
    if first is None:
        return "登记册里还没有本单位的工会，先登记或导入。"
    return f"登记册最早的记录自 {first:%Y-%m-%d} 起，这以前的日子没有登记。" if day < first else ""


@dataclass(frozen=True)
class Part:
    """A cell with its share and the list behind it; ``whole`` for a county above its towns."""

    label: str
    value: int
    share: float | None
    url: str
    whole: bool = False


def lines_of(cells, cut):
    """(cut, cell, whether it sums up those below it), as page, workbook and print show them."""
    if cut != Cut.TOWN:
        return [(cut, cell, False) for cell in cells]
    return [
        line
        for county, towns in by_county(cells)
        for line in [(Cut.COUNTY.value, county, True), *((cut, town, False) for town in towns)]
    ]


def parts_page(asked, cut, cells):
    """Rows and chart of one figure by its parts, which together are the figure."""
    total = sum(cell.value for cell in cells)
    listed = reverse("organizing:figure_unions", args=[asked.key])

    def part(cut, cell, whole=False):
        url = f"{listed}?{days_of(asked, part=f'{cut}:{cell.code}', of=cell.label)}"
        return Part(cell.label, cell.value, share(cell.value, total), url, whole)

    shown = [part(cut, cell) for cell in cells[:MOST_BARS]]
    title = f"{asked.rule.get_key_display()}{Cut(cut).label}"
    title += f"（前 {MOST_BARS}）" if len(cells) > MOST_BARS else ""
    unit = MEASURE.get(asked.key, "人")
    chart = Chart(
        code=f"figure-{asked.key}", title=title, labels=[row.label for row in shown],
        series=[Series(str(asked.rule.get_key_display()), [row.value for row in shown])],
        shape=Shape.BAR, unit=unit, urls=[row.url for row in shown],
        definition=asked.rule.words, as_of=asked.asked.day,
    )  # fmt: skip
    return {
        "rows": [part(*line) for line in lines_of(cells, cut)], "chart": chart, "total": total,
        "unit": unit, "cut": Cut(cut), "whole": f"{listed}?{days_of(asked)}",
        "height": f"{max(8, 2 * len(shown) + 3)}rem",
        "query": urlencode({"as_of": asked.asked.day.isoformat(),
                            "since": asked.asked.since.isoformat(), "by": cut}),
    }  # fmt: skip


def parts_table(request, asked, cut, cells):
    """A figure's parts with sub-totals and total, as the page shows them."""
    whole = sum(cell.value for cell in cells)
    rows = [
        Part(f"{cell.label}小计" if sums else cell.label, cell.value, share(cell.value, whole), "")
        for _, cell, sums in lines_of(cells, cut)
    ]
    rows.append(Part("合计", whole, share(whole, whole), ""))
    label = asked.rule.get_key_display()
    columns = (
        Column(name="label", label=Cut(cut).label.removeprefix("按"), width=24, fixed=True),
        Column(name="value", label=label, kind=Kind.INT),
        Column(name="share", label="占比", kind=Kind.PERCENT),
    )
    return PlainTable(
        request, "organizing.figure", f"{label}{Cut(cut).label}", columns, rows,
        definition=f"{asked.rule.words}（{asked.rule}）", as_of=asked.asked.day,
    )  # fmt: skip
