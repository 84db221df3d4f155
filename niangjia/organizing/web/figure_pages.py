"""What the pages of figures show, from questions to lines and charts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from niangjia.organizing.enums.figures import MEASURE, SPANS, Cut, FigureKey
from niangjia.organizing.queries import figures
from niangjia.organizing.rules.figures import share
from niangjia.organizing.web.listings_figures import days_of
from niangjia.ui.charts import Chart, Series, Shape

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

    @property
    def change(self):
        """``+12`` or ``-3``; empty where nothing is compared."""
        return "" if self.other is None else f"{self.value - self.other:+,}"


def overview(actor, form):
    """Every figure, and the same of the other day if asked; a stretch of days is shifted with it."""
    asked = figures.questions(
        FigureKey.values, actor.scope, actor.unit_path, day=form.day, since=form.start
    )
    before = {}
    if form.other:
        start = form.other - (form.day - form.start)
        before = {
            one.key: figures.total(one)
            for one in figures.questions(
                FigureKey.values, actor.scope, actor.unit_path, day=form.other, since=start
            )
        }
    return [_line(one, before.get(one.key)) for one in asked]


def _line(asked, other):
    url = f"{reverse('organizing:figure_detail', args=[asked.key])}?{days_of(asked)}"
    return Line(
        key=asked.key, label=str(FigureKey(asked.key).label), unit=MEASURE.get(asked.key, "人"),
        value=figures.total(asked), url=url, rule=asked.rule, span=asked.key in SPANS, other=other,
    )  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A cell with its share and the list behind it."""

    label: str
    value: int
    share: float | None
    url: str


def parts_page(asked, cut, cells, *, total):
    """Rows and chart of one figure by its parts."""
    listed = reverse("organizing:figure_unions", args=[asked.key])
    rows = [
        Part(cell.label, cell.value, share(cell.value, total),
             f"{listed}?{days_of(asked, part=f'{cut}:{cell.code}', of=cell.label)}")
        for cell in cells
    ]  # fmt: skip
    shown = rows[:MOST_BARS]
    title = f"{asked.rule.get_key_display()}{Cut(cut).label}"
    title += f"（前 {MOST_BARS}）" if len(rows) > MOST_BARS else ""
    unit = MEASURE.get(asked.key, "人")
    chart = Chart(
        code=f"figure-{asked.key}", title=title, labels=[row.label for row in shown],
        series=[Series(str(asked.rule.get_key_display()), [row.value for row in shown])],
        shape=Shape.BAR, unit=unit, urls=[row.url for row in shown],
        definition=asked.rule.words, as_of=asked.asked.day,
    )  # fmt: skip
    return {
        "rows": rows, "chart": chart, "total": total, "unit": unit, "cut": Cut(cut),
        "whole": f"{listed}?{days_of(asked)}", "height": f"{max(8, 2 * len(shown) + 3)}rem",
        "query": urlencode({"as_of": asked.asked.day.isoformat(),
                            "since": asked.asked.since.isoformat(), "by": cut}),
    }  # fmt: skip
