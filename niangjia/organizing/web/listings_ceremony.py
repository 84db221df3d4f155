"""Who came to a ceremony."""

import django_filters
from django.db.models import Q
from django.urls import reverse

from niangjia.organizing.enums.members import ApplicationState
from niangjia.organizing.queries.ceremony import name_of
from niangjia.ui.columns import Column, Kind
from niangjia.ui.filters import PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import BatchAction, Listing


class GuestFilter(django_filters.FilterSet):
    q = SearchFilter("姓名", method="search")
    state = PickFilter("申请", ApplicationState.choices, field_name="application__state")
    gift = YesNoFilter("已领礼包", field_name="gift_at", lookup_expr="isnull", exclude=True)

    def search(self, found, _, text):
        return found.filter(Q(application__name__contains=text) | Q(person__name__contains=text))


def standing(guest):
    return guest.application.get_state_display() if guest.application else "已是会员"


def url(guest):
    if guest.application_id:
        return reverse("organizing:application_detail", args=[guest.application_id])
    return None


class GuestListing(Listing):
    code, title = "guests", "签到名单"
    definition = "扫现场码申请入会的、扫码签到的会员；礼包按人登记。"
    columns = (
        Column(name="name", label="姓名", value=name_of, fixed=True, url=url),
        Column(name="standing", label="申请", value=standing),
        Column(name="checked_in_at", label="签到", kind=Kind.DATETIME, sort="checked_in_at"),
        Column(name="checked_in_by", label="签到方式", phone=False),
        Column(name="gift_at", label="领取礼包", kind=Kind.DATETIME),
        Column(name="gift_by", label="发放人", phone=False),
    )  # fmt: skip
    filter_class, default_sort, default_size = GuestFilter, "checked_in_at", 100
    empty_title, empty_text = "还没有人签到", "把大屏投出来，请大家扫码。"
    event = None

    def batch(self):
        if self.event is None:
            return []
        gifts = reverse("organizing:event_gifts", args=[self.event.pk])
        return [BatchAction("登记发放礼包", "gift", gifts)]
