"""Deeds on one member: steps of the membership, corrections, work relations."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import members as facts_deeds
from niangjia.organizing.actions import memberships as deeds
from niangjia.organizing.actions.memberships_corrections import annul_last, correct_membership
from niangjia.organizing.queries import members as queries
from niangjia.organizing.queries.memberships import membership_for, person_for
from niangjia.organizing.web import forms_members as forms
from niangjia.organizing.web.attempts_members import ask, attempt, done, told
from niangjia.organizing.web.views.members import LIST, WRITERS
from niangjia.organizing.workflow.memberships import MEMBERSHIP_FLOW

DEEDS = {
    "retain": deeds.retain, "resume": deeds.resume, "leave": deeds.leave, "expel": deeds.expel,
    "register_death": deeds.register_death,
}  # fmt: skip


def _page(request, person, form, title, **more):
    back = reverse("organizing:member_detail", args=[person.pk])
    return ask(
        request, form, title, crumbs=[LIST, (person.name, back)], back=back,
        lead=f"{person.name} · {person.get_state_display()} · {person.unit}", **more,
    )  # fmt: skip


@page("GET", "POST", roles=WRITERS)
def member_step(request, person_id, name):
    person = person_for(request.actor.scope, person_id)
    if name not in DEEDS:
        raise Http404("没有这个步骤")
    step = MEMBERSHIP_FLOW.steps[name]
    form = forms.StepForm(request.POST or None, step=step)
    given = {"person_id": person.pk, "by": request.actor}
    if form.is_valid() and attempt(form, DEEDS[name], **given, **form.cleaned_data):
        return done(request, f"已办理：{step.label}", "organizing:member_detail", person.pk)
    return _page(request, person, form, step.label)


@page("GET", "POST", roles=WRITERS)
def member_deem(request, person_id):
    person = person_for(request.actor.scope, person_id)
    form = forms.DeemedForm(request.POST or None)
    if form.is_valid() and attempt(
        form, deeds.deem_left, person_id=person.pk, by=request.actor,
        last_sign=form.cleaned_data["last_sign"], reminders=form.reminders,
        note=form.cleaned_data["note"],
    ):  # fmt: skip
        return done(request, "已办理：视为退会", "organizing:member_detail", person.pk)
    return _page(request, person, form, "视为退会")


@page("GET", "POST", roles=WRITERS)
def member_fact(request, person_id, field):
    person = person_for(request.actor.scope, person_id)
    if field not in facts_deeds.CORRECTABLE:
        raise Http404("没有这一项")
    label, choices = queries.field_words(field)
    form = forms.FactForm(request.POST or None, label=label, choices=choices)
    given = {"person_id": person.pk, "field": field, "by": request.actor}
    if form.is_valid() and attempt(form, facts_deeds.correct_fact, **given, **form.cleaned_data):
        return done(request, f"已更正：{label}", "organizing:member_detail", person.pk)
    return _page(request, person, form, f"更正{label}", submit="更正")


@page("GET", "POST", roles=WRITERS)
def membership_correct(request, membership_id):
    row = membership_for(request.actor.scope, membership_id)
    person = person_for(request.actor.scope, row.person_id)
    at = {name: getattr(row, name) for name in ("valid_from", "note", "migrant", "trade")}
    form = forms.RowForm(request.POST or None, initial=at)
    if form.is_valid() and attempt(
        form, correct_membership, membership_id=row.pk, by=request.actor, **form.cleaned_data
    ):
        return done(request, "已更正，原记录保留。", "organizing:member_detail", person.pk)
    return _page(request, person, form, f"更正“{row.get_change_display()}”", submit="更正")


@page("GET", "POST", roles=WRITERS)
def member_annul(request, person_id):
    person = person_for(request.actor.scope, person_id)
    form = forms.WhyForm(request.POST or None)
    given = {"person_id": person.pk, "by": request.actor}
    if form.is_valid() and attempt(form, annul_last, **given, **form.cleaned_data):
        return done(request, "已撤销最近一次变化，原记录保留。", "organizing:member_list")
    return _page(request, person, form, "撤销最近一次变化", submit="撤销")


@page("GET", "POST", roles=WRITERS)
def work_new(request, person_id):
    person = person_for(request.actor.scope, person_id)
    form = forms.WorkForm(request.POST or None)
    given = {"person_id": person.pk, "by": request.actor}
    if form.is_valid() and attempt(form, facts_deeds.add_work, **given, **form.cleaned_data):
        return done(request, "已登记工作关系。", "organizing:member_detail", person.pk)
    return _page(request, person, form, "登记工作关系", submit="登记")


@page("POST", roles=WRITERS)
def work_end(request, relation_id):
    person_id = queries.person_of_work(request.actor.scope, relation_id)
    told(request, facts_deeds.end_work, "已终止，记录保留。", relation_id=relation_id)
    return redirect("organizing:member_detail", person_id)
