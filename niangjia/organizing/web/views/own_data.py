"""My consents and my data: see, copy, correct, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from niangjia.kernel.scope.access import member_page
from niangjia.organizing.actions.consents import give_consent, withdraw_consent
from niangjia.organizing.actions.materials import HandedIn
from niangjia.organizing.actions.own_data import (
    ask_correction,
    export_own,
    unmask_own,
)
from niangjia.organizing.queries.consents import NEEDED, consents_of, current_texts, given_now
from niangjia.organizing.queries.materials import materials_of
from niangjia.organizing.queries.own import open_sessions_of, requests_of, work_of
from niangjia.organizing.web.forms_own import CorrectForm
from niangjia.organizing.web.join_answers import REFUSED
from niangjia.organizing.web.own_pages import own_page


@member_page("GET")
def consent_list(request):
    given = given_now(request.member.person.pk)
    rows = [
        {"purpose": purpose, "text": text, "given": given.get(purpose), "needed": purpose in NEEDED}
        for purpose, text in current_texts().items()
    ]
    past = [c for c in consents_of(request.member.person.pk) if c.withdrawn_at]
    return own_page(request, "organizing/own_consents.html", rows=rows, past=past)


@member_page("POST")
def consent_give(request, purpose):
    number, member = request.POST.get("version", ""), request.member
    told = {"person_id": member.person.pk, "purpose": purpose, "by": member.actor}
    try:
        give_consent(number=int(number) if number.isdecimal() else 0, **told)
        messages.success(request, "已记录您的同意，随时可以撤回。")
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect("own:consent_list")


@member_page("GET", "POST")
def consent_withdraw(request, purpose):
    member, text = request.member, current_texts().get(purpose)
    if request.method == "GET" and text is not None:
        return own_page(
            request, "organizing/own_withdraw.html", text=text, needed=purpose in NEEDED
        )
    try:
        done = withdraw_consent(person_id=member.person.pk, purpose=purpose, by=member.actor)
        messages.success(request, f"已撤回。{'；'.join(done)}。")
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect("own:consent_list")


@member_page("GET", "POST")
def data_show(request):
    """POST shows the own numbers in full once; that too is written down."""
    member, shown = request.member, request.method == "POST"
    if shown:
        unmask_own(person_id=member.person.pk, by=member.actor)
    pk = member.person.pk
    context = {"work": work_of(pk), "requests": requests_of(pk), "sessions": open_sessions_of(pk)}
    return own_page(request, "organizing/own_data.html", shown=shown, **context)


@member_page("POST")
def data_export(request):
    member = request.member
    text = export_own(person_id=member.person.pk, by=member.actor)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-union-data.json"'
    return response


@member_page("GET", "POST")
def data_correct(request):
    member = request.member
    offers = materials_of(member.person.pk)
    form = CorrectForm(request.POST or None, request.FILES or None, offers=offers)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_with(form, member)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已提交，工会将在 {asked.due_on} 前答复。")
            return redirect("own:data_show")
    return own_page(request, "organizing/own_correct.html", form=form, offers=offers)


def ask_with(form, member):
    """The request with what is on file already and what was sent now; both or neither."""
    told = {"person_id": member.person.pk, "by": member.actor}
    changes = dict(form.cleaned_data)
    text, chosen, file = (changes.pop(name) for name in ("text", "materials", "file"))
    sent = HandedIn("other", file.name, file, file.name) if file else None
    return ask_correction(changes=changes, text=text, materials=chosen, sent=sent, **told)
