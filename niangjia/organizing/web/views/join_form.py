"""From a scanned code to a sent application, in three screens (ME5)."""

from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.scope.access import public
from niangjia.organizing.actions.join_apply import Agreed, AlreadyApplied, apply_to_join
from niangjia.organizing.actions.join_phone import WRONG, use_phone_code
from niangjia.organizing.actions.own_login import start_session
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.queries.join import Standing, employers_of, known_of, open_application
from niangjia.organizing.queries.join_codes import EntryRefused, entry_of
from niangjia.organizing.rules.join import DraftRefused
from niangjia.organizing.web import join_flow as flow
from niangjia.organizing.web.forms_join import PhoneWhoForm, WorkForm
from niangjia.organizing.web.own_session import agent_of, remember

WORK, CONSENTS = "work", "consents"


@public("GET", "POST")
def join_start(request, token):
    try:
        step = request.POST.get("step")
        entry = entry_of(token, sending=step == CONSENTS)
        if request.method == "POST":
            return STEPS.get(step, _who)(request, entry)
    except EntryRefused as refused:
        return _refused(request, refused.title, refused.message, 410)
    except DraftRefused as refused:
        return _who_screen(request, entry, PhoneWhoForm(), problem=str(refused))
    if request.member and "fresh" not in request.GET:
        return _own_screen(request, entry, request.member)
    return _who_screen(request, entry, PhoneWhoForm())


def _own_screen(request, entry, member):
    """The session has proved the phone: nothing of the first screen is asked."""
    person = member.person
    if member.is_held:
        return _known_screen(request, entry, person)
    waiting = open_application(person.number or "")
    if waiting is not None:
        return redirect("join:progress_show", waiting.code)
    return flow.again_screen(request, entry, person)


def _refused(request, title, message, status):
    context = {"title": title, "message": message}
    return flow.calm(render(request, "organizing/join_refused.html", context, status=status))


def _who_screen(request, entry, form, **context):
    return flow.screen(request, "organizing/join_who.html", entry, at=1, form=form, **context)


def _who(request, entry):
    if "send" in request.POST:
        return _send(request, entry)
    form = PhoneWhoForm(request.POST)
    if not form.is_valid():
        return _who_screen(request, entry, form)
    facts, code = form.facts, form.cleaned_data["code"]
    if not use_phone_code(phone=facts.phone, purpose=PhonePurpose.JOIN, code=code):
        form.add_error("code", WRONG)
        return _who_screen(request, entry, form)
    known = known_of(facts.number, facts.phone, entry.union.pk)
    if known.standing == Standing.NEW:
        return flow.work_screen(request, entry, flow.new_draft(entry.payload, facts))
    return _known(request, entry, known)


def _send(request, entry):
    """The same screen again, with everything that was typed."""
    told = entry.event is not None
    phone = request.POST.get("phone", "")
    notice, problem = flow.code_sent(request, PhonePurpose.JOIN, phone, crowd=told)
    form = PhoneWhoForm(initial=request.POST.dict() | {"code": ""})
    return _who_screen(request, entry, form, notice=notice, problem=problem, sent=bool(notice))


def _known(request, entry, known):
    """Somebody who is in already, or whose application is."""
    if known.standing == Standing.TAKEN:
        text = (
            "这个证件号码已有一件入会申请在办理，登记的手机号与您的不同。请核对号码，或联系工会。"
        )
        return _refused(request, "已有申请在办理", text, 409)
    if known.standing == Standing.WAITING:
        return redirect("join:progress_show", known.application.code)
    key = start_session(person=known.person, agent=agent_of(request))
    former = known.standing == Standing.FORMER
    shown = (flow.again_screen if former else _known_screen)(request, entry, known.person)
    return remember(shown, key)


def _known_screen(request, entry, person):
    here = person.unit_id == entry.union.unit_id
    context = {"person": person, "here": here, "employers": employers_of(entry.union.pk)}
    return flow.screen(request, "organizing/join_known.html", entry, at=1, **context)


def _again(request, entry):
    """Nothing has changed: on to the consents; or to the work, filled in as it was."""
    draft = flow.unseal(request.POST.get("draft", ""), entry.payload)
    on = flow.work_screen if "change" in request.POST else flow.consent_screen
    return on(request, entry, draft)


def _work(request, entry):
    draft = flow.unseal(request.POST.get("draft", ""), entry.payload)
    form = WorkForm(request.POST, employers=employers_of(entry.union.pk))
    if not form.is_valid():
        return flow.work_screen(request, entry, draft, form)
    return flow.consent_screen(request, entry, flow.with_work(draft, form.work))


def _consents(request, entry):
    """No template work on the way that hundreds go at once: write, and redirect."""
    draft = flow.unseal(request.POST.get("draft", ""), entry.payload)
    form = flow.consent_form(draft, request.POST)
    if not form.is_valid():
        return flow.consent_screen(request, entry, draft, form)
    more = {name: form.cleaned_data.get(name, "") for name in ("address", "plate")}
    try:
        made = apply_to_join(entry=entry, draft=draft, agreed=Agreed(form.agreed, **more))
    except AlreadyApplied as open_one:
        return _refused(request, "已有申请在办理", str(open_one), 409)
    except ValueError as problem:
        return flow.consent_screen(request, entry, draft, problem=str(problem))
    return flow.calm(redirect(reverse("join:progress_show", args=[made.code]) + "?sent=1"))


STEPS = {WORK: _work, CONSENTS: _consents, "again": _again}
