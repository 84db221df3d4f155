"""Home per role, dashboards, search."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from niangjia.kernel.accounts.access import page
from niangjia.kernel.scope.actor import Scope
from niangjia.portal import charts, desk
from niangjia.portal.board import board
from niangjia.portal.figures import DEFINITIONS, union_entries
from niangjia.portal.search import search
from niangjia.portal.unions import UnionListing
from niangjia.portal.wiring import FIGURES
from niangjia.ui.days import asked_day


def asked_scope(request):
    """The place in the address if the actor may see it, else the actor's own scope."""
    place = request.GET.get("place", "")
    if not place:
        return request.actor.scope
    if not request.actor.scope.covers(place):
        raise Http404("不在本岗位的范围内")
    return Scope((place,))


@page("GET")
def home(request):
    return render(request, "portal/home.html", desk.desk(request.actor, timezone.localdate()))


def _board_context(request):
    today = timezone.localdate()
    shown = board(asked_scope(request), asked_day(request) or today, today)
    return {
        "board": shown,
        "definitions": DEFINITIONS,
        "place": request.GET.get("place", ""),
        "charts": charts.of_board(shown, request.GET.get("place", "")),
    }


@page("GET", roles=FIGURES)
def dashboard(request):
    return render(request, "portal/dashboard.html", _board_context(request))


@page("GET", roles=FIGURES)
def screen(request):
    return render(request, "portal/screen.html", _board_context(request))


@page("GET", roles=FIGURES)
def union_list(request):
    day = asked_day(request) or timezone.localdate()
    entries = union_entries(request.actor.scope, day).select_related("unit")
    return UnionListing(request, entries, as_of=day).respond("portal/unions.html", day=day)


@page("GET")
def search_page(request):
    text = request.GET.get("q", "")[:100]
    sections = search(request.actor, text)
    return render(request, "portal/search.html", {"text": text, "sections": sections})
