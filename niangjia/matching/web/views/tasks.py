"""The task list in its views: list, mine, detail, board, map, weekly sheet."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.matching.queries import task_pages, task_sheets, tasks
from niangjia.matching.rules.tasks import Week
from niangjia.matching.web.boards_tasks import board_lanes, sheet_context, sheet_file, tile_maps
from niangjia.matching.web.listings_tasks import TaskListing

STAFF = {Role.CLERK, Role.ORGANISER, Role.LEADER}


@page("GET", roles=STAFF)
def task_list(request):
    listing = TaskListing(request, tasks.task_rows(request.actor.scope))
    figures = task_sheets.funnel(request.actor.scope, timezone.localdate())
    return listing.respond("matching/tasks/list.html", figures=figures)


@page("GET", roles={Role.ORGANISER})
def own_tasks(request):
    mine = task_pages.own_page(request.actor, timezone.localdate())
    late = sum(one.light == "red" for one in mine)
    return render(request, "matching/tasks/mine.html", {"mine": mine, "late": late})


@page("GET", roles=STAFF)
def task_detail(request, task_id):
    found = task_pages.task_page(request.actor, task_id, timezone.localdate())
    return render(request, "matching/tasks/detail.html", {"page": found, "task": found.task})


@page("GET", roles=STAFF)
def task_board(request):
    scope, today = request.actor.scope, timezone.localdate()
    lanes = board_lanes(tasks.board(scope), task_sheets.funnel(scope, today), today)
    return render(request, "matching/tasks/board.html", {"lanes": lanes})


@page("GET", roles=STAFF)
def task_map(request):
    scope, today = request.actor.scope, timezone.localdate()
    by = "county" if request.GET.get("by") == "county" else "town"
    found = task_sheets.tiles(scope, today, by=by)
    context = {"by": by, "maps": tile_maps(found, by, today), "tiles": found, "today": today}
    return render(request, "matching/tasks/map.html", context)


@page("GET", roles=STAFF)
def weekly_sheet(request):
    today = timezone.localdate()
    try:
        week = Week.read(request.GET.get("week") or str(Week.of(today)))
    except ValueError as unknown:
        raise Http404(str(unknown)) from None
    sheet = task_sheets.weekly_sheet(request.actor.scope, week, today)
    if request.GET.get("export") == "xlsx":
        return sheet_file(sheet, request.actor)
    return render(request, "matching/tasks/weekly.html", sheet_context(sheet))
