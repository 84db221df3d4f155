"""The yearly statistical form: page, workbook and PDF with the same numbers."""

from django.shortcuts import render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.organizing.policies.periods import READERS
from niangjia.organizing.queries.yearly import year_form
from niangjia.organizing.web.forms_yearly import YearPick
from niangjia.organizing.web.listings_yearly import behind, year_table
from niangjia.organizing.web.tables_plain import exported


@page("GET", roles=READERS)
def yearly_detail(request):
    today = timezone.localdate()
    pick = YearPick(request.GET or None, today=today)
    found = year_form(request.actor, pick.chosen, today)
    answer = exported(request, lambda: year_table(request, found))
    rows = [(line, *behind(line, found)) for line in found.lines]
    context = {"pick": pick, "found": found, "rows": rows}
    return answer or render(request, "organizing/periods/yearly.html", context)
