"""The lists behind a figure: unions with their part, persons of a union, and the figure's table."""

import django_filters
from django import forms
from django.urls import reverse
from django.utils.http import urlencode

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.enums.figures import MEASURE, PEOPLE, Cut
from niangjia.organizing.enums.members import NewFormTrade
from niangjia.organizing.queries.figures import narrowed
from niangjia.organizing.queries.unions import search
from niangjia.ui.columns import Column, Kind
from niangjia.ui.filters import PickFilter, SearchFilter
from niangjia.ui.tables import Listing

LOOKERS = (Role.CHAIR, Role.ORGANISER, Role.WINDOW, Role.LEADER)
"""Who may see persons; the same posts that read the register of members."""


def days_of(asked, **more):
    """The days of a question as parameters of an address."""
    found = {"as_of": asked.asked.day.isoformat(), "since": asked.asked.since.isoformat()}
    return urlencode(found | more)


class DaysFilter(django_filters.FilterSet):
    """Days ride along; the view asks with them before the rows are read."""

    as_of = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, label="截至")
    since = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, label="自")

    def nothing(self, found, *_):
        return found


class PartFilter(DaysFilter):
    q = SearchFilter("工会", placeholder="名称、拼音首字母、代码后几位", method="search")
    part = PickFilter("部分", (), method="of_part")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wish = (self.data or {}).get("part", "")
        cut, _, _rest = wish.partition(":")
        if cut in Cut.values:
            label = (self.data or {}).get("of", "")[:60] or Cut(cut).label
            self.form.fields["part"].choices = [("", "全部"), (wish, label)]

    def search(self, found, _, text):
        return search(found, text)

    def of_part(self, found, _, wish):
        cut, _, code = wish.partition(":")
        return narrowed(found, cut, code)


class FigureUnionListing(Listing):
    """Its columns depend on the figure: ``asked`` is set by the view."""

    code, filter_class, default_sort, quick = "organizing.figure_unions", PartFilter, "-amount", 4
    narrow = True
    empty_title = "这个数字后面没有工会"

    def __init__(self, request, rows, asked, **kwargs):
        super().__init__(request, rows, as_of=asked.asked.day, **kwargs)
        self.asked, key = asked, asked.asked.key
        self.title = f"{asked.rule.get_key_display()}的名单"
        self.definition = asked.rule.words
        self.columns = (
            Column(name="name", label="工会名称", sort="name", fixed=True, url=self.behind, width=40),
            Column(name="kind", label="类型", value=lambda r: r.get_kind_display()),
            Column(name="superior__short_name", label="上级工会"),
            Column(name="amount", label=asked.rule.get_key_display(), kind=Kind.INT, sort="amount",
                   note=f"单位：{MEASURE.get(key, '人')}"),
            Column(name="county__short_name", label="区县", phone=False),
            Column(name="town__short_name", label="镇街", shown=False),
            Column(name="union__founded_on", label="建会日期", kind=Kind.DATE,
                   sort="union__founded_on", nullable=True, phone=False),
        )  # fmt: skip

    def behind(self, row):
        """Persons where the figure counts them and the post may see them; else the union's page."""
        if self.asked.key in PEOPLE and self.request.actor.has(*LOOKERS):
            kept = {"key": self.asked.key, "union_id": row.union_id}
            return f"{reverse('organizing:figure_people', kwargs=kept)}?{days_of(self.asked)}"
        day = self.asked.asked.day.isoformat()
        return f"{reverse('organizing:union_detail', args=[row.union_id])}?as_of={day}"


class PeopleFilter(DaysFilter):
    q = SearchFilter("姓名", placeholder="姓名开头", field_name="person__name",
                     lookup_expr="startswith")  # fmt: skip


class FigurePeopleListing(Listing):
    code, filter_class, default_sort, quick = "organizing.figure_people", PeopleFilter, "name", 3
    title = "会员名单"
    empty_title = "没有符合条件的会员"

    def __init__(self, request, rows, asked, **kwargs):
        super().__init__(request, rows, as_of=asked.asked.day, **kwargs)
        self.definition, covers = asked.rule.words, request.actor.scope.covers

        def page(row):
            """Who has left the scope since is named in the figure, but not opened."""
            seen = covers(row.person.path)
            return reverse("organizing:member_detail", args=[row.person_id]) if seen else None

        self.columns = (
            Column(name="name", label="姓名", sort="person__name", fixed=True, url=page,
                   value=lambda r: r.person.name),
            Column(name="state", label="会籍", value=lambda r: r.get_state_display()),
            Column(name="change", label="变化", value=lambda r: r.get_change_display()),
            Column(name="valid_from", label="自", kind=Kind.DATE, sort="valid_from"),
            Column(name="migrant", label="农民工", kind=Kind.BOOL),
            Column(name="trade", label="新就业形态",
                   value=lambda r: NewFormTrade(r.trade).label if r.trade else ""),
            Column(name="person__unit__short_name", label="现所在工会", phone=False),
        )  # fmt: skip
