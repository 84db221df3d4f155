"""Doing what a form asks for; what an action refuses is said beside the field or above the form."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.rules.members import FactsRefused


def attempt(form, deed, **facts):
    """The deed's answer, or None with the reason in the form."""
    try:
        return deed(**facts) or True
    except FactsRefused as refused:
        for field, problem in refused.problems.items():
            form.add_error(field if field in form.fields else None, problem)
    except (ValueError, NotAllowed) as refusal:
        form.add_error(None, str(refusal))
    return None


def told(request, deed, done, **facts):
    """For buttons without a form: the outcome as a message."""
    try:
        deed(by=request.actor, **facts)
        messages.success(request, done)
    except (ValueError, NotAllowed) as refusal:
        messages.error(request, str(refusal))


def ask(request, form, title, *, crumbs, back, submit="提交", lead="", columns=1):
    """One page for every form of the register."""
    context = {"form": form, "step_title": title, "crumbs": crumbs, "back": back,
               "submit": submit, "lead": lead, "columns": columns}  # fmt: skip
    return render(request, "organizing/members/step.html", context)


def done(request, text, where, *args):
    messages.success(request, text)
    return redirect(where, *args)
