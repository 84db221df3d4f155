"""Pages of countersignatures: ask, answer, take back, say why an objection is not followed."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.notifications import countersigns, queries
from niangjia.kernel.notifications.forms import AnswerForm, AsideForm, AskForm
from niangjia.kernel.scope.access import page
from niangjia.kernel.workflow import NotAllowed

REFUSED = (ValueError, NotAllowed)


def attempt(form, deed, **facts):
    """Whether the deed was done; a refusal stands above the form."""
    try:
        deed(**facts)
    except REFUSED as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@page("GET", "POST")
def sign_ask(request, item_id):
    item = queries.item_for(request.actor, item_id)
    sent = request.POST if request.method == "POST" else None
    form = AskForm(sent, actor=request.actor, item=item)
    if form.is_valid() and attempt(
        form, countersigns.ask_countersign, item_id=item.pk, by=request.actor,
        post_ids=form.cleaned_data["post_ids"], question=form.question_asked,
    ):  # fmt: skip
        messages.success(request, f"已请 {len(form.cleaned_data['post_ids'])} 人会签。")
        return redirect(item.url)
    return render(request, "notifications/ask.html", {"item": item, "form": form})


@page("GET", "POST")
def countersign(request, sign_id):
    sign = queries.sign_for(request.actor, sign_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, countersigns.answer_countersign, sign_id=sign.pk, by=request.actor,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, "已答复，请求人会收到抄送。")
        return redirect("notifications:countersign", sign.pk)
    context = {"sign": sign, "form": form, "may_answer": queries.may_answer(request.actor, sign)}
    context["may_manage"] = queries.may_manage(request.actor, sign)
    return render(request, "notifications/countersign.html", context)


@page("POST")
def sign_recall(request, sign_id):
    sign = queries.sign_for(request.actor, sign_id)
    try:
        countersigns.recall_countersign(sign_id=sign.pk, by=request.actor)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已收回请{sign.name}的会签。")
    return redirect("notifications:countersign", sign.pk)


@page("GET", "POST")
def sign_aside(request, sign_id):
    sign = queries.sign_for(request.actor, sign_id)
    form = AsideForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, countersigns.set_aside, sign_id=sign.pk, by=request.actor, **form.cleaned_data
    ):
        messages.success(request, "不采纳的理由已记下，可以办理了。")
        return redirect(sign.url)
    context = {"sign": sign, "form": form, "awaits": queries.awaits_reason(request.actor, sign)}
    return render(request, "notifications/aside.html", context)
