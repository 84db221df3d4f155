"""Joining without a code: find the union, or the home of the town."""

from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import public
from niangjia.organizing.queries.join_codes import form_path
from niangjia.organizing.queries.join_find import (
    counties_with_homes,
    homes_of_county,
    search_joinable,
)
from niangjia.organizing.web.join_flow import calm


@public("GET")
def join_find(request):
    text, county = request.GET.get("q", "").strip()[:60], request.GET.get("county", "")
    chosen = int(county) if county.isdecimal() and len(county) < 12 else None
    found = homes_of_county(chosen) if chosen else search_joinable(text)
    context = {"q": text, "county": chosen, "found": found, "counties": counties_with_homes()}
    context["asked"] = bool(text or chosen)
    return calm(render(request, "organizing/join_find.html", context))


@public("GET")
def join_choose(request, union_id):
    """A link of its own for a union that was found; whether it can be joined the form says."""
    return calm(redirect(form_path(f"u{union_id}", timezone.now())))
