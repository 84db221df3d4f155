"""The review of doubtful links, one pair at a time: yes, no, or later."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.candidates import decide_candidate
from niangjia.matching.queries import candidate_desk as desk
from niangjia.matching.queries.candidates import candidate_page, decided_links
from niangjia.matching.web.forms_gaps import DecisionForm
from niangjia.matching.web.listings_gaps import (
    CandidateFilter,
    CandidateListing,
    DecidedListing,
    asked,
)
from niangjia.matching.web.review import review_context

READERS = {Role.CLERK, Role.LEADER}


def _queue(request):
    """The undecided links that the filter in the address leaves."""
    links = desk.queue(request.actor.scope)
    return CandidateFilter(data=request.GET, queryset=links, request=request).qs


def _to(request, link):
    """The page of a link, or the list when nothing is left."""
    if link is None:
        messages.success(request, "这里没有待复核的了。")
        return redirect("matching:candidate_list")
    return redirect(reverse("matching:candidate_detail", args=[link.pk]) + asked(request.GET))


@page("GET", roles=READERS)
def candidate_list(request):
    listing = CandidateListing(request, desk.queue(request.actor.scope))
    done = desk.decided_today(request.actor.scope, timezone.localdate())
    return listing.respond("matching/candidates/list.html", done=done, query=asked(request.GET))


@page("GET", roles=READERS)
def candidate_decided(request):
    listing = DecidedListing(request, decided_links(request.actor.scope))
    return listing.respond("matching/candidates/decided.html")


@page("GET", roles=READERS)
def candidate_next(request):
    """The first that waits, or with ``skip`` the one behind that link."""
    skip = request.GET.get("skip", "")
    known = skip.isdecimal() and len(skip) < 19
    place = desk.place_of(request.actor.scope, int(skip)) if known else None
    return _to(request, desk.after(_queue(request), place))


@page("GET", roles=READERS)
def candidate_detail(request, link_id):
    found = candidate_page(request.actor.scope, link_id)
    context = review_context(request, found, _queue(request))
    return render(request, "matching/candidates/review.html", context | {"form": DecisionForm()})


@page("POST", roles={Role.CLERK})
def candidate_decide(request, link_id):
    place, form = desk.place_of(request.actor.scope, link_id), DecisionForm(request.POST)
    back = reverse("matching:candidate_detail", args=[link_id]) + asked(request.GET)
    if not form.is_valid():
        messages.error(request, "；".join(e for errors in form.errors.values() for e in errors))
        return redirect(back)
    same, reason = form.cleaned_data["answer"] == "yes", form.cleaned_data["reason"]
    try:
        decide_candidate(link_id=link_id, same=same, by=request.actor, reason=reason)
    except (NotAllowed, ValueError, Busy) as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, f"已记下：{'是' if same else '不是'}同一家。")
    return _to(request, desk.after(_queue(request), place))
