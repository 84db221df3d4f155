"""The register as a listing."""

import django_filters
from django import forms
from django.db.models import prefetch_related_objects
from django.utils import timezone

from niangjia.engine.trades import SECTIONS
from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.unions import COUNTED, LIVING, SUPERIORS, EconomicType, UnionState
from niangjia.organizing.queries.places import unit_at
from niangjia.organizing.queries.registers import (
    attach_covered,
    with_certificate,
    with_term,
    without_chair,
)
from niangjia.organizing.queries.superiors import attach_superiors
from niangjia.organizing.queries.unions import search
from niangjia.organizing.web.forms_unions import REGISTERED, kinds
from niangjia.ui.columns import DASH, Column, Kind, OwnPage, badge
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
    NumberRangeFilter,
    PickFilter,
    SearchFilter,
    YesNoFilter,
)
from niangjia.ui.tables import Listing

TONES = {"normal": "success", "preparatory": "info", "dissolved": "plain", "merged": "plain"}
UNTIL = [("none", "未登记"), ("late", "已过期"), ("30", "30 天内到期"), ("90", "90 天内到期"),
         ("180", "180 天内到期")]  # fmt: skip
DEFINITION = (
    "基层工会、联合基层工会、行业和区域工会联合会各计一家，分会和小组不计；"
    "会员数按实名登记的会籍逐人计数，上报会员数是工会自报的人数。"
)


KIND_CHOICES = [("", "各类工会"), ("all", "连同分会和小组"), *kinds(REGISTERED)]
STATE_CHOICES = [("", "正常与筹备"), ("all", "连同已撤销并入的"), *UnionState.choices]


class UnionFilter(django_filters.FilterSet):
    q = SearchFilter("工会", placeholder="名称、拼音首字母、代码后几位", method="search")
    place = PickFilter("隶属", (), method="below")
    kind = PickFilter("组织类型", (), method="of_kind")
    state = PickFilter("状态", (), method="in_state")
    new_form = YesNoFilter("新就业形态")
    section = PickFilter("行业门类", list(SECTIONS.items()), method="of_section")
    economic_type = PickFilter("经济类型", EconomicType.choices)
    employees = NumberRangeFilter("职工数", field_name="employees")
    founded = DayRangeFilter("建会日期", field_name="union__founded_on")
    term = PickFilter("任期", UNTIL, method="of_term")
    certificate = PickFilter(
        "法人证书", [("any", "有"), ("none", "无"), *UNTIL[1:]], method="of_certificate"
    )
    chair = PickFilter("主席", [("vacant", "缺额")], method="of_chair")
    as_of = django_filters.DateFilter(
        label="截至日期", method="nothing",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = place_choices(self.request.actor.scope, SUPERIORS)
        self.form.fields["place"].choices = [("", ALL), *places]
        self.form.fields["kind"].choices = KIND_CHOICES
        self.form.fields["state"].choices = STATE_CHOICES

    def filter_queryset(self, queryset):
        """Without another wish: living unions, their branches and groups left out."""
        wish = self.form.cleaned_data
        if not wish.get("kind"):
            queryset = queryset.filter(kind__in=COUNTED)
        if not wish.get("state"):
            queryset = queryset.filter(state__in=LIVING)
        return super().filter_queryset(queryset)

    def search(self, found, _, text):
        return search(found, text)

    def below(self, found, _, path):
        return found.filter(lineage__contains=[unit_at(self.request.actor.scope, path)])

    def of_kind(self, found, _, wish):
        return found if wish == "all" else found.filter(kind=wish)

    def in_state(self, found, _, wish):
        return found if wish == "all" else found.filter(state=wish)

    def of_section(self, found, _, letter):
        return found.filter(trade_code__startswith=letter)

    def of_term(self, found, _, wish):
        return with_term(found, wish, timezone.localdate())

    def of_certificate(self, found, _, wish):
        return with_certificate(found, wish, timezone.localdate())

    def of_chair(self, found, _, wish):
        return without_chair(found)

    def nothing(self, found, *_):
        return found  # the view asks for the day before the rows are read


union_url = OwnPage("organizing:union_detail", "union_id")


def state_badge(row):
    return badge(TONES[row.state], row.get_state_display())


def term_badge(row):
    """The end of the term, red once it has passed, yellow within half a year."""
    if row.term_ends is None:
        return DASH
    left = (row.term_ends - timezone.localdate()).days
    tone = "red" if left < 0 else "yellow" if left <= 180 else "plain"
    return badge(tone, str(row.term_ends))


class UnionListing(Listing):
    code, title, definition = "organizing.unions", "工会登记册", DEFINITION
    columns = (
        Column(name="name", label="工会名称", sort="name", fixed=True, url=union_url, width=40),
        Column(name="kind", label="类型", value=lambda r: r.get_kind_display()),
        Column(name="superior__short_name", label="上级工会", value=lambda r: r.superior_name),
        Column(name="members", label="会员数", kind=Kind.INT, sort="members", nullable=True,
               note="按实名登记的会籍逐人计数"),
        Column(name="reported", label="上报会员数", kind=Kind.INT, sort="reported", nullable=True),
        Column(name="employees", label="职工数", kind=Kind.INT, sort="employees", nullable=True),
        Column(name="state", label="状态", value=lambda r: r.get_state_display(), cell=state_badge),
        Column(name="term_ends", label="任期届满", kind=Kind.DATE, sort="term_ends", nullable=True,
               cell=term_badge),
        Column(name="union__founded_on", label="建会日期", kind=Kind.DATE, phone=False,
               sort="union__founded_on", nullable=True),
        Column(name="union__uscc", label="统一社会信用代码", kind=Kind.CODE, phone=False),
        Column(name="county__short_name", label="区县", shown=False),
        Column(name="town__short_name", label="镇街", shown=False),
        Column(name="new_form", label="新就业形态", kind=Kind.BOOL, shown=False),
        Column(name="trade_code", label="行业代码", kind=Kind.CODE, shown=False),
        Column(name="old_trade", label="二十类行业", kind=Kind.CODE, shown=False),
        Column(name="economic_type", label="经济类型", shown=False,
               value=lambda r: dict(EconomicType.choices).get(r.economic_type, "")),
        Column(name="address", label="地址", shown=False, phone=False),
        Column(name="union__approval_number", label="批准文号", shown=False, phone=False),
        Column(name="valid_from", label="本版自", kind=Kind.DATE, shown=False),
        Column(name="covers", label="覆盖单位", shown=False, phone=False, width=40,
               value=lambda r: "、".join(r.covered_names)),
        Column(name="cover_codes", label="单位统一社会信用代码", shown=False, phone=False, width=24,
               value=lambda r: "、".join(r.covered_codes)),
    )  # fmt: skip
    filter_class, default_sort, quick = UnionFilter, "name", 4
    empty_title = "登记册里没有符合条件的工会"

    def prepare(self, rows):
        """What columns out of sight would need is not asked for."""
        shown = {column.name.partition("__")[0] for column in self.shown}
        prefetch_related_objects(rows, *({"county", "town"} & shown))
        if shown & {"covers", "cover_codes"}:
            attach_covered(rows, self.as_of)
        return attach_superiors(rows)
