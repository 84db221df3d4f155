"""Lists of the watch page."""

import django_filters
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.unions import SUPERIORS
from niangjia.organizing.web.listings_unions import union_url
from niangjia.ui.columns import Column, Kind
from niangjia.ui.filters import ALL, DayRangeFilter, PlaceFilter, SearchFilter
from niangjia.ui.tables import Listing


class PlacedFilter(django_filters.FilterSet):
    place = PlaceFilter("隶属", "union__unit__path")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = place_choices(self.request.actor.scope, SUPERIORS)
        self.form.fields["place"].choices = [("", ALL), *places]


class ShellFilter(PlacedFilter):
    q = SearchFilter("工会", lookup_expr="icontains", field_name="name")


class ShellListing(Listing):
    code, title = "organizing.shells", "空壳工会"
    definition = "状态正常、建会已满认定期限，在期限内没有活动、会费、拨缴经费、报表中的任何一项。"
    columns = (
        Column(name="name", label="工会名称", sort="name", fixed=True, url=union_url, width=40),
        Column(name="superior__short_name", label="上级工会"),
        Column(name="county__short_name", label="区县", shown=False),
        Column(name="last_sign", label="最近一次动态", kind=Kind.DATE),
        Column(name="employees", label="职工数", kind=Kind.INT, sort="employees", nullable=True),
        Column(name="union__founded_on", label="建会日期", kind=Kind.DATE),
    )  # fmt: skip
    filter_class, default_sort = ShellFilter, "name"
    empty_title = "没有发现空壳工会"


class DutyFilter(PlacedFilter):
    q = SearchFilter("工会", lookup_expr="icontains", field_name="union__unit__name")
    due = DayRangeFilter("期限", field_name="due_on")


class DutyListing(Listing):
    code, title = "organizing.duties", "待办变更登记"
    definition = "名称、住所、法定代表人变更或工会终止后，应在期限内到登记机关办理变更或注销登记。"
    columns = (
        Column(name="union__unit__name", label="工会", fixed=True, width=40,
               url=lambda r: reverse("organizing:union_detail", args=[r.union_id])),
        Column(name="what", label="变更事项"),
        Column(name="arose_on", label="发生日期", kind=Kind.DATE),
        Column(name="due_on", label="期限", kind=Kind.DATE, sort="due_on"),
        Column(name="due_basis", label="依据", phone=False),
    )  # fmt: skip
    filter_class, default_sort = DutyFilter, "due_on"
    empty_title = "没有欠办的变更登记"

    def tone(self, row):
        return "danger" if row.due_on < timezone.localdate() else ""
