"""What runs out, what is owed, which unions are silent."""

from django.shortcuts import render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import watch
from niangjia.organizing.web.listings_watch import DutyListing, ShellListing

STAFF = READERS - {Role.CHAIR}


@page("GET", roles=STAFF)
def watch_home(request):
    actor, today = request.actor, timezone.localdate()
    found = watch.watch(actor.scope, actor.unit_path, today)
    return render(request, "organizing/unions/watch.html", {"watch": found, "today": today})


@page("GET", roles=STAFF)
def shell_list(request):
    actor, today = request.actor, timezone.localdate()
    rows = watch.shells(actor.scope, today, actor.unit_path)
    return ShellListing(request, rows, as_of=today).respond("organizing/unions/shells.html")


@page("GET", roles=STAFF)
def duty_list(request):
    rows = watch.open_duties(request.actor.scope)
    return DutyListing(request, rows, as_of=timezone.localdate()).respond(
        "organizing/unions/duties.html"
    )
