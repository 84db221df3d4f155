"""Filters of the portal's lists."""

import django_filters

from niangjia.portal.figures import place_choices
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter, YesNoFilter


class UnionFilter(django_filters.FilterSet):
    q = SearchFilter("名称", "工会或单位名称", method="by_name")
    place = PickFilter("所在地", [], field_name="unit__path", lookup_expr="startswith")
    new_form = YesNoFilter("新就业形态", field_name="new_form")
    founded = DayRangeFilter("建会日期", field_name="founded_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [("", ALL), *place_choices(self.request.actor.scope)]

    def by_name(self, rows, name, value):
        """Either name contains the words."""
        both = rows.filter(organisation__icontains=value), rows.filter(name__icontains=value)
        return both[0] | both[1]
