"""Campaigns: list, one with its ranking and curve, targets with history."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import campaigns as actions
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import campaigns as queries
from niangjia.organizing.web.attempts import attempt, filled
from niangjia.organizing.web.campaign_pages import asked_key, page_of, ranking_table
from niangjia.organizing.web.forms_campaigns import (
    CampaignDayForm,
    CampaignDaysForm,
    CampaignForm,
    TargetForm,
)
from niangjia.organizing.web.tables_plain import exported

STAFF = READERS - {Role.CHAIR}


@page("GET", roles=STAFF)
def campaign_list(request):
    rows = queries.campaigns(request.actor)
    context = {"rows": rows, "may_start": request.actor.has(Role.ORGANISER)}
    return render(
        request, "organizing/campaigns/list.html", context | {"today": timezone.localdate()}
    )


@page("GET", roles=STAFF)
def campaign_detail(request, campaign_id):
    actor, key = request.actor, asked_key(request)
    form = CampaignDayForm(request.GET or None, initial={"key": key})
    campaign = queries.campaign_for(actor, campaign_id)
    found = queries.progress(actor, campaign, key, form.day)
    file = exported(request, lambda: ranking_table(request, campaign, found))
    if file:
        return file
    context = page_of(actor, campaign, found) | {"form": form, "outside": form.outside(campaign)}
    context["runs"] = actor.has(Role.ORGANISER) and queries.runs_here(actor, campaign)
    return render(request, "organizing/campaigns/detail.html", context)


@page("GET", "POST", roles={Role.ORGANISER})
def campaign_new(request):
    form = filled(CampaignForm, request)
    made = form.is_valid() and attempt(form, actions.start_campaign, **form.cleaned_data)
    if made:
        messages.success(request, "行动已建立，接着给各单位定目标。")
        return redirect("organizing:campaign_targets", made.pk)
    return _form(request, form, "建立集中行动", reverse("organizing:campaign_list"))


@page("GET", "POST", roles={Role.ORGANISER})
def campaign_edit(request, campaign_id):
    campaign = _to_run(request, campaign_id)
    form = filled(CampaignDaysForm, request)
    form.initial = {name: getattr(campaign, name) for name in form.fields}
    facts = {"campaign_id": campaign_id}
    back = reverse("organizing:campaign_detail", args=[campaign_id])
    if form.is_valid() and attempt(form, actions.change_campaign, **facts, **form.cleaned_data):
        messages.success(request, "已保存。")
        return redirect(back)
    return _form(request, form, f"修改：{campaign.name}", back)


@page("GET", "POST", roles={Role.ORGANISER})
def campaign_targets(request, campaign_id):
    campaign, key = _to_run(request, campaign_id), asked_key(request)
    form = filled(TargetForm, request, key=key, places=queries.places_of(campaign),
                  current=queries.targets_now(campaign))  # fmt: skip
    back = reverse("organizing:campaign_detail", args=[campaign_id]) + f"?key={key}"
    if form.is_valid() and _set(form, campaign_id):
        messages.success(request, "目标已保存，原来的留在历史里，可以撤回。")
        return redirect(back)
    tabs = [(code, label, code == key) for code, label in queries.labels()]
    context = {"form": form, "campaign": campaign, "back": back, "tabs": tabs}
    return render(request, "organizing/campaigns/targets.html", context)


def _to_run(request, campaign_id):
    """The campaign for who manages it; others may not even see the targets of all."""
    campaign = queries.campaign_for(request.actor, campaign_id)
    if not queries.runs_here(request.actor, campaign):
        raise PermissionDenied(f"“{campaign.name}”由{campaign.unit.short_name}的组织建设岗位管理。")
    return campaign


def _set(form, campaign_id):
    facts = {"campaign_id": campaign_id, "numbers": form.numbers}
    done = attempt(form, actions.set_targets, reason=form.cleaned_data["reason"], **facts)
    return done is not None


def _form(request, form, title, back):
    context = {"form": form, "form_title": title, "back": back}
    return render(request, "organizing/campaigns/form.html", context)


@page("POST", roles={Role.ORGANISER})
def campaign_undo(request, campaign_id):
    campaign = queries.campaign_for(request.actor, campaign_id)
    try:
        count = actions.undo_targets(campaign_id=campaign.pk, by=request.actor)
        messages.success(request, f"已撤回最近一次设定，{count} 个目标恢复原样。")
    except (NotAllowed, Busy) as refusal:
        messages.error(request, str(refusal))
    return redirect("organizing:campaign_history", campaign.pk)


@page("GET", roles=STAFF)
def campaign_history(request, campaign_id):
    campaign = queries.campaign_for(request.actor, campaign_id)
    context = {"campaign": campaign, "rows": queries.target_history(request.actor, campaign)}
    context["runs"] = request.actor.has(Role.ORGANISER) and queries.runs_here(
        request.actor, campaign
    )
    return render(request, "organizing/campaigns/history.html", context)
