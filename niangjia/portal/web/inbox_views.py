"""Pages of the inbox: 待办, 已办, 办结, 抄送."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from niangjia.kernel.notifications import actions, queries
from niangjia.kernel.notifications.batches import AT_ONCE, approve_batch, lines_of
from niangjia.kernel.scope.access import page
from niangjia.portal.inbox import CopyListing, DoneListing, EndedListing, TodoListing

RESULT = "inbox.batch"


def respond(request, tab, listing):
    """The list with the figures over the tabs; a part for htmx does not ask for them."""
    context = {"tab": tab}
    if not request.htmx:
        context["counts"] = queries.counts(request.actor, timezone.localdate())
        context["past"] = queries.past_counts(request.actor)
    return listing.respond("portal/inbox.html", **context)


@never_cache
@page("GET")
def inbox(request):
    return respond(request, "todo", TodoListing(request, queries.open_items(request.actor)))


@never_cache
@page("GET")
def inbox_done(request):
    return respond(request, "done", DoneListing(request, queries.done_items(request.actor)))


@never_cache
@page("GET")
def inbox_ended(request):
    return respond(request, "ended", EndedListing(request, queries.ended_items(request.actor)))


@never_cache
@page("GET")
def inbox_copies(request):
    return respond(request, "copies", CopyListing(request, queries.copies(request.actor)))


@page("POST")
def items_read(request):
    """What is ticked among 抄送, or all that the filter shows."""
    listing = CopyListing(request, queries.copies(request.actor))
    ids = listing.picked().values_list("pk", flat=True)
    count = actions.mark_read(item_ids=ids, by=request.actor)
    messages.success(request, f"已阅 {count} 件。" if count else "没有选中未读的抄送。")
    return redirect("notifications:inbox_copies")


@page("POST")
def batch_confirm(request):
    """What is ticked, part by part, before anything is done; then the deeds themselves."""
    if request.POST.get("confirmed") == "1":
        return _approve(request)
    listing = TodoListing(request, queries.open_items(request.actor))
    ids = list(listing.picked().values_list("pk", flat=True))
    lines = lines_of(request.actor, ids[:AT_ONCE])
    if not lines:
        messages.warning(request, "没有选中还在待办里的事项。")
        return redirect("notifications:inbox")
    fit, flawed = [li for li in lines if not li.part.flaw], [li for li in lines if li.part.flaw]
    left = len(fit[AT_ONCE:]) + len(ids[AT_ONCE:])
    context = {"fit": fit[:AT_ONCE], "flawed": flawed, "left": left}
    return render(request, "portal/inbox_batch.html", context)


def _approve(request):
    keys = request.POST.getlist("part")
    if not keys:
        messages.warning(request, "没有勾选要办理的事项。")
        return redirect("notifications:inbox")
    try:
        found = approve_batch(keys=keys, by=request.actor)
    except ValueError as refusal:
        messages.error(request, str(refusal))
        return redirect("notifications:inbox")
    request.session[RESULT] = {"done": found.done, "refused": found.refused}
    return redirect("notifications:batch_done")


@never_cache
@page("GET")
def batch_done(request):
    """The result of the last batch; looked at again it does nothing."""
    found = request.session.get(RESULT)
    if found is None:
        return redirect("notifications:inbox")
    return render(request, "portal/inbox_batch_done.html", {"found": found})
