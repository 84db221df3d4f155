"""Lists of papers, numbers and public checks; what is done to one stands in kernel.documents."""

from django.utils import timezone

from niangjia.kernel.accounts.access import page
from niangjia.kernel.documents import queries
from niangjia.portal.papers import CheckListing, NumberListing, PaperListing
from niangjia.portal.wiring import FIGURES


@page("GET", roles=FIGURES)
def paper_list(request):
    papers = queries.papers(request.actor.scope)
    return PaperListing(request, papers).respond("portal/papers.html")


@page("GET", roles=FIGURES)
def number_list(request):
    scope, year = request.actor.scope, timezone.localdate().year
    told = {
        "year": year,
        "gaps": queries.gaps(scope, year),
        "void": queries.void_count(scope, year),
    }
    return NumberListing(request, queries.numbers(scope)).respond("portal/numbers.html", **told)


@page("GET", roles=FIGURES)
def check_list(request):
    return CheckListing(request, queries.checks(request.actor.scope)).respond("portal/checks.html")
