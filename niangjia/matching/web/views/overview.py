"""First page of the room, lists written, runs of the linkage."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.jobs.api import latest_run
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.start import SUBJECT, may_start, new_model, start_linkage
from niangjia.matching.forms import LinkForm
from niangjia.matching.queries import overview as queries
from niangjia.matching.web.listings import BatchListing

READERS = {Role.CLERK, Role.LEADER}


@page("GET", roles=READERS)
def home(request):
    found = queries.overview(request.actor.scope)
    job = latest_run(request.actor.scope, SUBJECT)
    context = {"page": found, "stages": queries.STAGES, "job": job}
    context["may_start"] = may_start(request.actor)
    context["new_model"] = new_model()
    return render(request, "matching/home.html", context)


@page("GET", roles=READERS)
def batch_list(request):
    batches = queries.batches_in(request.actor.scope)
    return BatchListing(request, batches).respond("matching/batches.html")


@page("GET", roles=READERS)
def link_run_list(request):
    runs = queries.link_runs()[:50]
    return render(request, "matching/link_runs.html", {"runs": runs})


@page("GET", roles=READERS)
def link_run(request, run_id):
    run = queries.link_run(run_id)
    context = {"run": run, "lines": queries.sheet_lines(run), "gaps": queries.gaps_of(run)}
    return render(request, "matching/link_run.html", context)


@page("GET", "POST", roles={Role.CLERK})
def link_start(request):
    form = LinkForm(request.POST or None, initial={"as_of": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            run = start_linkage(by=request.actor, **form.cleaned_data)
            return redirect("jobs:run_detail", run.pk)
        except NotAllowed as refused:
            messages.error(request, str(refused))
    return render(request, "matching/link_start.html", {"form": form})
