"""Deeds on single items of the inbox: handing over, taking back."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.notifications import actions, queries, recalls
from niangjia.kernel.notifications.forms import HandOverForm
from niangjia.kernel.scope.access import page
from niangjia.kernel.workflow import NotAllowed


@page("GET", "POST")
def item_hand_over(request, item_id):
    item = queries.item_for(request.actor, item_id)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, actor=request.actor)
    if form.is_valid():
        try:
            actions.hand_over(item_id=item.pk, by=request.actor, **form.cleaned_data)
        except (ValueError, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已转办，事项随之转给同事。")
            return redirect("notifications:inbox")
    return render(request, "notifications/hand_over.html", {"item": item, "form": form})


@page("GET", "POST")
def item_recall(request, item_id):
    item = queries.past_item(request.actor, item_id)
    context = {"item": item}
    try:
        if request.method == "POST":
            label = recalls.recall_step(item=item, by=request.actor)
            messages.success(request, f"已撤回：{label}。")
            return redirect("notifications:inbox")
        context["label"] = recalls.recall_label(request.actor, item)
    except (ValueError, NotAllowed) as refusal:
        context["refusal"] = str(refusal)
    return render(request, "notifications/recall.html", context)
