"""What each figure means: the versions in force, their history, a new one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.figures import change_definition, withdraw_definition
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import definitions
from niangjia.organizing.web.attempts import attempt, filled
from niangjia.organizing.web.forms_figures import DefinitionForm
from niangjia.organizing.web.forms_unions import ActorForm

RULED = {
    FigureKey.UNIONS: "unions", FigureKey.NEW_FORM_UNIONS: "unions", FigureKey.MEMBERS: "members",
}  # fmt: skip
"""Which of the two switches of a definition says anything of a figure."""

NEW_EACH_TIME = ("valid_from", "source_text")


@page("GET", roles=READERS)
def definition_list(request):
    found = definitions.definitions_for(request.actor.unit_path, timezone.localdate())
    context = {"rows": [found[key] for key in FigureKey.values]}
    return render(request, "organizing/figures/definitions.html", context)


@page("GET", roles=READERS)
def definition_detail(request, key):
    path = request.actor.unit_path
    today = timezone.localdate()
    current = definitions.definitions_for(path, today)[key]
    context = {"current": current, "rows": definitions.definition_history(key, path)}
    context["to_come"] = definitions.to_come(context["rows"], request.actor.unit_id, today)
    context["keeps"], context["rule"] = request.actor.has(Role.ORGANISER), RULED.get(key, "")
    return render(request, "organizing/figures/definition.html", context)


@page("GET", "POST", roles={Role.ORGANISER})
def definition_change(request, key):
    current = definitions.definitions_for(request.actor.unit_path, timezone.localdate())[key]
    form = filled(DefinitionForm, request, key=key)
    form.initial = {n: getattr(current, n) for n in form.fields if n not in NEW_EACH_TIME}
    if form.is_valid() and attempt(form, change_definition, key=key, **form.cleaned_data):
        messages.success(request, "已记下新的口径，自生效日期起按它计数。")
        return redirect("organizing:definition_detail", key)
    context = {"form": form, "current": current}
    context["back"] = reverse("organizing:definition_detail", args=[key])
    return render(request, "organizing/figures/definition_change.html", context)


@page("POST", roles={Role.ORGANISER})
def definition_withdraw(request, key):
    form = filled(ActorForm, request)
    if form.is_valid() and attempt(form, withdraw_definition, key=key):
        messages.success(request, "已撤回还没有生效的一版，原来的口径继续有效。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("organizing:definition_detail", key)
