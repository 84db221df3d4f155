"""Pages of the inbox: 待办, 已办, 抄送."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from niangjia.kernel.notifications import actions, queries
from niangjia.kernel.notifications.forms import HandOverForm
from niangjia.kernel.scope.access import page
from niangjia.kernel.workflow import NotAllowed

TABS = {"done": queries.done_items, "copies": queries.copies, "todo": queries.open_items}
PAGE = 30


@never_cache
@page("GET")
def inbox(request):
    today, tab = timezone.localdate(), request.GET.get("tab", "todo")
    tab = tab if tab in TABS else "todo"
    part = Paginator(TABS[tab](request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"tab": tab, "part": part, "shown": queries.lit(list(part), today)}
    context["counts"] = queries.counts(request.actor, today)
    return render(request, "notifications/inbox.html", context)


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


@page("POST")
def item_read(request, item_id):
    actions.mark_read(item_id=item_id, by=request.actor)
    messages.success(request, "已阅。")
    return redirect(reverse("notifications:inbox") + "?tab=copies")
