"""From counts by place to tiles."""

from urllib.parse import urlencode

from django.urls import reverse

from niangjia.ui.charts import Tile, TileMap

SKETCH = "按当日的隶属；示意图，不表示边界。"


def list_behind(rule, day):
    """The register of that day, as far as it is counted: without the unions in preparation."""
    state = {} if rule.preparatory else {"state": "normal"}
    return f"{reverse('organizing:union_list')}?{urlencode({'as_of': day} | state)}"


def tile_map(rows, by, day, rule, listed):
    """One tile a county or town; a click opens the list of that day. ``rule``: the 口径 counted by."""
    title = "各区县工会" if by == "county" else "各镇街工会"
    tiles = [
        Tile(row.name, row.unions, f"{listed}&place={row.path}",
             note=f"会员{row.members:,}")
        for row in rows
    ]  # fmt: skip
    return TileMap(title, tiles, "家", rule.words + SKETCH, day, across=5 if by == "county" else 8)
