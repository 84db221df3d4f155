"""Leaflets and guides; opinions, seen by the federation and by the department."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions import opinions, task_visits
from niangjia.matching.queries import materials
from niangjia.matching.web.forms_tasks import AnswerForm, MaterialForm, PrintForm
from niangjia.matching.web.listings_tasks import OpinionListing
from niangjia.matching.web.views.task_steps import attempt

STAFF = {Role.CLERK, Role.ORGANISER, Role.LEADER}


@page("GET", "POST", roles=STAFF)
def material_list(request):
    form = MaterialForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(form, task_visits.add_material, **form.cleaned_data):
        messages.success(request, "已登记资料。")
        return redirect("matching:material_list")
    found = list(materials.materials_for(request.actor))
    context = {"materials": found, "form": form, "may_add": request.actor.has(Role.CLERK)}
    return render(request, "matching/tasks/materials.html", context)


@page("GET", "POST", roles={Role.CLERK})
def material_print(request, material_id):
    material = materials.material_for(request.actor, material_id)
    form = PrintForm(request.POST or None, actor=request.actor)
    facts = {"material_id": material.pk}
    if form.is_valid() and attempt(form, task_visits.print_more, **facts, **form.cleaned_data):
        messages.success(request, "已登记加印。")
        return redirect("matching:material_list")
    context = {"material": material, "form": form}
    return render(request, "matching/tasks/material_print.html", context)


@page("GET", roles=STAFF | {Role.LIAISON})
def opinion_list(request):
    listing = OpinionListing(request, materials.opinions_seen(request.actor))
    return listing.respond("matching/tasks/opinions.html")


@page("GET", "POST", roles=STAFF | {Role.LIAISON})
def opinion_detail(request, opinion_id):
    opinion = materials.opinion_seen(request.actor, opinion_id)
    liaison = request.actor.has(Role.LIAISON)
    form = AnswerForm(request.POST or None, actor=request.actor)
    facts = {"opinion_id": opinion.pk}
    if form.is_valid() and attempt(form, opinions.answer_opinion, **facts, **form.cleaned_data):
        messages.success(request, "已答复，转交人已收到抄送。")
        return redirect("matching:opinion_detail", opinion.pk)
    late = opinion.is_open and opinion.due_on < timezone.localdate()
    context = {"opinion": opinion, "form": form, "late": late, "liaison": liaison}
    return render(request, "matching/tasks/opinion.html", context)
