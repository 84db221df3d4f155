"""The list of cases."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from niangjia.kernel.documents.codes import plain_code
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.founding import ENDED, FoundingOrigin, FoundingState
from niangjia.organizing.workflow.founding import WAITS_FOR
from niangjia.ui.columns import DASH, Column, Kind, badge
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import Listing

TONES = {"returned": "danger", "election_invalid": "danger", "refused": "danger",
         "withdrawn": "plain", "operating": "success", "established": "success"}  # fmt: skip
LATE = mark_safe(' <span class="nj-badge nj-tone-danger">逾期</span>')
PHASES = [
    ("open", "在办"),
    ("superior", "待上级办理"),
    ("own", "待申请一方办理"),
    ("done", "已办结"),
]


def state_badge(case):
    tone = TONES.get(case.state, "warning" if case.state in WAITS_FOR else "info")
    return badge(tone, case.get_state_display())


def is_late(case):
    """A public notice that has run out is no delay."""
    open_now = case.state not in ENDED and case.state != FoundingState.NOMINATED
    return open_now and case.due_on is not None and case.due_on < timezone.localdate()


def due(case):
    if case.due_on is None:
        return DASH
    mark = LATE if is_late(case) else ""
    said = "（暂定）" if case.due_provisional else ""
    return format_html("{}{}{}", case.due_on, said, mark)


def employers(case):
    more = (case.employer_count or 0) - 1
    name = case.employer_name or ""
    return f"{name}等{more + 1}家" if more > 0 else name


class CaseFilter(django_filters.FilterSet):
    q = SearchFilter("事项", placeholder="工会或单位名称、联系人、查询码、文号", method="search")
    phase = PickFilter("进度", PHASES, method="in_phase")
    state = PickFilter("状态", FoundingState.choices)
    place = PickFilter("上级工会", (), field_name="unit__path", lookup_expr="startswith")
    late = YesNoFilter("逾期", method="overdue")
    origin = PickFilter("来由", FoundingOrigin.choices)
    kind = PickFilter(
        "组织类型",
        [
            (k.value, k.label)
            for k in (UnitKind.BASIC, UnitKind.JOINT, UnitKind.INDUSTRY, UnitKind.AREA)
        ],
    )
    unchecked = YesNoFilter("有待核对的扫描件")
    applied = DayRangeFilter("请示日期", field_name="applied_on")
    established = DayRangeFilter("批复成立", field_name="established_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [("", ALL), *place_choices(self.request.actor.scope)]

    def search(self, found, _, text):
        wish = text.strip()
        fits = Q(union_name__icontains=wish) | Q(applicant__contains=wish)
        fits |= Q(code=plain_code(wish)) | Q(employer_name__icontains=wish)
        fits |= Q(papers__document_number=wish)
        return found.filter(fits).distinct()

    def in_phase(self, found, _, wish):
        if wish == "done":
            return found.filter(state__in=ENDED)
        found = found.exclude(state__in=ENDED)
        if wish == "superior":
            return found.filter(state__in=list(WAITS_FOR))
        return found.exclude(state__in=list(WAITS_FOR)) if wish == "own" else found

    def overdue(self, found, _, wish):
        late = Q(due_on__lt=timezone.localdate()) & ~Q(state__in=[*ENDED, FoundingState.NOMINATED])
        return found.filter(late) if wish == "1" else found.exclude(late)


class CaseListing(Listing):
    code, title = "founding", "建会一件事"
    definition = (
        "从请示筹备到正常运行的建会事项；期限按建会规则自各步日期起算，逢非工作日顺延，"
        "跨入放假安排未公布年度的标“暂定”。"
    )
    columns = (
        Column(name="union_name", label="拟建工会", sort="union_name", fixed=True,
               url=lambda c: reverse("organizing:case_detail", args=[c.pk])),
        Column(name="state", label="状态", value=lambda c: c.get_state_display(), cell=state_badge),
        Column(name="unit__short_name", label="上级工会", sort="unit__path"),
        Column(name="employers", label="单位", value=employers, phone=False),
        Column(name="kind", label="组织类型", value=lambda c: c.get_kind_display(), shown=False),
        Column(name="employees", label="职工数", kind=Kind.INT, sort="employees", nullable=True,
               phone=False),
        Column(name="origin", label="来由", value=lambda c: c.get_origin_display(), phone=False),
        Column(name="applied_on", label="请示", kind=Kind.DATE, sort="applied_on", nullable=True),
        Column(name="due_on", label="期限", kind=Kind.DATE, sort="due_on", nullable=True, cell=due),
        Column(name="established_on", label="批复成立", kind=Kind.DATE, sort="established_on",
               nullable=True, phone=False),
        Column(name="operating_on", label="正常运行", kind=Kind.DATE, sort="operating_on",
               nullable=True, shown=False),
        Column(name="acted_for", label="代办人", phone=False),
        Column(name="created_at", label="发起时间", kind=Kind.DATETIME, sort="created_at",
               shown=False),
    )  # fmt: skip
    filter_class, default_sort, quick = CaseFilter, "-created_at", 4
    empty_title, empty_text = "没有建会事项", "从任务清单“发起建会”，或在这里为来窗口的单位发起。"

    def tone(self, row):
        return "danger" if is_late(row) else ""
