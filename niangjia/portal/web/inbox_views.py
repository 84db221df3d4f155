"""Pages of the inbox: 待办, 已办, 办结, 抄送."""

from django.utils import timezone
from django.views.decorators.cache import never_cache

from niangjia.kernel.notifications import queries
from niangjia.kernel.scope.access import page
from niangjia.portal.inbox import CopyListing, DoneListing, EndedListing, TodoListing


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
