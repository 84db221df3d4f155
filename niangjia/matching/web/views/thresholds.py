"""Thresholds and the second reviewer's share: in force, edited through a trial, proposed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.start import may_start, start_trial
from niangjia.matching.actions.thresholds import change_review_share
from niangjia.matching.enums import Source, TrialKind
from niangjia.matching.queries import thresholds as queries
from niangjia.matching.queries import trials
from niangjia.matching.web.forms_desk import ShareForm, ThresholdForm

READERS = {Role.CLERK, Role.LEADER}


def _marks(source):
    if source not in Source.values:
        raise Http404("没有这个来源")
    return next(m for m in queries.marks_on(timezone.localdate()) if m.source == source)


@page("GET", roles=READERS)
def threshold_list(request):
    context = {
        "marks": queries.marks_on(timezone.localdate()), "may_change": may_start(request.actor),
        "models": trials.model_versions(), "may_edit": request.actor.has(Role.CLERK),
    }  # fmt: skip
    return render(request, "matching/thresholds/list.html", context)


@page("GET", roles=READERS)
def threshold_proposals(request):
    lines = queries.proposals(request.actor.scope, timezone.localdate())
    context = {"lines": lines, "may_change": may_start(request.actor)}
    return render(request, "matching/thresholds/proposals.html", context)


@page("GET", "POST", roles={Role.CLERK})
def threshold_edit(request, source):
    marks = _marks(source)
    proposed = {"auto_from": request.GET["auto_from"]} if "auto_from" in request.GET else {}
    form = ThresholdForm(request.POST or None, threshold=marks.threshold, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            facts = {"kind": TrialKind.THRESHOLD, "source": source, "settings": form.settings()}
            return redirect("jobs:run_detail", start_trial(by=request.actor, **facts).pk)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "step_title": f"{marks.label}：阈值", "submit": "试算差异"}
    return render(
        request, "matching/thresholds/edit.html", context | {"versions": marks.thresholds}
    )


@page("GET", "POST", roles={Role.CLERK})
def share_edit(request, source):
    marks = _marks(source)
    form = ShareForm(request.POST or None, share=marks.share)
    if request.method == "POST" and form.is_valid():
        try:
            change_review_share(source=source, by=request.actor, **form.cleaned_data)
            messages.success(request, "已写成新的一版，此后的初判按它抽取。")
            return redirect("matching:threshold_list")
        except (NotAllowed, ValueError) as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "step_title": f"{marks.label}：第二人复核的比例", "submit": "保存"}
    return render(request, "matching/thresholds/edit.html", context | {"versions": marks.shares})
