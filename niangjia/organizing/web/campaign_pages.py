"""What the page of a campaign shows: ranking rows, the curve, the sheet."""

from dataclasses import dataclass
from itertools import accumulate

from django.urls import reverse

from niangjia.organizing.enums.figures import MEASURE, FigureKey
from niangjia.organizing.queries.campaigns import KEYS
from niangjia.organizing.rules.campaigns import Standing
from niangjia.organizing.web.listings_figures import days_of
from niangjia.organizing.web.tables_plain import PlainTable
from niangjia.ui.charts import Chart, Series, Shape
from niangjia.ui.columns import Column, Kind
from niangjia.ui.texts import day


@dataclass(frozen=True)
class Place:
    """A place's standing with the list behind its figure, where the reader may open it."""

    row: Standing
    url: str


def asked_key(request):
    key = request.GET.get("key", "")
    return key if key in KEYS else KEYS[0]


def page_of(actor, campaign, found):
    """Context of the page."""
    label = str(FigureKey(found.asked.key).label)
    days, each = [one for one, _ in found.daily], [count for _, count in found.daily]
    chart = Chart(
        code="campaign", title=f"{label}：逐日与累计", labels=[day(one) for one in days],
        series=[Series("当日", each), Series("累计", list(accumulate(each)))], shape=Shape.LINE,
        unit=MEASURE.get(found.asked.key, "人"), definition=found.asked.rule.words,
        as_of=found.asked.asked.day,
    )  # fmt: skip
    tabs = [(key, str(FigureKey(key).label), key == found.asked.key) for key in KEYS]
    return {
        "campaign": campaign, "found": found, "chart": chart, "tabs": tabs, "label": label,
        "places": [Place(row, _behind(actor, found, row)) for row in found.standings],
        "unit": MEASURE.get(found.asked.key, "人"), "key": found.asked.key,
        "whole_url": _listed(actor, found),
    }  # fmt: skip


def _behind(actor, found, row):
    cut = "county" if found.counties else "town"
    return _listed(actor, found, part=f"{cut}:{row.place_id}", of=row.name)


def _listed(actor, found, **part):
    """The list is opened in the reader's own scope only: numbers are open, lists are not."""
    if not found.begun or not actor.scope.covers(found.asked.scope.paths[0]):
        return ""
    listed = reverse("organizing:figure_unions", args=[found.asked.key])
    return f"{listed}?{days_of(found.asked, **part)}"


COLUMNS = (
    Column(name="name", label="单位", width=24, fixed=True),
    Column(name="target", label="目标", kind=Kind.INT),
    Column(name="done", label="完成", kind=Kind.INT),
    Column(name="share", label="完成率", kind=Kind.PERCENT),
    Column(name="lacking", label="尚缺", kind=Kind.INT),
)


def _rank(found):
    """Without an open ranking the place's rank is known to those who run the campaign alone."""
    return Column(name="rank", label="名次", kind=Kind.INT,
                  value=lambda row: row.rank if found.whole else None)  # fmt: skip


def ranking_table(request, campaign, found):
    """The ranking of the page."""
    rule, title = found.asked.rule, f"{campaign.name}{FigureKey(found.asked.key).label}排名"
    return PlainTable(
        request, "organizing.campaign", title, (_rank(found), *COLUMNS), found.standings,
        definition=f"{rule.words}（{rule}）；自 {day(campaign.starts_on)} 起",
        as_of=found.asked.asked.day,
    )  # fmt: skip
