"""Applications at the desk: list, one, decide, decide many, enter for somebody."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.documents.codes import is_ours, plain_code
from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import join_decide
from niangjia.organizing.actions.join_reveal import reveal_application
from niangjia.organizing.queries.join import application_for, application_with, applications_in
from niangjia.organizing.queries.join_codes import entry_by
from niangjia.organizing.queries.join_desk import application_page
from niangjia.organizing.queries.members import looks_like_number
from niangjia.organizing.web import window, window_known
from niangjia.organizing.web.forms_join_desk import FindForm, PurposeForm, ReasonForm
from niangjia.organizing.web.join_answers import READERS, REFUSED, STAFF, ask, do
from niangjia.organizing.web.listings_join import ApplicationListing
from niangjia.organizing.workflow.join import JOIN_FLOW

LIST = "organizing:application_list"


@page("GET", roles=READERS)
def application_list(request):
    asked = request.GET.get("q", "")
    if looks_like_number(asked) and not is_ours(plain_code(asked)):
        messages.error(request, "证件号码和手机号请用“精确查找”，不要写进网址。")
        return redirect(LIST)
    rows = applications_in(request.actor.scope)
    return ApplicationListing(request, rows).respond("organizing/join_list.html", find=FindForm())


@page("POST", roles=READERS)
def application_find(request):
    form = FindForm(request.POST)
    found = form.is_valid() and application_with(request.actor.scope, form.cleaned_data["number"])
    if found:
        return redirect("organizing:application_detail", found.pk)
    messages.error(request, "本级没有这个号码的入会申请：请核对号码，或到“会员”里查找。")
    return redirect(LIST)


@page("GET", roles=READERS)
def application_detail(request, application_id):
    look = application_page(request.actor.scope, application_id)
    steps = JOIN_FLOW.open_to(look.application.state, request.actor.roles)
    names = {step.name for step in steps} & {"approve", "return", "refuse"}
    context = {"look": look, "a": look.application, "names": names, "today": timezone.localdate()}
    return render(request, "organizing/join_detail.html", context)


@page("GET", "POST", roles=STAFF)
def application_step(request, application_id, name):
    application = application_for(request.actor.scope, application_id)
    back = reverse("organizing:application_detail", args=[application.pk])
    if name == "approve" and request.method == "POST":
        return do(request, lambda: _approved(request, application), back)
    deed = {"return": join_decide.return_application, "refuse": join_decide.refuse_application}
    if name not in deed:
        return redirect(back)

    def decide(reason):
        done = deed[name](application_id=application.pk, reason=reason, by=request.actor)
        return f"{done.name}的申请：{done.get_state_display()}。"

    title = f"{JOIN_FLOW.steps[name].label}：{application.name}"
    return ask(request, ReasonForm(request.POST or None), decide, back=back, title=title)


def _approved(request, application):
    told = {"application_id": application.pk, "by": request.actor}
    done = join_decide.approve_application(**told)
    if done.transfer is not None:
        return f"{application.name}已是其他工会的会员，已转为会籍转接。"
    return f"{application.name}已成为会员。{'；'.join(done.doubts)}"


@page("GET", "POST", roles=STAFF)
def application_reveal(request, application_id):
    """The full numbers, once, with the purpose in the trail."""
    application = application_for(request.actor.scope, application_id)
    back = reverse("organizing:application_detail", args=[application.pk])
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shown = reveal_application(application_id=application.pk, by=request.actor,
                                   **form.cleaned_data)  # fmt: skip
        return render(request, "organizing/join_reveal.html", {"a": shown, "back": back})
    title, lead = f"查看完整号码：{application.name}", "查看会留痕，本人看得到。"
    return ask(request, form, dict, back=back, title=title, lead=lead, submit="查看")


@page("POST", roles=STAFF)
def application_many(request):
    """What is ticked, or everything the filter shows."""
    listing = ApplicationListing(request, applications_in(request.actor.scope))
    ids = list(listing.picked().values_list("pk", flat=True)[: join_decide.AT_ONCE + 1])
    back = f"{reverse(LIST)}?{request.POST.get('filter', '')}"
    if request.GET.get("deed") == "return" and not request.POST.get("reason", "").strip():
        context = {"count": len(ids), "sent": _sent(request), "back": back}
        return render(request, "organizing/join_return_many.html", context)
    return do(request, lambda: _many(request, ids), back)


def _sent(request):
    names = ("row", "everything", "filter")
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _many(request, ids):
    reason = request.POST.get("reason", "").strip()
    if request.GET.get("deed") == "return":
        done = join_decide.return_many(application_ids=ids, reason=reason, by=request.actor)
        said = f"已退回 {done.joined} 件。"
    else:
        done = join_decide.approve_many(application_ids=ids, by=request.actor)
        said = f"已批准 {done.joined} 人入会，{done.transfers} 人转为会籍转接。"
    for problem in sorted(set(done.refused.values()))[:5]:
        count = sum(p == problem for p in done.refused.values())
        messages.warning(request, f"{count} 件没有办成：{problem}")
    return said


@page("GET", "POST", roles=STAFF)
def application_new(request):
    """窗口代办: first who and which union, then one page for what the register does not know."""
    step = request.POST.get("step", "")
    chosen = request.POST.get("union") or request.GET.get("union", "")
    if step == "find" or not chosen.isdecimal() or len(chosen) > 12:
        return window_known.find(request)
    try:
        entry = entry_by(f"u{chosen}", timezone.localdate())
        return window_known.STEPS.get(step, window.answer)(request, entry)
    except (*REFUSED, window.EntryRefused) as refused:
        messages.error(request, str(refused))
        return redirect("organizing:application_new")
