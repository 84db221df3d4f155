"""What rule books set: the values in force here, and changing them for one's own federation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions import parameters as actions
from niangjia.organizing.enums.parameters import ParameterCode, SizeTable
from niangjia.organizing.policies.unions import KEEPERS, READERS
from niangjia.organizing.queries.parameters import rulebook, sizes_for
from niangjia.organizing.web.attempts import attempt, filled, form_page
from niangjia.organizing.web.forms_parameters import ParameterForm, SizesForm, lines_of


@page("GET", roles=READERS - {Role.CHAIR})
def parameter_list(request):
    found = rulebook(request.actor.unit_path, timezone.localdate())
    context = {"book": found, "keeps": request.actor.has(*KEEPERS)}
    return render(request, "organizing/unions/parameters.html", context)


@page("GET", "POST", roles=KEEPERS)
def parameter_change(request):
    code = request.GET.get("code", "")
    form = filled(ParameterForm, request)
    form.fields["code"].initial = code if code in ParameterCode.values else None
    if form.is_valid() and attempt(form, actions.change_parameter, **form.cleaned_data):
        messages.success(request, "已修改，自生效日期起按新的规定。")
        return redirect("organizing:parameter_list")
    return form_page(
        request, form, "修改参数", back=reverse("organizing:parameter_list"), national=True
    )


@page("GET", "POST", roles=KEEPERS)
def size_change(request):
    table = request.GET.get("table", SizeTable.COMMITTEE)
    if table not in SizeTable.values:
        raise Http404("没有这张表")
    form = filled(SizesForm, request)
    rows = sizes_for(request.actor.unit_path, table, timezone.localdate())
    form.fields["lines"].initial = lines_of(rows)
    if form.is_valid() and attempt(form, actions.replace_sizes, table=table, **form.cleaned_data):
        messages.success(request, "已替换本级的人数档。")
        return redirect("organizing:parameter_list")
    title = f"替换{SizeTable(table).label}"
    return form_page(request, form, title, back=reverse("organizing:parameter_list"), national=True)
