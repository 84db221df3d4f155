"""The review desk, one pair at a time: yes, no, later, and back once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import reviews
from niangjia.matching.queries import candidate_desk as queue
from niangjia.matching.queries import desk
from niangjia.matching.queries.candidates import decided_links
from niangjia.matching.web.forms_gaps import DecisionForm
from niangjia.matching.web.listings_desk import ChangedListing, DecidedListing, DisputeListing
from niangjia.matching.web.listings_gaps import CandidateListing, asked
from niangjia.matching.web.review import address_of, queue_of, show
from niangjia.ui.pages import wants_part

READERS = {Role.CLERK, Role.LEADER}
REFUSALS = (NotAllowed, ValueError, Busy)


def _to(request, link, emptied="matching:candidate_list"):
    """On to a pair, or to the list when nothing is left; htmx gets the pair itself."""
    if link is not None and wants_part(request) and request.method == "POST":
        return show(request, link.pk, DecisionForm())
    if link is not None:
        return redirect(address_of(link.pk, request.GET))
    messages.success(request, "这里没有待复核的了。")
    answer = redirect(emptied)
    return HttpResponse(headers={"HX-Redirect": answer.url}) if wants_part(request) else answer


@page("GET", roles=READERS)
def candidate_list(request):
    listing = CandidateListing(request, queue.queue(request.actor))
    done = queue.decided_today(request.actor, timezone.localdate())
    waiting = desk.second_waiting(request.actor)
    context = {"done": done, "waiting_second": waiting, "query": asked(request.GET)}
    return listing.respond("matching/candidates/list.html", **context)


@page("GET", roles=READERS)
def candidate_decided(request):
    listing = DecidedListing(request, decided_links(request.actor.scope))
    return listing.respond("matching/candidates/decided.html")


@page("GET", roles=READERS)
def candidate_disputed(request):
    listing = DisputeListing(request, desk.disputed(request.actor.scope))
    return listing.respond("matching/candidates/disputed.html")


@page("GET", roles=READERS)
def candidate_changed(request):
    listing = ChangedListing(request, desk.changed_since(request.actor.scope))
    return listing.respond("matching/candidates/changed.html")


@page("GET", roles=READERS)
def candidate_next(request):
    """The first that waits; with ``skip`` the one behind that link, with ``back`` the one before."""
    number = request.GET.get("skip") or request.GET.get("back") or ""
    known = number.isdecimal() and len(number) < 19
    place = queue.place_of(request.actor.scope, int(number)) if known else None
    turn = queue.before if "back" in request.GET and place else queue.after
    return _to(request, turn(queue_of(request), place))


@page("GET", roles=READERS)
def candidate_detail(request, link_id):
    return show(request, link_id, DecisionForm())


@page("POST", roles={Role.CLERK})
def candidate_decide(request, link_id):
    place, form = queue.place_of(request.actor.scope, link_id), DecisionForm(request.POST)
    if not form.is_valid():
        told = "；".join(e for errors in form.errors.values() for e in errors)
        return _refused(request, link_id, told)
    try:
        same, facts = form.cleaned_data["answer"] == "yes", form.facts()
        reviews.answer_pair(link_id=link_id, same=same, by=request.actor, **facts)
    except REFUSALS as refusal:
        return _refused(request, link_id, str(refusal))
    messages.success(request, f"已记下：{'是' if same else '不是'}同一家。")
    return _to(request, queue.after(queue_of(request), place))


def _refused(request, link_id, told):
    """The same pair again with what was wrong."""
    messages.error(request, told)
    if wants_part(request):
        return show(request, link_id, DecisionForm(request.POST))
    return redirect(address_of(link_id, request.GET))


@page("POST", roles={Role.CLERK})
def candidate_confirm(request, link_id):
    try:
        reviews.confirm_changed(link_id=link_id, by=request.actor)
        messages.success(request, "已确认：原来的判断仍然成立。")
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:candidate_changed")


@page("POST", roles={Role.CLERK})
def candidate_take_back(request):
    """撤销上一次: back to the pair that was answered last."""
    try:
        link = reviews.take_back_last(by=request.actor)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return _to(request, queue.after(queue_of(request), None))
    messages.success(request, "已收回上一次判断，请重新判断。")
    return _to(request, link)
