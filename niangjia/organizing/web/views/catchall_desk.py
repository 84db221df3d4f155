"""Homes of towns, and employers on their way to a union of their own."""

from django.shortcuts import render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.catchall import set_home
from niangjia.organizing.queries.catchall import gatherings, town_for, towns
from niangjia.organizing.queries.join_desk import home_choices
from niangjia.organizing.web.forms_join_desk import HomeForm
from niangjia.organizing.web.join_answers import READERS, ask


@page("GET", roles=READERS)
def home_list(request):
    scope = request.actor.scope
    context = {"towns": towns(scope), "gatherings": gatherings(scope)}
    context["may_set"] = request.actor.has(Role.ORGANISER)
    return render(request, "organizing/catchall_list.html", context)


@page("GET", "POST", roles={Role.ORGANISER})
def home_set(request, unit_id):
    town = town_for(request.actor.scope, unit_id)
    form = HomeForm(request.POST or None, choices=home_choices(town))

    def deed(union, document_number):
        told = {"union_id": union, "document_number": document_number, "by": request.actor}
        made = set_home(unit_id=town.pk, **told)
        return f"{town.name}的兜底工会是{made.union}。"

    back, lead = reverse("organizing:home_list"), "单位没有工会的职工和灵活就业人员由它接收。"
    return ask(request, form, deed, back=back, title=f"指定兜底工会：{town.name}", lead=lead)
