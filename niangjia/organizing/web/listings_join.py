"""Lists of the joining desk: applications, codes, ceremonies, requests."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from niangjia.kernel.crypto.masking import mask
from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.members import (
    ApplicationState,
    CodeKind,
    DataRequestKind,
    DataRequestState,
    JoinChannel,
    NewFormTrade,
)
from niangjia.ui.columns import DASH, Column, Kind, badge
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import BatchAction, Listing

TONES = {
    "applied": "warning", "returned": "danger", "approved": "success", "to_transfer": "info",
    "open": "warning", "done": "success",
}  # fmt: skip


def state_badge(row):
    return badge(TONES.get(row.state, "plain"), row.get_state_display())


def due(row):
    """Red once the day is over while the matter is open."""
    if row.due_on is None:
        return DASH
    late = row.state in ("applied", "open") and row.due_on < timezone.localdate()
    if not late:
        return row.due_on
    return format_html('{} <span class="nj-badge nj-tone-danger">{}</span>', row.due_on, "逾期")


def work(row):
    parts = [row.employer_name or (row.employer and row.employer.name) or "", *row.platforms]
    return "、".join(part for part in parts if part)


class ApplicationFilter(django_filters.FilterSet):
    q = SearchFilter("申请人", placeholder="姓名、拼音首字母、查询码", method="search")
    state = PickFilter("状态", ApplicationState.choices)
    place = PickFilter("范围", (), field_name="union__unit__path", lookup_expr="startswith")
    late = YesNoFilter("逾期", method="overdue")
    channel = PickFilter("渠道", JoinChannel.choices)
    trade = PickFilter("新就业形态", NewFormTrade.choices)
    migrant = YesNoFilter("农民工", field_name="migrant")
    applied = DayRangeFilter("申请日期", field_name="applied_at__date")
    union = django_filters.NumberFilter(label="工会编号", field_name="union_id")
    event = django_filters.NumberFilter(label="集中入会编号", field_name="event_id")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = self.request.actor.scope
        self.form.fields["place"].choices = [("", ALL), *place_choices(scope)]

    def search(self, found, _, text):
        wish = text.strip()
        plain = wish.replace("-", "").upper()
        fits = Q(name__contains=wish) | Q(initials__startswith=wish.lower()) | Q(code=plain)
        return found.filter(fits)

    def overdue(self, found, _, wish):
        late = Q(state=ApplicationState.APPLIED, due_on__lt=timezone.localdate())
        return found.filter(late) if wish == "1" else found.exclude(late)


class ApplicationListing(Listing):
    code, title = "applications", "入会申请"
    definition = "扫码、网上、集中入会和窗口代办的申请；期限按入会规则自申请之日起算。"
    columns = (
        Column(name="name", label="姓名", sort="name", fixed=True,
               url=lambda a: reverse("organizing:application_detail", args=[a.pk])),
        Column(name="state", label="状态", value=lambda a: a.get_state_display(), cell=state_badge),
        Column(name="union__unit__name", label="申请加入"),
        Column(name="work", label="单位或平台", value=work),
        Column(name="trade", label="工种", value=lambda a: a.get_trade_display()),
        Column(name="migrant", label="农民工", kind=Kind.BOOL, phone=False),
        Column(name="phone", label="手机号", value=lambda a: mask("mobile", a.phone), phone=False),
        Column(name="channel", label="渠道", value=lambda a: a.get_channel_display(), phone=False),
        Column(name="acted_for", label="代办", phone=False),
        Column(name="applied_at", label="申请时间", kind=Kind.DATETIME, sort="applied_at"),
        Column(name="due_on", label="期限", kind=Kind.DATE, sort="due_on", nullable=True, cell=due),
        Column(name="decided_by", label="审核人", phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = ApplicationFilter, "-applied_at", 4
    empty_title, empty_text = "没有申请", "张贴入会码，或在窗口代办，申请会出现在这里。"

    def batch(self):
        many = reverse("organizing:application_many")
        return [
            BatchAction("批量批准", "check", f"{many}?deed=approve", "primary"),
            BatchAction("批量退回", "arrow-back-up", f"{many}?deed=return"),
        ]


class CodeFilter(django_filters.FilterSet):
    q = SearchFilter("张贴处或工会", method="search")
    kind = PickFilter("类别", CodeKind.choices)
    stopped = YesNoFilter("已停用", field_name="revoked_at", lookup_expr="isnull", exclude=True)

    def search(self, found, _, text):
        return found.filter(Q(place__contains=text) | Q(union__unit__name__contains=text))


def code_deeds(code):
    if code.revoked_at:
        return "已停用"
    if code.kind == CodeKind.DYNAMIC:
        url, label = reverse("organizing:code_screen", args=[code.pk]), "大屏显示"
    else:
        url, label = reverse("organizing:code_poster", args=[code.pk]), "下载海报"
    stop = reverse("organizing:code_stop", args=[code.pk])
    return format_html('<a href="{}">{}</a> · <a href="{}">停用</a>', url, label, stop)


class CodeListing(Listing):
    code, title = "codes", "入会码"
    definition = "固定码张贴用，动态码在现场屏幕显示并定时更换；停用当时失效。"
    columns = (
        Column(name="union__unit__name", label="工会", fixed=True),
        Column(name="place", label="张贴处", value=lambda c: c.place or (c.event and c.event.title)),
        Column(name="kind", label="类别", value=lambda c: c.get_kind_display()),
        Column(name="valid_from", label="启用", kind=Kind.DATE, sort="valid_from"),
        Column(name="valid_to", label="到期", kind=Kind.DATE),
        Column(name="deeds", label="操作", value=lambda c: "停用" if c.revoked_at else "有效",
               cell=code_deeds),
    )  # fmt: skip
    filter_class, default_sort = CodeFilter, "-valid_from"
    empty_title, empty_text = "还没有入会码", "新建一个，下载海报张贴。"


class EventListing(Listing):
    code, title = "events", "集中入会"
    columns = (
        Column(name="title", label="名称", sort="title", fixed=True,
               url=lambda e: reverse("organizing:event_detail", args=[e.pk])),
        Column(name="union__unit__name", label="工会"),
        Column(name="held_on", label="日期", kind=Kind.DATE, sort="held_on"),
        Column(name="place", label="地点"),
        Column(name="expected", label="预计人数", kind=Kind.INT),
        Column(name="closed_at", label="结束", kind=Kind.DATETIME, phone=False),
    )  # fmt: skip
    default_sort = "-held_on"
    empty_title, empty_text = (
        "还没有集中入会",
        "安排一场：现场大屏显示动态码，签到、批准、发礼包一处办完。",
    )


class RequestFilter(django_filters.FilterSet):
    kind = PickFilter("请求", DataRequestKind.choices)
    state = PickFilter("状态", DataRequestState.choices)


class RequestListing(Listing):
    code, title = "requests", "个人信息请求"
    definition = "会员提出的更正、删除请求；期限按规则以工作日计。"
    columns = (
        Column(name="person__name", label="会员", fixed=True,
               url=lambda r: reverse("organizing:request_detail", args=[r.pk])),
        Column(name="kind", label="请求", value=lambda r: r.get_kind_display()),
        Column(name="state", label="状态", value=lambda r: r.get_state_display(), cell=state_badge),
        Column(name="person__unit__name", label="工会"),
        Column(name="asked_at", label="提出", kind=Kind.DATETIME, sort="asked_at"),
        Column(name="due_on", label="期限", kind=Kind.DATE, sort="due_on", cell=due),
        Column(name="answered_by", label="答复人", phone=False),
    )  # fmt: skip
    filter_class, default_sort = RequestFilter, "due_on"
    empty_title, empty_text = "没有请求", "会员在自己的页面提出更正时出现在这里。"
