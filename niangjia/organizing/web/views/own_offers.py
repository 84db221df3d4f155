"""免申即享 at the own phone: look, confirm or decline; nothing is filled in."""

from django.contrib import messages
from django.shortcuts import redirect, render

from niangjia.kernel.scope.access import member_page
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.offers import accept_offer, decline_offer
from niangjia.organizing.queries.offers import own_offer


@member_page("GET", "POST")
def offer_show(request, offer_id):
    member = request.member
    offer = own_offer(member.person.pk, offer_id)
    if request.method == "GET":
        context = {"offer": offer, "member": member, "person": member.person}
        return render(request, "organizing/own_offer.html", context)
    told = {"person_id": member.person.pk, "offer_id": offer.pk, "by": member.actor}
    yes = request.POST.get("deed") == "accept"
    try:
        (accept_offer if yes else decline_offer)(**told)
        said = "已确认，等待两边工会确认；查询码见下面。"
        messages.success(request, said if yes else "好的，会籍不动，不再提醒。")
    except (NotAllowed, ValueError) as refused:
        messages.error(request, str(refused))
    return redirect("own:history_show" if yes else "own:home")
