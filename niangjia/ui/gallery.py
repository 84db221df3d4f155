"""What the gallery shows: invented figures, and the units of the tree as a listing."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.ui.charts import (
    CardOnBoard,
    Chart,
    Lane,
    MappedColumn,
    Series,
    Shape,
    Tile,
    TileMap,
)
from niangjia.ui.columns import Column, Kind, badge
from niangjia.ui.filters import DayRangeFilter, PickFilter, SearchFilter, SetFilter
from niangjia.ui.forms import VisitForm
from niangjia.ui.tables import BatchAction, Listing

DAY = date(2022, 3, 1)
COUNTIES = (
    "高青县",
    "桓台县",
    "临淄区",
    "周村区",
    "张店区",
    "高新区",
    "淄川区",
    "博山区",
    "沂源县",
)
PLACES = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 1), (3, 1), (4, 1))
FIGURES = (128, 263, 391, 187, 742, 305, 254, 166, 0)


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter("名称", "单位名称中的几个字", field_name="name", lookup_expr="icontains")
    kind = PickFilter("类别", UnitKind.choices)
    initials = SearchFilter("拼音首字母", field_name="initials", lookup_expr="istartswith")
    dated = SetFilter("启用日期", field_name="valid_from")
    since = DayRangeFilter("启用于", field_name="valid_from")


def kind_badge(unit: Unit) -> str:
    tone = "primary" if unit.kind == UnitKind.CITY else "info"
    return badge(tone, unit.get_kind_display())


class UnitListing(Listing):
    code, title = "gallery-units", "单位"
    definition = "组织树上的全部单位，按路径排列。"
    columns = (
        Column(name="name", label="全称", sort="name", fixed=True, url=lambda u: f"#u{u.pk}"),
        Column(
            name="kind",
            label="类别",
            value=lambda unit: unit.get_kind_display(),
            cell=kind_badge,
        ),
        Column(name="depth", label="层级", kind=Kind.INT, note="市总为一级。"),
        Column(name="initials", label="首字母", sort="initials", phone=False),
        Column(name="division_code", label="区划代码", kind=Kind.CODE),
        Column(
            name="valid_from",
            label="启用日期",
            kind=Kind.DATE,
            sort="valid_from",
            nullable=True,
        ),
        Column(name="path", label="路径", kind=Kind.CODE, sort="path", shown=False),
    )
    filter_class, default_sort = UnitFilter, "path"

    def tone(self, row: Any) -> str:
        return "warning" if not row.division_code else ""

    def batch(self) -> list[BatchAction]:
        here = reverse("ui:gallery_try")
        return [BatchAction("派发", "send", here), BatchAction("关闭", "x", here, "danger")]


def units() -> QuerySet[Unit]:
    return Unit.objects.unscoped(reason="组件陈列只显示公开的单位名录")


def charts() -> list[Chart]:
    months = [f"{n} 月" for n in range(1, 9)]
    urls = [f"#{name}" for name in COUNTIES]
    return [
        Chart(
            code="county",
            title="各区县未建会企业",
            shape=Shape.BAR,
            labels=COUNTIES,
            urls=urls,
            unit="家",
            series=[Series("未建会", FIGURES)],
            definition="职工 25 人以上且未建工会的企业。",
            as_of=DAY,
        ),
        Chart(
            code="trend",
            title="建会与入会趋势",
            shape=Shape.LINE,
            labels=months,
            unit="家",
            series=[
                Series("新登记企业", (420, 388, 512, 605, 590, 640, 571, 630)),
                Series("新建工会", (31, 28, 66, 92, 120, 155, 171, 190)),
            ],
            as_of=DAY,
        ),
        Chart(
            code="kinds",
            title="任务状态",
            shape=Shape.PIE,
            labels=("线索", "已派发", "已走访", "有意向", "已建会"),
            series=[Series("任务", (120, 260, 210, 98, 61))],
            unit="项",
        ),
        Chart(code="none", title="没有数据时", labels=months, series=[Series("空", [None] * 8)]),
    ]


def tile_map() -> TileMap:
    rows = zip(COUNTIES, FIGURES, PLACES, strict=True)
    tiles = [Tile(name, value, f"#{name}", row, column) for name, value, (row, column) in rows]
    return TileMap("未建会企业分布", tiles, "家", "职工 25 人以上且未建工会的企业。", DAY)


def lanes() -> list[Lane]:
    first = CardOnBoard("齐川电子有限公司", "#1", "马尚街道，128 人", "逾期 3 天", "danger")
    second = CardOnBoard("鲁中快运服务有限公司", "#2", "科苑街道，64 人", "今天到期", "warning")
    third = CardOnBoard("淄水陶瓷股份有限公司", "#3", "昆仑镇，302 人")
    return [
        Lane("已派发", [first, second], 26, "#all", "info"),
        Lane("已走访", [third], 1, tone="warning"),
        Lane("有意向", [], 0, tone="primary"),
        Lane("已建会", [third, second], 2, tone="success"),
    ]


def mapping() -> list[MappedColumn]:
    fields = [("name", "单位名称"), ("uscc", "统一社会信用代码"), ("headcount", "参保人数")]
    science = "代码成了科学计数法，请把该列设为文本后重新导出。"
    return [
        MappedColumn("c1", "单位名称", ["齐川电子有限公司"], fields, "name", "与列名相同"),
        MappedColumn("c2", "信用代码", ["9.137E+17"], fields, "uscc", problem=science),
        MappedColumn("c3", "参保人数", ["128", "64"], fields, "headcount", "内容是整数"),
        MappedColumn("c4", "备注", ["", "见附件"], fields),
    ]


def samples() -> dict[str, Any]:
    """Everything the gallery's templates need, but the listing."""
    wrong = {"name": "齐川电子有限公司", "day": "2022-13-01", "headcount": "0"}
    return {
        "tones": ("plain", "primary", "info", "success", "warning", "danger"),
        "steps": ("上传", "对列", "预览", "写入"),
        "day": DAY,
        "form": VisitForm(auto_id="empty_%s"),
        "wrong": VisitForm(wrong, auto_id="wrong_%s"),
        "charts": charts(),
        "map": tile_map(),
        "lanes": lanes(),
        "mapping": mapping(),
    }
