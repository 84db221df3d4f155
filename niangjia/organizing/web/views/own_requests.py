"""What members asked for their own data: the queue and one answer."""

from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions.materials import open_sent
from niangjia.organizing.actions.own_data import answer_request, view_request
from niangjia.organizing.queries.materials import sent_with
from niangjia.organizing.queries.own import request_for, requests_in
from niangjia.organizing.web.forms_join_desk import AnswerForm
from niangjia.organizing.web.handing_out import handed_out
from niangjia.organizing.web.join_answers import STAFF, ask
from niangjia.organizing.web.listings_join import RequestListing


@page("GET", roles=STAFF)
def request_list(request):
    rows = requests_in(request.actor.scope)
    return RequestListing(request, rows).respond("organizing/own_request_list.html")


@page("GET", "POST", roles=STAFF)
def request_detail(request, request_id):
    asked = request_for(request.actor.scope, request_id)
    form = AnswerForm(request.POST or None)

    def deed(grant, answer):
        told = {"grant": grant == "1", "answer": answer, "by": request.actor}
        done = answer_request(request_id=asked.pk, **told)
        return f"已答复：{done.get_state_display()}。"

    back = reverse("organizing:request_list")
    title = f"{asked.person.name}：{asked.get_kind_display()}"
    wanted = view_request(request_id=asked.pk, by=request.actor)
    more = {"asked": asked, "wanted": wanted, "sent": sent_with(asked)}
    return ask(request, form, deed, back=back, title=title, submit="答复", **more)


@page("GET", roles=STAFF)
def request_material(request, request_id, material_id):
    """Opened for the matter it was sent with; the member sees who did."""
    told = {"request_id": request_id, "material_id": material_id}
    return handed_out(*open_sent(by=request.actor, **told))
