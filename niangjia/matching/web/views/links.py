"""Undoing a link at any time, merging two enterprises, and the history of both."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import changes as actions
from niangjia.matching.actions import previews
from niangjia.matching.queries import changes as queries
from niangjia.matching.queries.ledger import enterprise_for, found_firms
from niangjia.matching.web.forms_desk import FirmSearchForm, ReasonForm
from niangjia.matching.web.listings_desk import ChangeListing

READERS = {Role.CLERK, Role.LEADER}
REFUSALS = (NotAllowed, ValueError, Busy)


def _answer(request, form, title, look, deed, **context):
    """Preview and form; with a reason the deed, then its page."""
    preview = None
    try:
        if request.method == "POST" and form.is_valid():
            change = deed(reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, "已办理，随之移动的都记在这里；需要时可以撤销。")
            return redirect("matching:change_detail", change.pk)
        preview = look(by=request.actor)
    except REFUSALS as refusal:
        context["refusal"] = str(refusal)
    context |= {"form": form, "step_title": title, "preview": preview}
    return render(request, "matching/links/confirm.html", context)


@page("GET", "POST", roles={Role.CLERK})
def link_undo(request, link_id):
    link = queries.link_for(request.actor.scope, link_id)
    return _answer(
        request, ReasonForm(request.POST or None), "撤销这条对应",
        lambda by: previews.preview_undo_link(link_id=link_id, by=by),
        lambda **facts: actions.undo_link(link_id=link_id, **facts), link=link,
    )  # fmt: skip


@page("GET", roles=READERS)
def change_list(request):
    rows = queries.changes_in(request.actor.scope)
    return ChangeListing(request, rows).respond("matching/candidates/changes.html")


@page("GET", roles=READERS)
def change_detail(request, change_id):
    change = queries.change_for(request.actor.scope, change_id)
    context = {"change": change, "edits": queries.edits_since(change)}
    context["moved"] = queries.moves_in_words(change)
    return render(request, "matching/links/change.html", context)


@page("GET", "POST", roles={Role.CLERK})
def change_undo(request, change_id):
    change = queries.change_for(request.actor.scope, change_id)
    return _answer(
        request, ReasonForm(request.POST or None), f"撤销：{change.get_kind_display()}",
        lambda by: previews.preview_undo_change(change=change, by=by),
        lambda **facts: actions.undo_change(change_id=change_id, **facts), change=change,
    )  # fmt: skip


@page("GET", roles={Role.CLERK})
def merge_search(request, enterprise_id):
    """Look for the enterprise that this one goes into."""
    loser, form = enterprise_for(request.actor.scope, enterprise_id), FirmSearchForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = found_firms(request.actor.scope, typed, without=loser.pk)
    context = {"loser": loser, "form": form, "found": found, "typed": typed}
    return render(request, "matching/links/merge.html", context)


@page("GET", "POST", roles={Role.CLERK})
def merge_firms(request, enterprise_id, other_id):
    loser = enterprise_for(request.actor.scope, enterprise_id)
    winner = enterprise_for(request.actor.scope, other_id)
    known = {"winner_id": winner.pk, "loser_id": loser.pk}
    return _answer(
        request, ReasonForm(request.POST or None), f"“{loser.name}”并入“{winner.name}”",
        lambda by: previews.preview_merge(by=by, **known),
        lambda **facts: actions.merge_firms(**known, **facts), loser=loser, winner=winner,
    )  # fmt: skip
