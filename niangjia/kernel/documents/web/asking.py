"""How the pages of papers ask and answer: one form page, one place where refusals are told."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.documents.actions import NumberRefused, PaperRefused
from niangjia.kernel.documents.actions.checks import CheckRefused
from niangjia.kernel.documents.content import NotPrintable
from niangjia.kernel.files.api import FileRefused
from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.enums import Role

STAFF = frozenset({Role.LEADER, Role.CLERK, Role.ORGANISER})
REFUSED = (NumberRefused, PaperRefused, CheckRefused, NotPrintable, FileRefused, Busy)


def shown(request, template, **context):
    return render(request, template, context)


def ask(request, form, deed, *, back, title, lead="", submit="保存", tone="primary"):
    """Show the form; once it is filled, do the deed and go back with its sentence.

    ``deed`` takes the cleaned fields and returns what to say. A refusal stays on the page with
    everything that was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, deed(**form.cleaned_data))
            return redirect(*back)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "title": title, "lead": lead, "submit": submit, "tone": tone}
    return shown(request, "documents/ask.html", cancel=reverse(back[0], args=back[1:]), **context)


def do(request, deed, *, back):
    """Do the deed and go back with its sentence or its refusal."""
    try:
        messages.success(request, deed())
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect(*back)
