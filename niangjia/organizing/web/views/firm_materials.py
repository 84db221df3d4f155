"""A firm's materials at the counter, and one of them used again in a matter."""

from django.shortcuts import render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import materials
from niangjia.organizing.actions.founding_papers import reuse_material
from niangjia.organizing.queries.firms import firm_for
from niangjia.organizing.queries.founding import case_for
from niangjia.organizing.queries.materials import cases_with, firm_material
from niangjia.organizing.web.forms_materials import FirmHandInForm
from niangjia.organizing.web.handing_out import handed_out
from niangjia.organizing.web.join_answers import ask, do
from niangjia.organizing.web.views.firms import COUNTER
from niangjia.organizing.web.views.founding import OPENERS, done
from niangjia.organizing.workflow.founding import HANDS


@page("GET", "POST", roles=OPENERS)
def material_new(request, employer_id):
    firm = firm_for(request.actor.scope, employer_id)
    form = FirmHandInForm(request.POST or None, request.FILES or None)

    def deed(**_):
        row, new = materials.hand_in_for_firm(employer_id=firm.pk, sent=form.sent, by=request.actor)
        return "已收存，以后办事直接使用。" if new else f"同样的文件已收存过：{row.title}。"

    back = reverse("organizing:firm_detail", args=[firm.pk])
    return ask(request, form, deed, back=back, title=f"{firm.name}：收存材料", submit="收存")


@page("GET", roles=COUNTER)
def material_open(request, material_id):
    return handed_out(*materials.open_for_firm(material_id=material_id, by=request.actor))


@page("GET", "POST", roles=OPENERS)
def material_remove(request, material_id):
    row = firm_material(request.actor.scope, material_id)
    back = reverse("organizing:firm_detail", args=[row.employer_id])
    if request.method == "GET":
        context = {"row": row, "cases": cases_with(row), "back": back}
        return render(request, "organizing/firms/material_remove.html", context)

    def deed():
        materials.remove_for_firm(material_id=row.pk, by=request.actor)
        return f"已删除“{row.title}”。"

    return do(request, deed, back)


@page("POST", roles=HANDS)
def case_reuse(request, case_id, material_id):
    """已有：… · 用这份."""
    case_for(request.actor.scope, case_id)

    def deed():
        reuse_material(case_id=case_id, material_id=material_id, by=request.actor)

    return done(request, case_id, deed, "已使用单位以前交过的材料，等待上级核对。")
