"""The result of a gap run: its firms, into the task list, against another day."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.task_lists import create_tasks
from niangjia.matching.queries import gap_pages
from niangjia.matching.queries.gaps import gap_run_for, hits_of
from niangjia.matching.web.listings_gaps import HitListing

READERS = {Role.CLERK, Role.LEADER, Role.ORGANISER}
SHOWN = 500


@page("GET", roles=READERS)
def gap_run(request, run_id):
    scope = request.actor.scope
    run = gap_run_for(scope, run_id)
    listing = HitListing(request, hits_of(scope, run), run=run)
    return listing.respond(
        "matching/gaps/run.html", run=run, line=gap_pages.lines_of(scope, [run])[0],
        others=gap_pages.rule_runs(scope, run.rule.code).exclude(pk=run.pk).order_by("-pk")[:100],
        may_list=request.actor.has(Role.CLERK) and scope.covers(run.unit.path),
    )  # fmt: skip


@page("POST", roles={Role.CLERK})
def gap_tasks(request, run_id):
    """The ticked firms, or all that the filter shows."""
    run = gap_run_for(request.actor.scope, run_id)
    listing = HitListing(request, hits_of(request.actor.scope, run), run=run)
    hits = list(listing.picked().values_list("pk", flat=True))
    if not hits:
        messages.error(request, "没有选企业，请先勾选。")
        return redirect("matching:gap_run", run_id)
    made = create_tasks(run_id=run_id, hits=hits, by=request.actor)
    told = f"新列入 {made.created} 项，其中 {made.unassigned} 项待派单。待核实的不列入。"
    messages.success(request, told)
    return redirect("matching:gap_run", run_id)


def _lists(found):
    """Label, icon, the firms shown and how many there are, for each part of a comparison."""
    groups = (
        ("新出现", "arrow-up-right", found.came),
        ("已消除", "check", found.gone),
        ("一直在", "equal", found.stayed),
    )
    return [(label, icon, hits[:SHOWN], len(hits)) for label, icon, hits in groups]


@page("GET", roles=READERS)
def gap_compare(request, run_id):
    other = request.GET.get("other", "")
    if not other.isdecimal() or len(other) > 18:
        raise Http404("没有选另一次运行")
    try:
        found = gap_pages.comparison(request.actor.scope, run_id, int(other))
    except ValueError as refusal:
        raise Http404(str(refusal)) from None
    context = {"found": found, "lists": _lists(found), "shown": SHOWN}
    return render(request, "matching/gaps/compare.html", context)
