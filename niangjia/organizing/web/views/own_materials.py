"""我的材料: handed in once, offered again, deleted by whoever it belongs to."""

from django.contrib import messages
from django.shortcuts import redirect

from niangjia.kernel.scope.access import member_page
from niangjia.organizing.actions.materials import hand_in_own, open_own, remove_own
from niangjia.organizing.queries.materials import materials_of, own_material, uses_of
from niangjia.organizing.web.forms_materials import HandInForm
from niangjia.organizing.web.handing_out import handed_out
from niangjia.organizing.web.join_answers import REFUSED, do
from niangjia.organizing.web.own_pages import own_page


@member_page("GET")
def material_list(request):
    rows = materials_of(request.member.person.pk)
    return own_page(request, "organizing/own_materials.html", rows=rows)


@member_page("GET", "POST")
def material_new(request):
    member, form = request.member, HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, new = hand_in_own(person_id=member.person.pk, sent=form.sent, by=member.actor)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            said = "已存好，以后办事直接用。" if new else f"同样的文件已存过：{row.title}。"
            messages.success(request, said)
            return redirect("own:material_list")
    return own_page(request, "organizing/own_material_new.html", form=form)


@member_page("GET")
def material_open(request, material_id):
    member = request.member
    name, content = open_own(person_id=member.person.pk, material_id=material_id, by=member.actor)
    return handed_out(name, content)


@member_page("GET", "POST")
def material_remove(request, material_id):
    member = request.member
    row = own_material(member.person.pk, material_id)
    if request.method == "GET":
        uses = uses_of(row)
        return own_page(request, "organizing/own_material_remove.html", row=row, uses=uses)

    def deed():
        remove_own(person_id=member.person.pk, material_id=row.pk, by=member.actor)
        return f"已删除“{row.title}”。"

    return do(request, deed, "own:material_list")
