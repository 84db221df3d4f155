"""Forms of period reports: those in force, a new one, sending out a period, ending one."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import periods_forms as actions
from niangjia.organizing.policies.periods import DEFINERS, READERS
from niangjia.organizing.queries import periods
from niangjia.organizing.web.attempts import attempt, filled
from niangjia.organizing.web.forms_periods import PeriodFormForm, SendForm
from niangjia.organizing.web.forms_unions import ActorForm

SENT = "已下发，各单位的待办里有这张表。"
ALREADY = "这一期已经下发过，没有新的单位要填。"


@page("GET", roles=READERS)
def period_form_list(request):
    rows = periods.forms_for(request.actor.unit_path)
    context = {"rows": rows, "defines": request.actor.has(*DEFINERS)}
    return render(request, "organizing/periods/forms.html", context)


@page("GET", "POST", roles=DEFINERS)
def period_form_new(request):
    form = filled(PeriodFormForm, request)
    if form.is_valid():
        made = attempt(form, actions.define_form, **form.cleaned_data)
        if made:
            messages.success(request, "已设立。一期结束后自动下发，也可以在这里立即下发。")
            return redirect("organizing:period_form_detail", made.pk)
    return render(request, "organizing/periods/form_new.html", {"form": form})


@page("GET", "POST", roles=READERS)
def period_form_detail(request, form_id):
    actor = request.actor
    kept = periods.form_for(actor.unit_path, form_id)
    form = filled(SendForm, request, kept=kept)
    if form.is_valid():
        made = attempt(form, actions.open_period, form_id=form_id, until=form.day)
        if made is not None:
            messages.success(request, SENT if made else ALREADY)
            return redirect("organizing:period_form_detail", form_id)
    context = {"kept": kept, "form": form, "periods": periods.sent_out(kept, actor.scope)}
    context["own"] = actor.has(*DEFINERS) and actor.unit_id == kept.unit_id
    return render(request, "organizing/periods/form_detail.html", context)


@page("POST", roles=DEFINERS)
def period_form_end(request, form_id):
    form = filled(ActorForm, request)
    if form.is_valid() and attempt(form, actions.end_form, form_id=form_id):
        messages.success(request, "已停用，不再下发新的一期；已下发的照常填报。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("organizing:period_form_detail", form_id)
