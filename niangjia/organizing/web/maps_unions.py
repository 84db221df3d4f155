"""From counts by place to tiles."""

from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.queries.subtrees import ON_THE_MAP
from niangjia.organizing.web.forms_unions import day_field
from niangjia.ui.charts import Tile, TileMap

SKETCH = "按当日的隶属；示意图，不表示边界。"


class MapDayForm(forms.Form):
    as_of = day_field("截至日期", required=False)
    by = forms.CharField(widget=forms.HiddenInput)


def list_behind(key, day, by, row):
    """The unions that a number of the map is the sum of, also of places that have since moved."""
    asked = {"as_of": day.isoformat(), "part": f"{by}:{row.code}", "of": row.name}
    return f"{reverse('organizing:figure_unions', args=[key])}?{urlencode(asked)}"


def map_page(rows, by, day, rule):
    """Context of the page: tiles, rows with their lists, and the whole."""
    lines = [
        (row.name, [(key.label, getattr(row, name), list_behind(key, day, by, row))
                    for name, key in ON_THE_MAP.items()])
        for row in rows
    ]  # fmt: skip
    return {
        "map": tile_map(rows, by, day, rule), "lines": lines, "by": by, "day": day,
        "sums": [(key.label, sum(getattr(row, name) for row in rows))
                 for name, key in ON_THE_MAP.items()],
        "form": MapDayForm(initial={"as_of": day, "by": by}),
    }  # fmt: skip


def tile_map(rows, by, day, rule):
    """One tile a county or town; a click opens the list of that day. ``rule``: the 口径 counted by."""
    title = "各区县工会" if by == "county" else "各镇街工会"
    tiles = [
        Tile(row.name, row.unions, list_behind(FigureKey.UNIONS, day, by, row),
             note=f"会员{row.members:,}")
        for row in rows
    ]  # fmt: skip
    return TileMap(title, tiles, "家", rule.words + SKETCH, day, across=5 if by == "county" else 8)
