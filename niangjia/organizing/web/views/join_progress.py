"""Following an application by its code; putting right and taking back with the phone proved."""

from django.shortcuts import redirect
from django.utils import timezone

from niangjia.engine.persons import check_person_name
from niangjia.kernel.documents.codes import is_ours
from niangjia.kernel.documents.visits import asked_too_often, may_ask
from niangjia.kernel.scope.access import public
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import withdraw_application
from niangjia.organizing.actions.join_phone import WRONG, use_phone_code
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.queries.join import application_by_code
from niangjia.organizing.queries.join_codes import EntryRefused, entry_by
from niangjia.organizing.rules.members import PersonFacts
from niangjia.organizing.web import join_flow as flow
from niangjia.organizing.web.forms_own import FollowForm
from niangjia.organizing.web.views.progress import PAGE, shown
from niangjia.organizing.workflow.join import JOIN_FLOW, ROAD


@public("GET", "POST")
def progress_show(request, code):
    if asked_too_often(PAGE, request):
        return shown(request, "organizing/progress/busy.html", 429)
    application = application_by_code(code) if is_ours(code) else None
    if application is None:
        may_ask(PAGE, request)
        return shown(request, "organizing/progress/start.html", 404, code=code, missing=True)
    if request.method == "POST":
        return _deed(request, application)
    return _show(request, application)


def _show(request, application, form=None, **more):
    form = form or FollowForm(initial={"name": application.name})
    steps = JOIN_FLOW.open_to(application.state, {"applicant"})
    context = {"application": application, "form": form, "steps": steps, "road": list(ROAD)}
    context["at"] = {"applied": 2, "returned": 2}.get(application.state, 4)
    return shown(
        request, "organizing/join_progress.html", sent=request.GET.get("sent"), **context, **more
    )


def _deed(request, application):
    if "send" in request.POST:
        notice, problem = flow.code_sent(request, PhonePurpose.FOLLOW, application.phone)
        return _show(request, application, notice=notice, problem=problem)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _show(request, application, form)
    code = form.cleaned_data["code"]
    if not use_phone_code(phone=application.phone, purpose=PhonePurpose.FOLLOW, code=code):
        form.add_error("code", WRONG)
        return _show(request, application, form)
    amend = request.POST.get("step") == "amend"
    return (_amend if amend else _withdraw)(request, application, form)


def _withdraw(request, application, form):
    try:
        withdraw_application(application=application)
    except NotAllowed as refused:
        return _show(request, application, problem=str(refused))
    return redirect("join:progress_show", application.code)


def _amend(request, application, form):
    """On to the second screen with what was said before."""
    name = check_person_name(form.cleaned_data["name"] or application.name)
    if name.problem:
        form.add_error("name", name.problem)
        return _show(request, application, form)
    try:
        entry = entry_by(f"u{application.union_id}", timezone.localdate())
    except EntryRefused as refused:
        return _show(request, application, problem=refused.message)
    facts = PersonFacts(
        name.value, application.number, application.document_kind, application.phone,
        application.sex, application.birth_on,
    )  # fmt: skip
    more = {"amends": application.pk, "work": flow.work_of(application)}
    return flow.work_screen(request, entry, flow.new_draft(entry.payload, facts, **more))
