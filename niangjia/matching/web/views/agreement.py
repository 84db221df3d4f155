"""Agreement between reviewers: page and workbook."""

from django.shortcuts import render

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.matching.queries.agreement import agreement_page
from niangjia.matching.web.sheets import agreement_sheet, send_sheet


@page("GET", roles={Role.CLERK, Role.LEADER})
def review_agreement(request):
    found = agreement_page(request.actor.scope)
    if request.GET.get("export") == "xlsx":
        return send_sheet(request, agreement_sheet(found))
    return render(request, "matching/candidates/agreement.html", {"page": found})
