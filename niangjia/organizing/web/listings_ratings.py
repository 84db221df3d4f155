"""Lists of 好差评: marks one by one, and units with their share of satisfied."""

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.services import BAD_MARKS, Grade, Matter, RatingState
from niangjia.organizing.rules.ratings import DEFINITION, share
from niangjia.ui.columns import DASH, Column, Kind, badge
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import Listing

TONES = {5: "success", 4: "success", 3: "info", 2: "warning", 1: "danger"}
LONGEST = 60
STATES = {"open": "warning", "answered": "success"}


def grade_badge(row):
    return badge(TONES[row.grade], row.get_grade_display())


def is_late(row):
    today = timezone.localdate()
    return row.state == RatingState.OPEN and row.due_on is not None and row.due_on < today


def due(row):
    if row.due_on is None:
        return DASH
    said = "（暂定）" if row.due_provisional else ""
    return format_html("{}{} {}", row.due_on, said, badge("danger", "逾期") if is_late(row) else "")


def state_badge(row):
    return badge(STATES.get(row.state, "plain"), row.get_state_display())


class RatingFilter(django_filters.FilterSet):
    q = SearchFilter("意见", placeholder="意见或答复里的字", method="search")
    grade = PickFilter("评价", Grade.choices)
    state = PickFilter("答复", RatingState.choices)
    place = PickFilter("办理单位", (), field_name="unit__path", lookup_expr="startswith")
    bad = YesNoFilter("差评", method="is_bad")
    late = YesNoFilter("答复逾期", method="overdue")
    matter = PickFilter("事项", Matter.choices)
    named = YesNoFilter("实名")
    given = DayRangeFilter("评价日期", field_name="given_at__date")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [("", ALL), *place_choices(self.request.actor.scope)]

    def search(self, found, _, text):
        return found.filter(words__icontains=text.strip()) | found.filter(
            reply__icontains=text.strip()
        )

    def is_bad(self, found, _, wish):
        return (
            found.filter(grade__in=BAD_MARKS) if wish == "1" else found.exclude(grade__in=BAD_MARKS)
        )

    def overdue(self, found, _, wish):
        late = {"state": RatingState.OPEN, "due_on__lt": timezone.localdate()}
        return found.filter(**late) if wish == "1" else found.exclude(**late)


def words(row):
    """The beginning; the page of the mark and the workbook have all of it."""
    return row.words if len(row.words) <= LONGEST else f"{row.words[: LONGEST - 1]}…"


class RatingListing(Listing):
    code, title = "ratings", "好差评"
    definition = DEFINITION + "不满意、非常不满意的转办理单位，期限按规则以工作日计。"
    columns = (
        Column(name="given_at", label="评价时间", kind=Kind.DATETIME, sort="given_at", fixed=True,
               url=lambda r: reverse("organizing:rating_detail", args=[r.pk])),
        Column(name="grade", label="评价", value=lambda r: r.get_grade_display(),
               cell=grade_badge, sort="grade"),
        Column(name="matter", label="事项", value=lambda r: r.get_matter_display()),
        Column(name="unit__name", label="办理单位"),
        Column(name="words", label="意见", cell=words),
        Column(name="name", label="评价人", value=lambda r: r.name or "匿名", phone=False),
        Column(name="state", label="答复", value=lambda r: r.get_state_display(),
               cell=state_badge),
        Column(name="due_on", label="答复期限", kind=Kind.DATE, sort="due_on", nullable=True,
               cell=due),
        Column(name="replied_by", label="答复人", phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = RatingFilter, "-given_at", 4
    empty_title = "还没有评价"
    empty_text = "事项办结后，申请人凭查询码评价，会出现在这里。"

    def tone(self, row):
        return "danger" if is_late(row) else ""


def unit_share(unit):
    counts = {grade.value: getattr(unit, f"grade_{grade.value}") for grade in Grade}
    found = share(counts)
    return "" if found is None else f"{found}%"


class UnitRatingListing(Listing):
    code, title = "unit-ratings", "满意率（按单位）"
    definition = DEFINITION
    columns = (
        Column(name="name", label="办理单位", sort="name", fixed=True),
        Column(name="rated", label="评价", kind=Kind.INT, sort="rated"),
        *(Column(name=f"grade_{g.value}", label=g.label, kind=Kind.INT, phone=False)
          for g in Grade),
        Column(name="good", label="其中满意", kind=Kind.INT, sort="good"),
        Column(name="share", label="满意率", value=unit_share),
    )  # fmt: skip
    default_sort = "-rated"
    empty_title, empty_text = "这段时间没有评价", "换一段时间，或者清空起止日期。"
