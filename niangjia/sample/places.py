"""Zibo's counties, functional zones and towns, with tiles for a schematic map (示意图).

County names and codes are GB/T 2260. Functional zones (高新区, 经开区, 文昌湖区) have none.
The list of towns and their 9-digit codes are illustrative: the names are recalled from general
knowledge and the last three digits are numbered here, so neither may be taken as the
statistical bureau's list. Tiles are columns and rows of a drawing, not positions.
"""

from dataclasses import dataclass
from functools import cached_property

CITY_CODE = "370300"
CITY_NAME = "淄博市"


@dataclass(frozen=True)
class Area:
    """A county or a zone: ``registrar`` is the GB/T 2260 code used by its registering office."""

    short: str
    code: str
    registrar: str
    share: float
    col: int
    row: int
    town_names: str

    @property
    def is_zone(self) -> bool:
        return not self.code

    @cached_property
    def towns(self) -> tuple["Town", ...]:
        return tuple(_towns(self))


@dataclass(frozen=True)
class Town:
    """A town, street or park; ``code`` has 9 digits (illustrative)."""

    name: str
    code: str
    area: Area
    col: int
    row: int

    @property
    def statistical_code(self) -> float:
        """The 12-digit code as the statistics list stores it: a number."""
        return float(self.code + "000")


AREAS: tuple[Area, ...] = (
    Area("张店区", "370303", "370303", 0.25, 2, 2, "车站街道 公园街道 和平街道 科苑街道 体育场街道 马尚街道 湖田街道 房镇镇"),
    Area("淄川区", "370302", "370302", 0.13, 2, 4, "般阳路街道 松龄路街道 钟楼街道 将军路街道 昆仑镇 岭子镇 西河镇 龙泉镇 寨里镇 罗村镇 洪山镇 双杨镇 太河镇"),
    Area("博山区", "370304", "370304", 0.08, 2, 5, "城东街道 城西街道 山头街道 白塔镇 域城镇 八陡镇 石马镇 源泉镇 池上镇 博山镇"),
    Area("临淄区", "370305", "370305", 0.14, 4, 2, "闻韶街道 雪宫街道 辛店街道 稷下街道 齐陵街道 齐都镇 皇城镇 敬仲镇 朱台镇 凤凰镇 金山镇 金岭回族镇"),
    Area("周村区", "370306", "370306", 0.08, 0, 2, "丝绸路街道 大街街道 青年路街道 永安街街道 城北路街道 王村镇 南郊镇"),
    Area("桓台县", "370321", "370321", 0.10, 2, 1, "索镇街道 少海街道 起凤镇 田庄镇 荆家镇 马桥镇 新城镇 唐山镇 果里镇"),
    Area("高青县", "370322", "370322", 0.06, 1, 0, "田镇街道 芦湖街道 青城镇 高城镇 黑里寨镇 唐坊镇 常家镇 花沟镇 木李镇"),
    Area("沂源县", "370323", "370323", 0.08, 3, 6, "历山街道 南麻街道 鲁村镇 东里镇 悦庄镇 西里镇 大张庄镇 中庄镇 张家坡镇 燕崖镇 石桥镇 南鲁山镇"),
    Area("高新区", "", "370303", 0.05, 3, 2, "四宝山街道 石桥街道 中埠镇"),
    Area("经开区", "", "370303", 0.02, 1, 2, "沣水镇 傅家镇 南定镇 北郊镇"),
    Area("文昌湖区", "", "370306", 0.01, 1, 3, "萌水镇 商家镇"),
)  # fmt: skip

TILES_WIDE = 4  # towns of an area stand in rows of at most four
_FIRST_NUMBER = {"高新区": 41, "经开区": 51, "文昌湖区": 41}


def _towns(area: Area) -> list[Town]:
    towns = []
    start = _FIRST_NUMBER.get(area.short, 1)
    for place, name in enumerate(area.town_names.split()):
        number = start + place if name.endswith("街道") else 99 + start + place
        towns.append(
            Town(
                name=name,
                code=f"{area.registrar}{number:03d}",
                area=area,
                col=area.col * (TILES_WIDE + 1) + place % TILES_WIDE,
                row=area.row * 5 + place // TILES_WIDE,
            )
        )
    return towns


TOWNS: tuple[Town, ...] = tuple(town for area in AREAS for town in area.towns)
AREA_BY_NAME = {area.short: area for area in AREAS}


def town(area: str, name: str) -> Town:
    """``town("张店区", "马尚街道")``; ``KeyError`` where there is none."""
    return {t.name: t for t in AREA_BY_NAME[area].towns}[name]
