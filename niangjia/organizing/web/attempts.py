"""Doing what a form asks, and saying above it what the action refuses."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.locks import Busy
from niangjia.kernel.workflow import NotAllowed


def filled(kind, request, **known):
    """The form of the request: bound on POST."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return kind(*sent, actor=request.actor, **known)


def attempt(form, deed, **facts):
    """What the deed returns (or True); None with the refusal above the form."""
    try:
        done = deed(by=form.actor, **facts)
    except (ValueError, NotAllowed, Busy) as refusal:
        form.add_error(None, str(refusal))
        return None
    return True if done is None else done


def form_page(request, form, title, *, union=None, submit="保存", back="", **context):
    """A page with one form; ``union`` gives the way back."""
    context |= {"form": form, "form_title": title, "submit": submit, "union": union}
    context["back"] = back or (
        reverse("organizing:union_detail", args=[union.pk])
        if union
        else reverse("organizing:union_list")
    )
    return render(request, "organizing/unions/form.html", context)


def undo_page(request, form, title, preview, *, deed):
    """What a deed was, what taking it back brings back, and why it may not."""
    branch = form.union is None
    back = (
        reverse("organizing:union_branch", args=[deed.unit_id])
        if branch
        else reverse("organizing:union_detail", args=[deed.union_id])
    )
    context = {"form": form, "form_title": title, "preview": preview, "deed": deed, "back": back}
    context["name"] = (deed.unit if branch else deed.union.unit).short_name
    return render(request, "organizing/unions/undo.html", context)


def back_to(request, union_id, said):
    """Say what was done and show the union."""
    messages.success(request, said)
    return redirect("organizing:union_detail", union_id)


def moved(request, done, unit_id, said):
    """Show the branch that was moved; or the run that is still moving it. ``said``
    puts the number of unions into words."""
    if not isinstance(done, int):
        messages.info(request, "下级较多，正在后台办理；这里看进度，办完前隶属不变，也可以取消。")
        return redirect("jobs:run_detail", done.pk)
    messages.success(request, said(done))
    return redirect("organizing:union_branch", unit_id)
