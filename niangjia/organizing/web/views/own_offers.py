"""免申即享 at the own phone: look, confirm or decline; nothing is filled in."""

from niangjia.kernel.scope.access import member_page
from niangjia.organizing.actions.offers import accept_offer, decline_offer
from niangjia.organizing.queries.offers import own_offer
from niangjia.organizing.web.join_answers import do
from niangjia.organizing.web.own_pages import own_page


@member_page("GET", "POST")
def offer_show(request, offer_id):
    member = request.member
    offer = own_offer(member.person.pk, offer_id)
    if request.method == "GET":
        return own_page(request, "organizing/own_offer.html", offer=offer)
    told = {"person_id": member.person.pk, "offer_id": offer.pk, "by": member.actor}
    yes = request.POST.get("deed") == "accept"

    def deed():
        (accept_offer if yes else decline_offer)(**told)
        said = "已确认，等待两边工会确认；查询码见下面。"
        return said if yes else "好的，会籍不动，不再提醒。"

    return do(request, deed, "own:history_show" if yes else "own:home")
