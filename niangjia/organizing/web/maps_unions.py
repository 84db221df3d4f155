"""From counts by place to tiles."""

from django.urls import reverse

from niangjia.ui.charts import Tile, TileMap

DEFINITION = "当日隶属于该地、状态正常或筹备的工会家数；分会和小组不计。示意图，不表示边界。"


def tile_map(rows, by, day):
    """One tile a county or town; a click opens the list of that day."""
    listed = reverse("organizing:union_list")
    title = "各区县工会" if by == "county" else "各镇街工会"
    tiles = [
        Tile(row.name, row.unions, f"{listed}?place={row.path}&as_of={day}",
             note=f"会员{row.members:,}")
        for row in rows
    ]  # fmt: skip
    return TileMap(title, tiles, "家", DEFINITION, day, across=5 if by == "county" else 8)
