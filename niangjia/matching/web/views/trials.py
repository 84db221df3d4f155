"""Trials: the difference beside the old, then applied or discarded."""

from django.contrib import messages
from django.shortcuts import redirect

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.start import may_start, start_applying, start_trial
from niangjia.matching.actions.trials import discard_trial
from niangjia.matching.enums import TrialKind
from niangjia.matching.queries import trials as queries
from niangjia.matching.web.listings_quality import TrialLineListing, TrialListing
from niangjia.ui.pages import confirm_page, confirmed

READERS = {Role.CLERK, Role.LEADER}


@page("GET", roles=READERS)
def trial_list(request):
    listing = TrialListing(request, queries.trials_in(request.actor.scope))
    return listing.respond("matching/thresholds/trials.html")


@page("GET", roles=READERS)
def trial_detail(request, trial_id):
    trial = queries.trial_for(request.actor.scope, trial_id)
    listing = TrialLineListing(request, queries.lines_of(trial, request.actor.scope))
    context = {"trial": trial, "ways": queries.ways_of(trial), "zones": queries.ZONE_WORDS}
    context |= {"may_apply": may_start(request.actor) and trial.is_open}
    return listing.respond("matching/thresholds/trial.html", **context)


@page("POST", roles={Role.CLERK})
def trial_model(request):
    try:
        return redirect("jobs:run_detail", start_trial(by=request.actor, kind=TrialKind.MODEL).pk)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:threshold_list")


@page("POST", roles={Role.CLERK})
def trial_apply(request, trial_id):
    trial = queries.trial_for(request.actor.scope, trial_id)
    if not confirmed(request):
        told = f"{trial.moved} 对会改变结论，台账随即重算。有人判断过的不受影响。"
        return confirm_page(request, title="采用这次试算", message=told, label="采用")
    try:
        return redirect("jobs:run_detail", start_applying(by=request.actor, trial_id=trial.pk).pk)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:trial_detail", trial.pk)


@page("POST", roles={Role.CLERK})
def trial_discard(request, trial_id):
    try:
        discard_trial(trial_id=trial_id, by=request.actor)
        messages.success(request, "已放弃，什么也没有改。")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:trial_detail", trial_id)
