"""窗口代办 of somebody the register knows: nothing on file is asked again (X6)."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.engine.persons import check_mobile
from niangjia.kernel.files.api import FileRefused
from niangjia.organizing.actions.join_apply import AlreadyApplied
from niangjia.organizing.actions.join_window import known_at_window, transfer_at_window
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.queries.join import employers_of
from niangjia.organizing.queries.join_codes import EntryRefused, entry_by
from niangjia.organizing.queries.prefill import known_person, own_person
from niangjia.organizing.rules.prefill import work_again
from niangjia.organizing.web import join_flow as flow
from niangjia.organizing.web import window
from niangjia.organizing.web.forms_join import PHONE, WorkForm
from niangjia.organizing.web.forms_join_desk import WindowForm
from niangjia.organizing.web.join_answers import REFUSED


class NewPhoneForm(forms.Form):
    """A phone that has changed; asked for only where none is on file."""

    phone = forms.CharField(
        label="新手机号（没有变就空着）", max_length=20, required=False,
        error_messages={"required": "请填写手机号"}, widget=forms.TextInput(attrs=PHONE),
    )  # fmt: skip

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        if not known:
            self.fields["phone"].label, self.fields["phone"].required = "手机号", True

    def clean_phone(self):
        read = check_mobile(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and read.problem:
            raise forms.ValidationError(read.problem)
        return read.value if self.cleaned_data["phone"] else self.known


def find(request):
    """The first page; and with both answers the second, of somebody known or of somebody new."""
    form = WindowForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        try:
            return _found(request, form)
        except (*REFUSED, EntryRefused, AlreadyApplied) as refused:
            form.add_error(None, str(refused))
    return render(request, "organizing/join_window_union.html", {"form": form})


def _found(request, form):
    facts, union_id = form.facts, form.cleaned_data["union"]
    entry = entry_by(f"u{union_id}", timezone.localdate())
    person = known_at_window(
        union_id=union_id, number=facts.number, name=facts.name, by=request.actor
    )
    if person is None:
        kept = {"name": facts.name, "number": facts.number, "document_kind": facts.document_kind}
        return window.answer(request, entry, initial=kept)
    draft = flow.new_draft(entry.payload, known_person(person).facts, again=person.pk)
    if person.state in HELD:
        here = person.unit_id == entry.union.unit_id
        context = {"entry": entry, "person": person, "here": here, "draft": flow.seal(draft)}
        return render(request, "organizing/join_window_held.html", context)
    return _page(request, entry, draft, None)


def _known(request, entry):
    """The page of somebody known, sent."""
    return _page(request, entry, flow.unseal(request.POST.get("draft", ""), entry.payload),
                 request.POST)  # fmt: skip


def _page(request, entry, draft, sent):
    known = known_person(own_person(draft.again))
    employers = employers_of(entry.union.pk)
    last = work_again(known.work, {e.pk: e.name for e in employers})
    changed = sent if last is None or (sent and "work" in sent) else None
    phone = NewPhoneForm(sent, known=draft.phone)
    said = {"work": ""} if last or not known.work.platforms else WorkForm.initial_of(known.work)
    work = window.work_form(changed, employers, initial=said)
    consents = flow.consent_form(draft, sent)
    paper = window.PaperForm(sent, request.FILES if sent else None)
    asked = [phone, consents, paper, *([work] if changed else [])]
    valid = [form.is_valid() for form in asked]  # all of them, so that every error is shown
    if sent and all(valid):
        told = replace(
            draft, phone=phone.cleaned_data["phone"], work=work.work if changed else last
        )
        try:
            return window.written(request, entry, told, consents, paper)
        except (AlreadyApplied, FileRefused, ValueError) as refused:
            phone.add_error(None, str(refused))
    context = {"known": known, "last": last, "phone": phone, "work": work, "consents": consents}
    context |= {"entry": entry, "paper": paper, "person": known.person, "draft": flow.seal(draft)}
    return render(request, "organizing/join_window_known.html", context)


def _transfer(request, entry):
    """A member elsewhere: the transfer is proposed at once, nothing is filled in."""
    draft = flow.unseal(request.POST.get("draft", ""), entry.payload)
    person = own_person(draft.again)
    made = transfer_at_window(person=person, union_id=entry.union.pk, by=request.actor)
    messages.success(request, f"已代{person.name}提出转入，等待转出工会确认。")
    return redirect("organizing:transfer_detail", made.pk)


STEPS = {"known": _known, "transfer": _transfer}
