"""Filters of the portal's lists."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.clocks.rules import Light
from niangjia.kernel.documents.codes import plain_code
from niangjia.kernel.documents.enums import CheckState, NumberState, PaperKind, PaperState
from niangjia.kernel.notifications.kinds import kinds
from niangjia.kernel.notifications.queries import with_light
from niangjia.kernel.scope.queries import place_choices
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
    PickFilter,
    PlaceFilter,
    SearchFilter,
    YesNoFilter,
    with_own_level,
)


class UnionFilter(django_filters.FilterSet):
    q = SearchFilter("名称", "工会或单位名称", method="by_name")
    place = PlaceFilter("所在地", "unit__path")
    new_form = YesNoFilter("新就业形态", field_name="new_form")
    founded = DayRangeFilter("建会日期", field_name="founded_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [
            ("", ALL),
            *with_own_level(place_choices(self.request.actor.scope)),
        ]

    def by_name(self, rows, name, value):
        """Either name contains the words."""
        both = rows.filter(organisation__icontains=value), rows.filter(name__icontains=value)
        return both[0] | both[1]


class _PaperworkFilter(django_filters.FilterSet):
    """What the lists of papers, numbers and checks have in common: the place."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = with_own_level(place_choices(self.request.actor.scope))
        self.form.fields["place"].choices = [("", ALL), *places]


class PaperFilter(_PaperworkFilter):
    q = SearchFilter("标题或文号", "标题、文号、发文机关", method="by_words")
    kind = PickFilter("文种", PaperKind.choices, field_name="kind")
    state = PickFilter("状态", PaperState.choices, field_name="state")
    place = PlaceFilter("单位", "unit__path")
    made = DayRangeFilter("拟稿日期", field_name="created_at")

    def by_words(self, rows, name, value):
        words = Q(title__icontains=value) | Q(number__icontains=value) | Q(issuer__icontains=value)
        return rows.filter(words)


class NumberFilter(_PaperworkFilter):
    q = SearchFilter("标题或代字", "标题、机关代字", method="by_words")
    year = django_filters.NumberFilter(label="年份", field_name="year")
    state = PickFilter("状态", NumberState.choices, field_name="state")
    place = PlaceFilter("单位", "unit__path")

    def by_words(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(word__icontains=value))


class CheckFilter(_PaperworkFilter):
    q = SearchFilter("查验码或名称", "查验码、名称", method="by_words")
    state = PickFilter("状态", CheckState.choices, field_name="state")
    place = PlaceFilter("单位", "unit__path")

    def by_words(self, rows, name, value):
        return rows.filter(Q(code=plain_code(value)) | Q(label__icontains=value))


class InboxFilter(_PaperworkFilter):
    q = SearchFilter("标题", "事项、企业、工会名称", method="by_words")
    kind = PickFilter("事项", (), field_name="kind")
    place = PlaceFilter("单位", "unit__path")
    light = PickFilter("期限", [(light.value, light.label) for light in Light], method="by_light")
    sent = DayRangeFilter("送达日期", field_name="created_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(kind.code, f"{kind.area} · {kind.label}") for kind in kinds()]
        self.form.fields["kind"].choices = [("", ALL), *named]

    def by_words(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(created_by__icontains=value))

    def by_light(self, rows, name, value):
        return with_light(rows, value, timezone.localdate())


class PastFilter(InboxFilter):
    """A step that is done has no light any more."""

    light = None
