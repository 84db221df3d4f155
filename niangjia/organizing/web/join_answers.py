"""How the pages of the joining desk ask and answer."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.documents.api import NotPrintable
from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed

STAFF = frozenset({Role.CHAIR, Role.ORGANISER, Role.WINDOW})
READERS = STAFF | {Role.LEADER}
REFUSED = (NotAllowed, ValueError, Busy, NotPrintable)


def ask(request, form, deed, *, back, title, lead="", submit="保存", tone="primary", **more):
    """Show the form; filled, do the deed with its fields and go where it says, or ``back``.

    ``deed`` returns what to say, or (what to say, URL). A refusal stays above the form, with
    everything that was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = deed(**form.cleaned_data)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            said, url = done if isinstance(done, tuple) else (done, back)
            messages.success(request, said)
            return redirect(url)
    context = {"form": form, "form_title": title, "lead": lead, "submit": submit, "tone": tone}
    return render(request, "organizing/join_ask.html", context | {"back": back} | more)


def do(request, deed, back):
    """Do the deed and go back with its sentence or its refusal."""
    try:
        messages.success(request, deed())
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect(back)
