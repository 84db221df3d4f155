"""The list of members and the list of transfers."""

from functools import cached_property

import django_filters
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.enums.members import MembershipState, NewFormTrade, Sex, TransferState
from niangjia.organizing.queries.members import (
    in_union_q,
    looks_like_number,
    name_q,
    place_filter_choices,
)
from niangjia.ui.columns import Column, Kind, OwnPage, badge
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
    PickFilter,
    PlaceFilter,
    SearchFilter,
    YesNoFilter,
    with_own_level,
)
from niangjia.ui.keyset import Order
from niangjia.ui.tables import BatchAction, Listing

WRITERS = (Role.CHAIR, Role.ORGANISER, Role.WINDOW)
TONES = {
    MembershipState.ACTIVE: "success", MembershipState.LEAVING: "info",
    MembershipState.RETAINED: "warning",
}  # fmt: skip


class MemberFilter(django_filters.FilterSet):
    q = SearchFilter("姓名", placeholder="姓名开头或拼音首字母", method="search")
    union = SearchFilter("工会", placeholder="工会名称中的字", method="in_union")
    place = PlaceFilter("区县镇街", field_name="path")
    state = PickFilter("会籍", MembershipState.choices)
    migrant = YesNoFilter("农民工", field_name="migrant")
    new_form = YesNoFilter("新就业形态", method="of_new_form")
    trade = PickFilter("行业", NewFormTrade.choices)
    joined = DayRangeFilter("入会日期", field_name="joined_on")
    doubt = YesNoFilter("疑点", ("有", "无"), method="doubtful")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = with_own_level(place_filter_choices(self.request.actor.scope))
        self.form.fields["place"].choices = [("", ALL), *places]

    def search(self, found, _, text):
        return found.none() if looks_like_number(text) else found.filter(name_q(text))

    def in_union(self, found, _, text):
        return found.filter(in_union_q(text))

    def of_new_form(self, found, _, wish):
        return found.exclude(trade="") if wish == "1" else found.filter(trade="")

    def doubtful(self, found, _, wish):
        return found.exclude(doubts=[]) if wish == "1" else found.filter(doubts=[])


member_url = OwnPage("organizing:member_detail")


def state_badge(person):
    return badge(TONES.get(person.state, "plain"), person.get_state_display())


def age(person):
    born, today = person.birth_on, timezone.localdate()
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


class MemberListing(Listing):
    code, title = "members", "会员"
    definition = "在本级及下级工会登记过会籍的人，一人一行；证件号码、手机号和住址不在列表中显示。"
    columns = (
        Column(name="name", label="姓名", sort="name", fixed=True, url=member_url),
        Column(name="state", label="会籍", value=lambda p: p.get_state_display(), cell=state_badge),
        Column(name="sex", label="性别", value=lambda p: Sex(p.sex).label),
        Column(name="age", label="年龄", kind=Kind.INT, value=age, phone=False),
        Column(name="unit__short_name", label="所在工会"),
        Column(name="employer_name", label="工作单位", phone=False),
        Column(name="migrant", label="农民工", kind=Kind.BOOL),
        Column(name="trade", label="新就业形态", value=lambda p: p.get_trade_display()),
        Column(name="joined_on", label="入会日期", kind=Kind.DATE, sort="joined_on"),
        Column(name="education", label="学历", value=lambda p: p.get_education_display(),
               shown=False),
        Column(name="card_number", label="会员卡号", kind=Kind.CODE, shown=False, phone=False),
        Column(name="doubts", label="疑点", shown=False, phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = MemberFilter, "name", 4
    count_to = 10_000
    empty_title = "没有符合条件的会员"

    @cached_property
    def order(self):
        """What was searched by initials is read off their index, in their order."""
        text = self.params.get("q", "").strip()
        by_initials = text.isascii() and text and not self.params.get("sort")
        return Order("initials") if by_initials else super().order

    def tone(self, row):
        return "warning" if row.doubts else ""

    def batch(self):
        if not self.request.actor.has(*WRITERS):
            return []
        return [
            BatchAction("批量转接", "arrows-exchange", reverse("organizing:transfer_many")),
            BatchAction("导出完整信息", "file-export", reverse("organizing:member_export")),
        ]


FULL = (
    Column(name="name", label="姓名"),
    Column(name="document_kind", label="证件类别", value=lambda p: p.get_document_kind_display()),
    Column(name="number", label="证件号码", kind=Kind.CODE),
    Column(name="phone", label="手机号", kind=Kind.CODE),
    Column(name="address", label="住址"),
    Column(name="unit__name", label="所在工会", width=30),
    Column(name="state", label="会籍", value=lambda p: p.get_state_display()),
    Column(name="joined_on", label="入会日期", kind=Kind.DATE),
)


class TransferFilter(django_filters.FilterSet):
    q = SearchFilter("会员", placeholder="姓名开头", field_name="person__name",
                     lookup_expr="startswith")  # fmt: skip
    state = PickFilter("状态", TransferState.choices)
    overdue = YesNoFilter("逾期", method="late")

    def late(self, found, _, wish):
        condition = {"state__in": ["proposed", "released"], "due_on__lt": timezone.localdate()}
        return found.filter(**condition) if wish == "1" else found.exclude(**condition)


def transfer_state(transfer):
    tone = {"done": "success", "refused": "danger", "withdrawn": "plain"}.get(
        transfer.state, "info"
    )
    return badge(tone, transfer.get_state_display())


class TransferListing(Listing):
    code, title = "transfers", "会籍转接"
    definition = "转出或转入本级及下级工会的转接；双方工会都确认的当时转入。"
    columns = (
        Column(name="person__name", label="会员", fixed=True,
               url=lambda t: reverse("organizing:transfer_detail", args=[t.pk])),
        Column(name="state", label="状态", value=lambda t: t.get_state_display(),
               cell=transfer_state),
        Column(name="from_union", label="转出工会", value=lambda t: str(t.from_union)),
        Column(name="to_union", label="转入工会", value=lambda t: str(t.to_union)),
        Column(name="proposed_at", label="提出时间", kind=Kind.DATETIME, sort="proposed_at"),
        Column(name="due_on", label="办理期限", kind=Kind.DATE, sort="due_on", nullable=True),
        Column(name="effective_on", label="生效日期", kind=Kind.DATE, phone=False),
        Column(name="proposed_by", label="提出人", phone=False),
        Column(name="note", label="说明", shown=False, phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = TransferFilter, "-proposed_at", 3
    empty_title = "没有会籍转接"

    def tone(self, row):
        late = row.state in ("proposed", "released") and row.due_on
        return "danger" if late and row.due_on < timezone.localdate() else ""
