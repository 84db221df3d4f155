"""会籍转接: list, one transfer, proposing, answering, many at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import transfers as deeds
from niangjia.organizing.queries import transfers as queries
from niangjia.organizing.queries.memberships import person_for
from niangjia.organizing.web import forms_members as forms
from niangjia.organizing.web.attempts_members import ask, attempt, done, told
from niangjia.organizing.web.listings_members import TransferListing
from niangjia.organizing.web.views.members import LIST, READERS, WRITERS, listing_of

TRANSFERS = ("会籍转接", "organizing:transfer_list")


@page("GET", roles=READERS)
def transfer_list(request):
    rows = queries.transfers_in(request.actor.scope)
    may_write = request.actor.has(*WRITERS)
    return TransferListing(request, rows).respond(
        "organizing/members/transfers.html", may_write=may_write
    )


@page("GET", roles=READERS)
def transfer_detail(request, transfer_id):
    found = queries.transfer_page(request.actor, transfer_id)
    return render(request, "organizing/members/transfer.html", {"page": found})


@page("GET", "POST", roles=WRITERS)
def transfer_new(request, person_id):
    person = person_for(request.actor.scope, person_id)
    form = forms.TargetForm(request.POST or None)
    made = form.is_valid() and attempt(
        form, deeds.propose_transfer, person_id=person.pk, by=request.actor,
        to_union_id=form.cleaned_data["union"], on=form.cleaned_data["on"],
        note=form.cleaned_data["note"],
    )  # fmt: skip
    if made:
        return done(request, _words(made), "organizing:transfer_detail", made.pk)
    back = reverse("organizing:member_detail", args=[person.pk])
    crumbs = [LIST, (person.name, back)]
    return ask(
        request, form, "转接会籍", crumbs=crumbs, back=back, lead=f"{person.name} · {person.unit}"
    )


def _words(transfer):
    return {
        "done": "已转入，双方工会的会员数已同时更新。",
        "released": "已转出，待转入工会接收。",
        "proposed": "已提出，待转出工会确认。",
    }[transfer.state]


@page("GET", "POST", roles=WRITERS)
def transfer_request(request):
    form = forms.RequestForm(request.POST or None, actor=request.actor)
    made = form.is_valid() and attempt(
        form, deeds.request_transfer, by=request.actor, **form.cleaned_data
    )
    if made:
        return done(request, _words(made), "organizing:transfer_detail", made.pk)
    return ask(
        request, form, "申请转入", crumbs=[TRANSFERS], back=reverse("organizing:transfer_list"),
        lead="凭姓名和证件号码提出，对方工会确认后会员即转入。", columns=2,
    )  # fmt: skip


@page("POST", roles=WRITERS)
def transfer_accept(request, transfer_id):
    queries.transfer_for(request.actor.scope, transfer_id)
    told(request, deeds.accept_transfer, "已确认。", transfer_id=transfer_id)
    return redirect("organizing:transfer_detail", transfer_id)


@page("POST", roles=WRITERS)
def transfer_withdraw(request, transfer_id):
    queries.transfer_for(request.actor.scope, transfer_id)
    told(request, deeds.withdraw_transfer, "已撤回。", transfer_id=transfer_id)
    return redirect("organizing:transfer_detail", transfer_id)


@page("GET", "POST", roles=WRITERS)
def transfer_refuse(request, transfer_id):
    transfer = queries.transfer_for(request.actor.scope, transfer_id)
    form = forms.AnswerForm(request.POST or None)
    given = {"transfer_id": transfer.pk, "by": request.actor}
    if form.is_valid() and attempt(form, deeds.refuse_transfer, **given, **form.cleaned_data):
        return done(request, "已答复：不同意。", "organizing:transfer_detail", transfer.pk)
    back = reverse("organizing:transfer_detail", args=[transfer.pk])
    return ask(request, form, "不同意转接", crumbs=[TRANSFERS], back=back)


@page("POST", roles=WRITERS)
def transfer_many(request):
    """First the union, then the deed; the ticked members travel along."""
    chosen = [p for p in request.POST.getlist("person") if p.isdecimal() and len(p) < 19]
    form = forms.TargetForm(request.POST if chosen else None)
    moved = chosen and form.is_valid() and attempt(
        form, deeds.transfer_many, person_ids=[int(p) for p in chosen], by=request.actor,
        to_union_id=form.cleaned_data["union"], on=form.cleaned_data["on"],
        note=form.cleaned_data["note"],
    )  # fmt: skip
    if moved:
        return _many_done(request, *moved)
    ids = chosen or list(
        listing_of(request).picked().values_list("pk", flat=True)[: deeds.AT_ONCE + 1]
    )
    return render(request, "organizing/members/transfer_many.html", {"form": form, "ids": ids})


def _many_done(request, moved, waiting, refused):
    messages.success(request, f"已转入 {moved} 人，待对方确认 {waiting} 人。")
    for problem in sorted(set(refused.values()))[:5]:
        count = sum(text == problem for text in refused.values())
        messages.error(request, f"{count} 人没有办成：{problem}")
    return redirect("organizing:transfer_list")
