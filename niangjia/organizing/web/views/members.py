"""The register of members: list, exact search, one member, looking, the clerk's entry."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions import members as deeds
from niangjia.organizing.actions.memberships import admit
from niangjia.organizing.queries import members as queries
from niangjia.organizing.queries.memberships import person_for
from niangjia.organizing.queries.stamps import MEMBERS, stamp
from niangjia.organizing.rules.members import PersonFacts
from niangjia.organizing.web import forms_members as forms
from niangjia.organizing.web.attempts_members import ask, attempt
from niangjia.organizing.web.listings_members import FULL, MemberListing
from niangjia.ui.exports import Sheet, workbook_response

READERS = {Role.CHAIR, Role.ORGANISER, Role.WINDOW, Role.LEADER}
WRITERS = {Role.CHAIR, Role.ORGANISER, Role.WINDOW}
LIST = ("会员", "organizing:member_list")


def listing_of(request):
    rows = queries.member_rows(request.actor.scope)
    return MemberListing(request, rows, stamp=stamp(MEMBERS))


@page("GET", roles=READERS)
def member_list(request):
    if queries.looks_like_number(request.GET.get("q", "")):
        messages.error(request, "证件号码和手机号请用“精确查找”，不要写进网址。")
        return redirect("organizing:member_list")
    may_write = request.actor.has(*WRITERS)
    return listing_of(request).respond(
        "organizing/members/list.html", find=forms.FindForm(), may_write=may_write
    )


@page("POST", roles=READERS)
def member_find(request):
    form = forms.FindForm(request.POST)
    found = form.is_valid() and queries.find_exactly(
        request.actor.scope, form.cleaned_data["number"]
    )
    if found:
        return redirect("organizing:member_detail", found.pk)
    messages.error(request, "本级没有这名会员：请核对号码；在别处入会的，请对方工会或上级办理。")
    return redirect("organizing:member_list")


@page("GET", roles=READERS)
@never_cache
def member_detail(request, person_id):
    found = queries.member_page(request.actor, person_id)
    deeds.note_view(person_id=found.person.pk, by=request.actor)
    return render(request, "organizing/members/detail.html", {"page": found})


@page("GET", "POST", roles=WRITERS)
@never_cache
def member_look(request, person_id, field):
    person = person_for(request.actor.scope, person_id)
    form = forms.LookForm(request.POST or None)
    facts = {"person_id": person.pk, "field": field, "by": request.actor}
    shown = form.is_valid() and attempt(form, deeds.look, **facts, **form.cleaned_data)
    context = {"person": person, "field": field, "label": deeds.VEILED.get(field, ""),
               "form": form, "value": shown or None}  # fmt: skip
    return render(request, "organizing/members/look.html", context)


@page("GET", "POST", roles=WRITERS)
def member_new(request):
    form = forms.AdmitForm(request.POST or None, actor=request.actor)
    admission = form.is_valid() and attempt(
        form, enter, entered=form.cleaned_data, by=request.actor
    )
    if admission:
        return _admitted(request, admission)
    return ask(
        request, form, "登记会员", crumbs=[LIST], back=reverse("organizing:member_list"),
        submit="批准入会", columns=2, lead="性别和出生日期由证件号码得出，不必另填。",
    )  # fmt: skip


def enter(*, entered, by):
    """The form's facts, without what belongs to the act of admitting."""
    facts = dict(entered)
    act = {name: facts.pop(name) for name in ("union_id", "on", "acted_for", "note")}
    return admit(facts=PersonFacts(**facts), by=by, channel="window", **act)


def _admitted(request, admission):
    words = {
        "admitted": "已批准入会。",
        "already": "已是本会会员，没有重复登记。",
        "transfer": "已在其他工会在籍，已提出会籍转接，待对方工会确认。",
    }
    messages.success(request, words[admission.outcome])
    for doubt in admission.doubts:
        messages.warning(request, doubt)
    if admission.outcome == "transfer":
        return redirect("organizing:transfer_detail", admission.transfer.pk)
    return redirect("organizing:member_detail", admission.person.pk)


@page("POST", roles=WRITERS)
def member_export(request):
    """First the purpose, then the workbook; each person finds it under 谁看过我."""
    listing = listing_of(request)
    form = forms.ExportForm(request.POST if "purpose" in request.POST else None)
    if not form.is_valid() or listing.picked().count() > 20_000:
        context = {"form": form, "count": listing.picked().count(), "sent": _sent(request)}
        return render(request, "organizing/members/export.html", context)
    people = list(listing.picked().defer(None).order_by("pk"))
    purpose = form.cleaned_data["purpose"]
    deeds.note_export(person_ids=[p.pk for p in people], purpose=purpose, by=request.actor)
    notes = [f"用途：{purpose}。{request.actor.name}导出，用后请删除"]
    return workbook_response("会员完整信息.xlsx", Sheet("会员", FULL, people, notes))[0]


def _sent(request):
    kept = {"row", "everything", "filter"}
    return [(n, v) for n, vs in request.POST.lists() if n in kept for v in vs]
