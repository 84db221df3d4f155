"""个人信息登记册: what is held, what for, how long; every entry can be changed with its reason."""

from django.shortcuts import render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.members_retention import change_entry
from niangjia.organizing.queries import members_register as queries
from niangjia.organizing.web import forms_members as forms
from niangjia.organizing.web.attempts_members import ask, attempt, done
from niangjia.organizing.web.views.members import READERS

EDITORS = {Role.LEADER, Role.ORGANISER}


@page("GET", roles=READERS)
def data_register(request):
    context = {"groups": queries.data_groups(), "terms": queries.retention_terms(),
               "may_write": request.actor.has(*EDITORS)}  # fmt: skip
    return render(request, "organizing/members/register.html", context)


@page("GET", "POST", roles=EDITORS)
def data_entry(request, entry_id):
    entry = queries.entry_for(entry_id)
    form = forms.EntryForm(request.POST or None, initial=vars(entry))
    if form.is_valid() and attempt(
        form, change_entry, entry_id=entry.pk, by=request.actor, **form.split()
    ):
        return done(request, f"已修改：{entry.label}", "organizing:data_register")
    back = reverse("organizing:data_register")
    return ask(
        request,
        form,
        f"修改“{entry.label}”",
        crumbs=[("个人信息登记册", "organizing:data_register")],
        back=back,
    )
