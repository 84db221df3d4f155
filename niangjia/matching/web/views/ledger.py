"""The ledger: list and enterprise."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.matching.queries import ledger as queries
from niangjia.matching.web.listings import LedgerListing

STAFF = {Role.CLERK, Role.ORGANISER, Role.LEADER}


@page("GET", roles=STAFF)
def ledger_list(request):
    rows = queries.ledger_rows(request.actor.scope)
    listing = LedgerListing(request, rows, stamp=queries.ledger_stamp())
    listing.as_of = listing.filter_day or timezone.localdate()
    return listing.respond("matching/ledger.html")


@page("GET", roles=STAFF)
def enterprise_detail(request, enterprise_id):
    today = timezone.localdate()
    day = _day(request.GET.get("as_of", ""))
    found = queries.enterprise_page(request.actor.scope, enterprise_id, today=today, day=day)
    context = {"page": found, "row": found.row, "enterprise": found.enterprise}
    context["may_see_changes"] = request.actor.has(Role.CLERK, Role.LEADER)
    return render(request, "matching/enterprise.html", context)


def _day(text):
    """The day asked for; none: now."""
    try:
        return parse_date(text) if text else None
    except ValueError:
        raise Http404("没有这一天") from None
