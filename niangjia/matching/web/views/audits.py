"""The quality sheet of a batch, its random audits, and the desk for unmatched rows."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import audits as actions
from niangjia.matching.queries import audits as queries
from niangjia.matching.queries.ledger import found_firms
from niangjia.matching.web.forms_desk import FindForm, FirmSearchForm, SampleForm
from niangjia.matching.web.sheets import quality_sheet, send_sheet

READERS = {Role.CLERK, Role.LEADER}


@page("GET", roles=READERS)
def batch_quality(request, batch_id):
    sheet = queries.batch_sheet(request.actor.scope, batch_id)
    if request.GET.get("export") == "xlsx":
        return send_sheet(request, quality_sheet(sheet))
    context = {"sheet": sheet, "may_audit": request.actor.has(Role.CLERK), "form": SampleForm()}
    return render(request, "matching/quality/batch.html", context)


@page("POST", roles={Role.CLERK})
def sample_draw(request, batch_id):
    queries.batch_for(request.actor.scope, batch_id)
    form = SampleForm(request.POST)
    try:
        if form.is_valid():
            actions.draw_sample(batch_id=batch_id, by=request.actor, **form.cleaned_data)
            messages.success(
                request, "已抽取，混在复核队列里，不作标记；未对应的在“抽查未对应”里。"
            )
        else:
            messages.error(request, "；".join(e for v in form.errors.values() for e in v))
    except (NotAllowed, ValueError) as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:batch_quality", batch_id)


@page("GET", roles={Role.CLERK})
def audit_list(request):
    """On to the first unmatched row that waits, or word that none does."""
    found = queries.open_unmatched(request.actor.scope)
    first = found.first()
    if first is not None:
        return redirect("matching:audit_item", first.pk)
    return render(request, "matching/quality/none.html")


@page("GET", "POST", roles={Role.CLERK})
def audit_item(request, item_id):
    item = queries.item_for(request.actor.scope, item_id)
    if request.method == "POST":
        return _found(request, item)
    box = FirmSearchForm(request.GET if "q" in request.GET else {"q": queries.first_guess(item)})
    typed = box.cleaned_data["q"] if box.is_valid() else ""
    firms = found_firms(request.actor.scope, typed, without=queries.own_firm(item))
    left = queries.open_unmatched(request.actor.scope).count()
    context = {"item": item, "box": box, "firms": firms, "typed": typed, "left": left}
    context["following"] = queries.next_unmatched(request.actor.scope, item)
    return render(request, "matching/quality/item.html", context)


def _found(request, item):
    form = FindForm(request.POST)
    try:
        if form.is_valid():
            firm, reason = form.cleaned_data["firm"], form.cleaned_data["reason"]
            actions.answer_unmatched(item_id=item.pk, firm_id=firm, by=request.actor, reason=reason)
            messages.success(request, "已记下。")
            return redirect("matching:audit_list")
    except (NotAllowed, ValueError) as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:audit_item", item.pk)
