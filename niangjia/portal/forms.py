"""Filters of the portal's lists."""

import django_filters

from niangjia.kernel.scope.queries import place_choices
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
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
