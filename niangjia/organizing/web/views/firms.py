"""Firms at the counter: what is on file, what is under way, a matter begun anew."""

from django.shortcuts import render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.founding_again import open_again
from niangjia.organizing.queries.choices import superiors_for
from niangjia.organizing.queries.firms import firm_for, firm_page, firms_in, known_firm
from niangjia.organizing.web.attempts import filled
from niangjia.organizing.web.forms_again import AgainForm
from niangjia.organizing.web.listings_firms import FirmListing
from niangjia.organizing.web.views.founding import OPENERS, asked

COUNTER = frozenset({Role.ORGANISER, Role.WINDOW, Role.REGISTRAR, Role.LEADER})


@page("GET", roles=COUNTER)
def firm_list(request):
    rows = firms_in(request.actor.scope)
    return FirmListing(request, rows).respond("organizing/firms/list.html")


@page("GET", roles=COUNTER)
def firm_detail(request, employer_id):
    found = firm_page(request.actor.scope, employer_id)
    context = {"page": found, "firm": found.employer, "opens": request.actor.has(*OPENERS)}
    return render(request, "organizing/firms/detail.html", context)


@page("GET", "POST", roles=OPENERS)
def firm_found(request, employer_id):
    """发起建会 for a firm on file: only what is missing is asked."""
    firm, scope = firm_for(request.actor.scope, employer_id), request.actor.scope
    known = known_firm(firm, [pk for pk, _ in superiors_for(scope)])
    correct = "correct" in request.GET
    form = filled(AgainForm, request, known=known, correct=correct)

    def deed(keep_group=False, **_):
        opening, told = form.opening(), {"employer_id": firm.pk, "by": request.actor}
        return open_again(opening=opening, keep_group=keep_group, **told)

    told = {"title": f"发起建会：{firm.name}", "submit": "发起", "columns": 2}
    back = reverse("organizing:firm_detail", args=[firm.pk])
    return asked(request, form, deed, known=known, correct=correct, back=back, **told)
