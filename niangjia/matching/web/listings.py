"""The ledger and the lists written, as listings."""

import django_filters
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from niangjia.engine.trades import SECTIONS
from niangjia.kernel.scope.finder import TERRITORIES
from niangjia.kernel.scope.queries import place_choices
from niangjia.matching.enums import Field, Source, Status, TradeGroup
from niangjia.matching.queries.ledger import on_day, search
from niangjia.matching.queries.rulebook import trade_labels
from niangjia.ui.columns import DASH, Column, Kind, OwnPage, badge
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
    NumberRangeFilter,
    PickFilter,
    PlaceFilter,
    SearchFilter,
    YesNoFilter,
    with_own_level,
)
from niangjia.ui.tables import Listing

NONE = DASH


class DayFilter(django_filters.DateFilter):
    """As of which day; empty: now."""

    def __init__(self, label):
        box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=box, method="nothing")


class AnyFilter(YesNoFilter):
    """Whether a text or array holds anything."""

    def __init__(self, label, empty, **kwargs):
        super().__init__(label, **kwargs)
        self.empty = empty

    def filter(self, qs, value):
        if value not in {"1", "0"}:
            return qs
        held = {self.field_name: self.empty}
        return qs.exclude(**held) if value == "1" else qs.filter(**held)


class LedgerFilter(django_filters.FilterSet):
    q = SearchFilter("企业", placeholder="名称、拼音首字母、代码后几位", method="search")
    place = PlaceFilter("所在地", "unit_path")
    has_union = YesNoFilter("已建会")
    headcount = NumberRangeFilter("职工人数", field_name="headcount")
    has_party = YesNoFilter("有党组织")
    section = PickFilter("行业门类", list(SECTIONS.items()), field_name="trade_section")
    new_form = PickFilter("新就业形态", (), method="of_trade")
    eight_field = PickFilter("八大领域", (), method="of_trade")
    registered = DayRangeFilter("成立日期", field_name="registered_on")
    alive = YesNoFilter("未注销吊销", method="living")
    status = PickFilter("状态", Status.choices)
    is_branch = YesNoFilter("分支机构")
    pending = YesNoFilter("待核实")
    pending_union = YesNoFilter("工会待复核")
    conflict = AnyFilter("有冲突", [], field_name="conflicts")
    as_of = DayFilter("截至日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [
            ("", ALL),
            *with_own_level(place_choices(self.request.actor.scope, TERRITORIES)),
        ]
        labels = trade_labels(timezone.localdate())
        for name in (TradeGroup.NEW_FORM, TradeGroup.EIGHT):
            field = "eight_field" if name == TradeGroup.EIGHT else "new_form"
            self.form.fields[field].choices = [("", ALL), ("any", "任一"), *labels[name].items()]

    def filter_queryset(self, queryset):
        """Every question is about one day: today's rows unless another day is named."""
        day = self.form.cleaned_data.get("as_of")
        return super().filter_queryset(queryset.filter(on_day(day)))

    def search(self, found, _, text):
        return search(found, text)

    def living(self, found, _, wish):
        closed = {"status": Status.CLOSED}
        return found.exclude(**closed) if wish == "1" else found.filter(**closed)

    def of_trade(self, found, name, code):
        return found.exclude(**{name: ""}) if code == "any" else found.filter(**{name: code})

    def nothing(self, found, *_):
        return found  # read in filter_queryset


firm_url = OwnPage("matching:enterprise_detail", "enterprise_id")


def badges(*shown):
    return format_html_join(" ", "{}", ((b,) for b in shown if b)) or NONE


def union_cell(row):
    if row.has_union:
        return badge("success", "联合工会" if row.joint_union else "已建会")
    return badge("warning", "待核实") if row.pending_union else badge("plain", "未建会")


def marks(row):
    """What somebody should look at, as badges."""
    named = [Field(name).label for name in row.conflicts]
    return badges(
        row.pending and badge("warning", "待核实"),
        named and badge("danger", f"冲突：{'、'.join(named)}"),
        row.is_branch and badge("plain", "分支机构"),
        row.status == Status.CLOSED and badge("plain", "注销吊销"),
    )


def marks_text(row):
    words = ["待核实" if row.pending else "", "分支机构" if row.is_branch else ""]
    words += [f"{Field(name).label}冲突" for name in row.conflicts]
    return "、".join(word for word in words if word)


class LedgerListing(Listing):
    code, title, narrow = "ledger", "企业台账", True
    definition = "一家企业一行；职工人数按取值次序（社保优先），党组织、工会以名册比对为准。"
    columns = (
        Column(name="name", label="企业名称", sort="name", fixed=True, url=firm_url, width=36),
        Column(name="unit__short_name", label="所在地", sort="unit_path"),
        Column(name="headcount", label="职工人数", kind=Kind.INT, sort="headcount", nullable=True),
        Column(name="has_union", label="工会", cell=union_cell,
               value=lambda r: "已建会" if r.has_union else "待核实" if r.pending_union else "未建会"),
        Column(name="has_party", label="党组织", kind=Kind.BOOL),
        Column(name="trade", label="行业", phone=False),
        Column(name="marks", label="提示", value=marks_text, cell=marks),
        Column(name="uscc", label="统一社会信用代码", kind=Kind.CODE, sort="uscc", phone=False),
        Column(name="registered_on", label="成立日期", kind=Kind.DATE, sort="registered_on",
               nullable=True, shown=False),
        Column(name="status", label="状态", value=lambda r: r.get_status_display(), shown=False),
        Column(name="headcount_source", label="人数来源", shown=False,
               value=lambda r: r.get_headcount_source_display()),
        Column(name="members", label="会员数", kind=Kind.INT, shown=False),
        Column(name="union_name", label="工会名称", shown=False, phone=False, width=36),
        Column(name="party_name", label="党组织名称", shown=False, phone=False, width=36),
        Column(name="former_name", label="曾用名", shown=False, phone=False),
        Column(name="head_office__name", label="总机构", shown=False, phone=False),
        Column(name="address", label="住所", shown=False, phone=False, width=36),
        Column(name="sources", label="见于名册", shown=False, phone=False,
               value=lambda r: "、".join(Source(s).label for s in r.sources)),
        Column(name="valid_from", label="本版自", kind=Kind.DATE, shown=False),
    )  # fmt: skip
    filter_class, default_sort, quick = LedgerFilter, "name", 4
    empty_title = "台账里没有符合条件的企业"

    @property
    def filter_day(self):
        form = self.filterset.form
        return form.cleaned_data.get("as_of") if form.is_valid() else None


class BatchFilter(django_filters.FilterSet):
    source = PickFilter("来源", Source.choices)


def count_of(name):
    return lambda batch: batch.counts.get(name, 0)


class BatchListing(Listing):
    code, title = "batches", "已写入的名册"
    columns = (
        Column(name="source", label="来源", value=lambda b: b.get_source_display(), fixed=True),
        Column(name="file_name", label="文件", width=36,
               url=lambda b: b.import_run and reverse("imports:run_detail", args=[b.import_run])),
        Column(name="as_of", label="名册日期", kind=Kind.DATE),
        Column(name="quality", label="质量单", value=lambda b: "看质量单",
               url=lambda b: reverse("matching:batch_quality", args=[b.pk])),
        Column(name="extent", label="范围", value=lambda b: b.get_extent_display()),
        *(Column(name=name, label=label, kind=Kind.INT, value=count_of(name))
          for name, label in (("new", "新增"), ("changed", "变更"), ("gone", "不再列出"),
                              ("unchanged", "未变"), ("flagged", "待核实"), ("doubles", "重复"))),
        Column(name="unit__short_name", label="单位", phone=False),
        Column(name="created_by", label="写入人", phone=False),
        Column(name="created_at", label="写入时间", kind=Kind.DATETIME, phone=False),
    )  # fmt: skip
    filter_class, default_sort = BatchFilter, ""
    empty_title = "还没有写入过名册"
