"""免申即享 for officers: what was prepared for whom, and what they said."""

from niangjia.kernel.scope.access import page
from niangjia.organizing.queries.offers import offers_in
from niangjia.organizing.web.join_answers import READERS
from niangjia.organizing.web.listings_offers import OfferListing


@page("GET", roles=READERS)
def offer_list(request):
    rows = offers_in(request.actor.scope)
    return OfferListing(request, rows).respond("organizing/offer_list.html")
