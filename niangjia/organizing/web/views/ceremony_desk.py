"""Ceremonies: plan, see who came, approve, give gifts, close; the projector's page."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.documents.api import qr_svg
from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import ceremony
from niangjia.organizing.actions.join_decide import AT_ONCE, approve_many
from niangjia.organizing.queries.ceremony import (
    event_for,
    events_in,
    guests_of,
    live_code,
    names_to_show,
    turnout_of,
    waiting_ids,
)
from niangjia.organizing.queries.join_codes import live_address
from niangjia.organizing.web.forms_join_desk import EventFactsForm, EventForm
from niangjia.organizing.web.join_answers import READERS, STAFF, ask, do
from niangjia.organizing.web.listings_ceremony import GuestListing
from niangjia.organizing.web.listings_join import EventListing
from niangjia.ui.pages import confirm_page, confirmed, wants_part


def _back(event):
    return reverse("organizing:event_detail", args=[event.pk])


@page("GET", roles=READERS)
def event_list(request):
    rows = events_in(request.actor.scope)
    return EventListing(request, rows).respond("organizing/ceremony_list.html")


@page("GET", "POST", roles=STAFF)
def event_new(request):
    form = EventForm(request.POST or None, actor=request.actor)

    def deed(union, **told):
        made = ceremony.plan_event(union_id=union, by=request.actor, **told)
        return "已安排，动态码已备好。", _back(made)

    back = reverse("organizing:event_list")
    return ask(request, form, deed, back=back, title="安排集中入会")


@page("GET", "POST", roles=STAFF)
def event_edit(request, event_id):
    event = event_for(request.actor.scope, event_id)
    known = {name: getattr(event, name) for name in EventFactsForm.base_fields}
    form = EventFactsForm(request.POST or None, initial=known)

    def deed(**told):
        ceremony.change_event(event_id=event.pk, by=request.actor, **told)
        return "已修改。"

    return ask(request, form, deed, back=_back(event), title=f"修改：{event.title}")


@page("GET", roles=READERS)
def event_detail(request, event_id):
    event = event_for(request.actor.scope, event_id)
    listing = GuestListing(request, guests_of(event))
    listing.event = event
    context = {"event": event, "turnout": turnout_of(event), "at_once": AT_ONCE}
    return listing.respond("organizing/ceremony_detail.html", **context)


@page("GET", roles=READERS)
def event_screen(request, event_id):
    """For the projector: the turning code, how many have come, the latest names, the oath."""
    event = event_for(request.actor.scope, event_id)
    code = live_code(event) if event.closed_at is None else None
    qr = qr_svg(live_address(code, timezone.now()), label="入会二维码") if code else ""
    context = {"event": event, "code": code, "qr": qr, "turnout": turnout_of(event)}
    context |= {"names": names_to_show(event), "every": min(code.refresh, 10) if code else 10}
    part = "organizing/_ceremony_screen.html"
    return render(request, part if wants_part(request) else "organizing/ceremony_screen.html",
                  context)  # fmt: skip


@page("POST", roles=STAFF)
def event_approve(request, event_id):
    event = event_for(request.actor.scope, event_id)

    def deed():
        done = approve_many(application_ids=waiting_ids(event)[:AT_ONCE], by=request.actor)
        left = len(done.refused)
        more = f"；{left} 件没有办成：{next(iter(done.refused.values()))}" if left else ""
        return f"已批准 {done.joined} 人，{done.transfers} 人转为会籍转接{more}。"

    return do(request, deed, _back(event))


@page("POST", roles=STAFF)
def event_gifts(request, event_id):
    event = event_for(request.actor.scope, event_id)
    rows = GuestListing(request, guests_of(event)).picked().values_list("pk", flat=True)

    def deed():
        given = ceremony.give_gifts(event_id=event.pk, guest_ids=list(rows), by=request.actor)
        return f"已登记发放 {given} 份。"

    return do(request, deed, _back(event))


@page("POST", roles=STAFF)
def event_close(request, event_id):
    event = event_for(request.actor.scope, event_id)
    if not confirmed(request):
        text = "结束后现场二维码失效，不能再签到；待审申请仍可批准。"
        return confirm_page(request, title="结束集中入会", message=text, back=_back(event))

    def deed():
        ceremony.close_event(event_id=event.pk, by=request.actor)
        return "已结束。"

    return do(request, deed, _back(event))
