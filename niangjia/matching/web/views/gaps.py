"""Gap rules (MA9): in force, with versions and kept runs, changed, run on a day."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gap_start import start_gap_run
from niangjia.matching.actions.gaps import change_rule
from niangjia.matching.queries import gap_pages
from niangjia.matching.web.charts_gaps import hits_per_day
from niangjia.matching.web.forms_gaps import GapRuleForm, GapStartForm, NewGapRuleForm
from niangjia.matching.web.listings_gaps import GapRunListing

READERS = {Role.CLERK, Role.LEADER, Role.ORGANISER}


@page("GET", roles=READERS)
def gap_list(request):
    lines = gap_pages.rule_lines(request.actor.scope, timezone.localdate())
    context = {"lines": lines, "may_change": request.actor.has(Role.CLERK)}
    return render(request, "matching/gaps/list.html", context)


@page("GET", roles=READERS)
def gap_rule(request, code):
    found = gap_pages.rule_page(request.actor.scope, code, timezone.localdate())
    runs = gap_pages.rule_runs(request.actor.scope, code)
    return GapRunListing(request, runs).respond(
        "matching/gaps/rule.html", found=found, rule=found.rule, chart=hits_per_day(found),
        form=GapStartForm(versions=found.versions, current=found.rule),
        may_change=request.actor.has(Role.CLERK),
    )  # fmt: skip


@page("GET", "POST", roles={Role.CLERK})
def gap_start(request, code):
    found = gap_pages.rule_page(request.actor.scope, code, timezone.localdate())
    form = GapStartForm(request.POST or None, versions=found.versions, current=found.rule)
    if form.is_valid():
        run = start_gap_run(code=code, by=request.actor, **form.cleaned_data)
        return redirect("jobs:run_detail", run.pk)
    return render(request, "matching/gaps/start.html", {"form": form, "rule": found.rule})


def _edit(request, form, rule=None):
    """Look first or keep at once; what the action refuses is said above the form."""
    context = {"form": form, "rule": rule}
    if form.is_valid() and "preview" in request.POST:
        context["trial"] = gap_pages.trial(request.actor.scope, form.test, timezone.localdate())
    elif form.is_valid():
        try:
            code = rule.code if rule else form.cleaned_data["code"]
            made = change_rule(code=code, by=request.actor, **form.facts())
            messages.success(request, f"已保存为第 {made.version} 版，旧版保留。")
            return redirect("matching:gap_rule", code)
        except (ValueError, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
    return render(request, "matching/gaps/edit.html", context)


@page("GET", "POST", roles={Role.CLERK})
def gap_edit(request, code):
    newest = gap_pages.rule_page(request.actor.scope, code, timezone.localdate()).versions[0]
    return _edit(request, GapRuleForm(request.POST or None, rule=newest), newest)


@page("GET", "POST", roles={Role.CLERK})
def gap_new(request):
    return _edit(request, NewGapRuleForm(request.POST or None))
