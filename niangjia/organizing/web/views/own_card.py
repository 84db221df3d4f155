"""The card with its turning code."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.documents.api import qr_svg
from niangjia.kernel.scope.access import member_page
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.cards import card_for, renew_card
from niangjia.organizing.queries.cards import shown_at


def _shown(request):
    member = request.member
    card = card_for(person_id=member.person.pk, by=member.actor)
    shown = shown_at(card, timezone.now())
    return shown, qr_svg(shown.link, label="会员码")


@member_page("GET")
def card_show(request):
    context = {"member": request.member, "person": request.member.person}
    try:
        context["shown"], context["qr"] = _shown(request)
    except NotAllowed as refused:
        context["problem"] = str(refused)
    return render(request, "organizing/own_card.html", context)


@member_page("GET")
def card_now(request):
    """The code of this half minute, for the page that shows the card."""
    try:
        shown, qr = _shown(request)
    except NotAllowed as refused:
        return JsonResponse({"problem": str(refused)}, status=409)
    return JsonResponse({"code": shown.code, "seconds": shown.seconds, "qr": qr})


@member_page("POST")
def card_renew(request):
    member = request.member
    if member.is_held:
        renew_card(person_id=member.person.pk, by=member.actor)
    return redirect("own:card_show")
