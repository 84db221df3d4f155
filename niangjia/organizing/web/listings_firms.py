"""The list of firms at the counter."""

import django_filters
from django.db.models import Q
from django.urls import reverse

from niangjia.kernel.scope.queries import place_choices
from niangjia.ui.columns import Column, badge
from niangjia.ui.filters import ALL, PickFilter, SearchFilter
from niangjia.ui.tables import Listing

STANDINGS = [("covered", "已有工会"), ("founding", "建会在办"), ("none", "没有工会")]


def standing(firm):
    if firm.union_name:
        return "已有工会"
    return "建会在办" if firm.founding else "没有工会"


def standing_badge(firm):
    tones = {"已有工会": "success", "建会在办": "info", "没有工会": "plain"}
    return badge(tones[standing(firm)], standing(firm))


class FirmFilter(django_filters.FilterSet):
    q = SearchFilter("单位", placeholder="名称、拼音首字母、统一社会信用代码", method="search")
    standing = PickFilter("工会", STANDINGS, method="stands")
    place = PickFilter("所在地", (), field_name="unit__path", lookup_expr="startswith")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [("", ALL), *place_choices(self.request.actor.scope)]

    def search(self, found, _, text):
        wish = text.strip()
        fits = Q(name__icontains=wish) | Q(initials__startswith=wish.lower())
        return found.filter(fits | Q(uscc=wish.upper()))

    def stands(self, found, _, wish):
        if wish == "covered":
            return found.filter(union_name__isnull=False)
        return found.filter(union_name__isnull=True, founding=wish == "founding")


class FirmListing(Listing):
    code, title = "firms", "单位办事"
    definition = "在册用人单位；办过的事项、交过的材料都在单位页，再次办理不用重填重交。"
    columns = (
        Column(name="name", label="单位名称", sort="name", fixed=True,
               url=lambda e: reverse("organizing:firm_detail", args=[e.pk])),
        Column(name="uscc", label="统一社会信用代码"),
        Column(name="standing", label="工会", value=standing, cell=standing_badge),
        Column(name="union_name", label="覆盖工会", phone=False),
        Column(name="unit__short_name", label="所在地", sort="unit__path"),
    )  # fmt: skip
    filter_class, default_sort, quick = FirmFilter, "name", 3
    empty_title = "没有找到这个单位"
    empty_text = "核对名称或代码；还没登记过的单位，请直接发起建会，登记一次以后都不用再填。"
