"""窗口代办 (ME11): one page for the clerk, with the paper the worker signed."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.files.api import FileRefused
from niangjia.organizing.actions.join_apply import (
    Agreed,
    AlreadyApplied,
    apply_at_window,
    attach_consent_scan,
)
from niangjia.organizing.queries.consents import current_texts
from niangjia.organizing.queries.join import employers_of
from niangjia.organizing.queries.join_codes import EntryRefused
from niangjia.organizing.web import join_flow as flow
from niangjia.organizing.web.forms_join import ConsentForm, WhoForm, WorkForm

__all__ = ["EntryRefused", "answer"]


class PaperForm(forms.Form):
    signed = forms.BooleanField(
        label="本人已在纸质入会申请书和同意书上签字，原件存档",
        error_messages={"required": "没有本人签字不能代办"},
    )
    scan = forms.FileField(label="签字页扫描件或照片（选填）", required=False)


def work_form(sent, employers, **more):
    """The screen of the phone, asked by a clerk."""
    form = WorkForm(sent, employers=employers, **more)
    form.fields["work"].label, form.fields["migrant"].label = "在哪里工作", "农民工（户籍在农村）"
    return form


def answer(request, entry, initial=None):
    """The page, or the application that was written. ``initial``: what was typed before."""
    blank = initial is not None
    sent = (request.POST,) if "name" in request.POST and not blank else (None,)
    who = WhoForm(*sent, initial=initial)
    work = work_form(sent[0], employers_of(entry.union.pk))
    consents = ConsentForm(*sent, texts=current_texts())
    paper = PaperForm(*sent, request.FILES if sent[0] else None)
    found = [who, work, consents, paper]
    valid = [form.is_valid() for form in found]  # all of them, so that every error is shown
    if sent[0] is not None and all(valid):
        draft = flow.with_work(flow.new_draft(entry.payload, who.facts), work.work)
        try:
            return written(request, entry, draft, consents, paper)
        except (AlreadyApplied, FileRefused, ValueError) as refused:
            who.add_error(None, str(refused))
    context = {"entry": entry, "who": who, "work": work, "consents": consents, "paper": paper}
    return render(request, "organizing/join_window.html", context)


def written(request, entry, draft, consents, paper):
    """The application with its paper, and on to its page."""
    more = {name: consents.cleaned_data.get(name, "") for name in ("address", "plate")}
    made = apply_at_window(
        entry=entry, draft=draft, agreed=Agreed(consents.agreed, **more), by=request.actor
    )
    if scan := paper.cleaned_data["scan"]:
        attach_consent_scan(application_id=made.pk, stream=scan, name=scan.name, by=request.actor)
    messages.success(request, f"已代{made.name}提交申请，历史里写明了代办人。")
    return redirect("organizing:application_detail", made.pk)
