"""The task list and the list of opinions."""

import django_filters
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.queries import place_choices
from niangjia.matching.enums import CLOSED_STATES, OPEN_STATES, TaskOrigin, TaskState
from niangjia.matching.queries.task_pages import light_of
from niangjia.matching.queries.task_sheets import COLUMNS, ELSEWHERE
from niangjia.matching.queries.tasks import (
    county_choices,
    event_q,
    overdue_q,
    search_q,
    town_choices,
)
from niangjia.matching.rules.tasks import Week
from niangjia.ui.columns import DASH, Column, Kind, OwnPage, badge
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import BatchAction, Listing

TONES = {
    TaskState.LEAD: "plain", TaskState.ASSIGNED: "plain", TaskState.CONTACTED: "info",
    TaskState.INTENT: "warning", TaskState.RETURNED: "danger", TaskState.NOT_REQUIRED: "plain",
    TaskState.ESTABLISHED: "success",
}  # fmt: skip


class WeekFilter(django_filters.CharFilter):
    """A calendar week, 2026-W48; asked together with ``event``."""

    def __init__(self, label):
        box = forms.TextInput(attrs={"type": "week", "placeholder": "2026-W48"})
        super().__init__(label=label, widget=box, max_length=8, method="in_week")


class TaskFilter(django_filters.FilterSet):
    q = SearchFilter("企业", placeholder="名称、拼音首字母、代码后几位", method="search")
    state = PickFilter("状态", TaskState.choices)
    county = PickFilter("区县", (), method="in_county")
    overdue = YesNoFilter("逾期", method="late")
    town = PickFilter("镇街", (), field_name="town_id")
    origin = PickFilter("来由", TaskOrigin.choices)
    rule = django_filters.CharFilter(label="缺口规则", field_name="rules", method="of_rule")
    open = YesNoFilter("在办", ("在办", "已销号"), method="still_open")
    place = PickFilter("承办范围", (), field_name="unit__path", lookup_expr="startswith")
    due = DayRangeFilter("当前期限", field_name="due_on")
    event = PickFilter("当周", list(COLUMNS.items()), method="nothing")
    week = WeekFilter("周")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = self.request.actor.scope
        self.form.fields["county"].choices = [
            ("", ALL),
            *county_choices(scope),
            ("0", ELSEWHERE),
        ]
        self.form.fields["place"].choices = [("", ALL), *place_choices(scope)]
        self.form.fields["town"].choices = [("", ALL), *town_choices(scope)]

    def search(self, found, _, text):
        return found.filter(search_q(text))

    def still_open(self, found, _, wish):
        return found.filter(state__in=OPEN_STATES if wish == "1" else CLOSED_STATES)

    def in_county(self, found, _, county):
        return found.filter(county_id=int(county) or None)

    def late(self, found, _, wish):
        condition = overdue_q(timezone.localdate())
        return found.filter(condition) if wish == "1" else found.exclude(condition)

    def of_rule(self, found, _, code):
        return found.filter(rules__contains=[code])

    def in_week(self, found, _, text):
        event = self.form.cleaned_data.get("event")
        try:
            week = Week.read(text)
        except ValueError:
            return found.none()
        return found.filter(event_q(week, event, timezone.localdate())) if event else found

    def nothing(self, found, *_):
        return found  # read together with the week


task_url = OwnPage("matching:task_detail")


def state_badge(task):
    return badge(TONES[task.state], task.get_state_display())


def due_cell(task):
    """The due date; red with 逾期 in words once it has passed."""
    if not task.due_on or not task.is_open:
        return DASH
    light = getattr(task, "light", None)
    shown = badge(light.value, light.label) if light and light != "green" else ""
    return format_html("{}{} {}", task.due_on, "（暂定）" if task.due_provisional else "", shown)


class TaskListing(Listing):
    code, title = "tasks", "任务清单"
    definition = "每家企业一项在办任务，按行业、镇街、区县派单；逾期指在办任务当前期限已过。"
    columns = (
        Column(name="name", label="企业名称", sort="name", fixed=True, url=task_url),
        Column(name="state", label="状态", value=lambda t: t.get_state_display(), cell=state_badge),
        Column(name="due_on", label="当前期限", kind=Kind.DATE, sort="due_on", nullable=True,
               cell=due_cell),
        Column(name="county__short_name", label="区县"),
        Column(name="unit__short_name", label="承办单位"),
        Column(name="owner__name", label="承办人"),
        Column(name="headcount", label="职工人数", kind=Kind.INT, sort="headcount", nullable=True),
        Column(name="uscc", label="统一社会信用代码", kind=Kind.CODE, shown=False, phone=False),
        Column(name="trade", label="行业", shown=False, phone=False),
        Column(name="origin", label="来由", value=lambda t: t.get_origin_display(), shown=False),
        Column(name="listed_on", label="列入日期", kind=Kind.DATE, sort="listed_on", shown=False),
        Column(name="first_visit_on", label="首次走访", kind=Kind.DATE, shown=False),
        Column(name="closed_on", label="销号日期", kind=Kind.DATE, shown=False),
        Column(name="close_reason", label="销号原因", shown=False,
               value=lambda t: t.get_close_reason_display()),
        Column(name="due_basis", label="期限依据", shown=False, phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = TaskFilter, "due_on", 4
    empty_title = "没有任务"

    def prepare(self, rows):
        calendar, today = current_calendar(), timezone.localdate()
        for row in rows:
            row.light = light_of(row, today, calendar)
        return rows

    def tone(self, row):
        return "danger" if row.light == "red" else ""

    def batch(self):
        if not self.request.actor.has(Role.CLERK):
            return []
        return [BatchAction("批量派单", "users", reverse("matching:task_give_many"))]


class OpinionFilter(django_filters.FilterSet):
    q = SearchFilter("企业", placeholder="企业名称", field_name="name", lookup_expr="icontains")
    open = django_filters.ChoiceFilter(
        label="答复", choices=[("1", "未答复"), ("0", "已答复")], empty_label=ALL, method="answered"
    )
    overdue = YesNoFilter("逾期", method="late")

    def answered(self, found, _, wish):
        return found.filter(answered_at__isnull=wish == "1")

    def late(self, found, _, wish):
        condition = {"answered_at__isnull": True, "due_on__lt": timezone.localdate()}
        return found.filter(**condition) if wish == "1" else found.exclude(**condition)


def opinion_due(opinion):
    if not opinion.is_open or opinion.due_on >= timezone.localdate():
        return format_html("{}", opinion.due_on)
    return format_html('{} <span class="nj-badge nj-tone-red">逾期</span>', opinion.due_on)


class OpinionListing(Listing):
    code, title = "opinions", "转交部门的意见"
    definition = "企业走访中提出、转交部门的意见；答复期限按工作日计。"
    columns = (
        Column(name="name", label="企业", fixed=True, sort="name",
               url=lambda o: reverse("matching:opinion_detail", args=[o.pk])),
        Column(name="text", label="意见"),
        Column(name="unit__short_name", label="承接部门"),
        Column(name="passed_on", label="转交日期", kind=Kind.DATE, sort="passed_on", phone=False),
        Column(name="due_on", label="答复期限", kind=Kind.DATE, sort="due_on", cell=opinion_due),
        Column(name="answered_at", label="答复时间", kind=Kind.DATETIME),
        Column(name="answer", label="答复", shown=False, phone=False),
    )  # fmt: skip
    filter_class, default_sort, empty_title = OpinionFilter, "due_on", "没有意见"

    def tone(self, row):
        return "danger" if row.is_open and row.due_on < timezone.localdate() else ""
