"""The tree of unions, opened level by level, and the tile map."""

from django.shortcuts import render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.policies.unions import KEEPERS, READERS
from niangjia.organizing.queries import overview
from niangjia.organizing.queries.definitions import union_rule
from niangjia.organizing.queries.undo_moves import moves_of
from niangjia.organizing.web.figure_pages import too_early
from niangjia.organizing.web.maps_unions import map_page
from niangjia.organizing.web.undo_links import link_moves
from niangjia.ui.days import asked_day
from niangjia.ui.pages import page_or_part

STAFF = READERS - {Role.CHAIR}


@page("GET", roles=STAFF)
def union_tree(request):
    context = {"level": overview.top(request.actor.scope)}
    return render(request, "organizing/unions/tree.html", context)


@page("GET", roles=STAFF)
def union_branch(request, unit_id):
    context = {"level": overview.level(request.actor.scope, unit_id)}
    context["keeps"] = request.actor.has(*KEEPERS)
    moves = moves_of(request.actor.scope, context["level"].parent)
    context["moves"] = link_moves(request.actor, moves)
    return page_or_part(
        request, "organizing/unions/branch.html", "organizing/unions/_level.html", context
    )


@page("GET", roles=STAFF)
def union_map(request):
    day = asked_day(request) or timezone.localdate()
    by = "town" if request.GET.get("by") == "town" else "county"
    found = overview.tiles(request.actor.scope, day, by)
    rule = union_rule(request.actor.scope, day)
    context = map_page(found, by, day, rule)
    context["early"] = too_early(request.actor.scope, day, found)
    return render(request, "organizing/unions/map.html", context)
