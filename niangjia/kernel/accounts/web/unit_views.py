"""The tree of units, kept by the system administrator."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.accounts import units
from niangjia.kernel.accounts.forms import CloseForm, MoveForm, NewUnitForm, UnitForm
from niangjia.kernel.scope import queries
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed

ADMIN = {Role.SYSTEM_ADMIN}


@page("GET", roles=ADMIN)
def unit_tree(request):
    search = request.GET.get("q", "").strip()[:60]
    context = {"search": search}
    if search:
        context["found"] = queries.search_units(request.actor.scope, search)
    else:
        context["branches"] = queries.tree(request.actor.scope)
    return render(request, "accounts/unit_tree.html", context)


@page("GET", roles=ADMIN)
def unit_detail(request, pk):
    return _detail(request, pk)


def _detail(request, pk, **bound):
    unit = queries.unit_for(request.actor.scope, pk)
    choices = queries.unit_choices(request.actor.scope)
    context = {"unit": unit, "below": queries.units(unit.scope).count() - 1}
    context |= {"move": MoveForm(units=choices), "close": CloseForm()} | bound
    return render(request, "accounts/unit_detail.html", context)


def _done(request, pk, deed, said, **facts):
    try:
        deed(**facts, by=request.actor)
        messages.success(request, said)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("units:unit_detail", pk=pk)


@page("GET", "POST", roles=ADMIN)
def unit_edit(request, pk):
    unit = queries.unit_for(request.actor.scope, pk)
    names = ("name", "short_name", "division_code")
    form = UnitForm(request.POST or None, initial={n: getattr(unit, n) for n in names})
    if request.method == "POST" and form.is_valid():
        return _done(request, pk, units.rename_unit, "已保存。", unit_id=pk, **form.cleaned_data)
    return render(request, "accounts/unit_form.html", {"form": form, "unit": unit})


@page("GET", "POST", roles=ADMIN)
def unit_new(request, pk):
    parent = queries.unit_for(request.actor.scope, pk)
    form = NewUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = f"{form.cleaned_data['name']}已建立。"
        return _done(request, pk, units.add_unit, said, parent_id=pk, **form.cleaned_data)
    return render(request, "accounts/unit_form.html", {"form": form, "parent": parent})


@page("POST", roles=ADMIN)
def unit_move(request, pk):
    form = MoveForm(request.POST, units=queries.unit_choices(request.actor.scope))
    if not form.is_valid():
        return _detail(request, pk, move=form)
    parent_id = form.cleaned_data["parent"]
    return _done(request, pk, units.move_unit, "已移动。", unit_id=pk, parent_id=parent_id)


@page("POST", roles=ADMIN)
def unit_close(request, pk):
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, close=form)
    return _done(request, pk, units.close_unit, "已撤销。", unit_id=pk, on=form.cleaned_data["on"])
