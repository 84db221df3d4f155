"""Codes to join by: list, new, poster, screen, stop; and the day list for a venue offline."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.documents.api import qr_svg
from niangjia.kernel.scope.access import page
from niangjia.organizing.actions.cards import pack_day
from niangjia.organizing.actions.join_codes import open_code, poster_of, stop_code
from niangjia.organizing.enums.members import CodeKind
from niangjia.organizing.queries.join_codes import code_for, codes_in, live_address
from niangjia.organizing.web.card_pack import pack_page
from niangjia.organizing.web.forms_join_desk import CodeForm, PackForm
from niangjia.organizing.web.join_answers import REFUSED, STAFF, ask, do
from niangjia.organizing.web.listings_join import CodeListing
from niangjia.ui.pages import confirm_page, confirmed, wants_part

LIST = "organizing:code_list"


@page("GET", roles=STAFF)
def code_list(request):
    return CodeListing(request, codes_in(request.actor.scope)).respond(
        "organizing/join_code_list.html"
    )


@page("GET", "POST", roles=STAFF)
def code_new(request):
    form = CodeForm(request.POST or None, actor=request.actor)

    def deed(union, **told):
        open_code(union_id=union, by=request.actor, **told)
        return "入会码已启用，可以下载海报或在大屏显示。"

    lead = "固定码下载海报张贴；动态码在现场屏幕上显示，定时更换，拍照转发无效。"
    return ask(request, form, deed, back=reverse(LIST), title="新建入会码", lead=lead)


@page("GET", roles=STAFF)
def code_poster(request, code_id):
    code = code_for(request.actor.scope, code_id)
    if code.kind == CodeKind.DYNAMIC:
        raise Http404("动态码没有海报。")
    response = HttpResponse(poster_of(code), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="join-{code.pk}.pdf"'
    return response


@page("GET", roles=STAFF)
def code_screen(request, code_id):
    """The code of the moment, large; htmx asks for the next one in time."""
    code = code_for(request.actor.scope, code_id)
    if code.kind != CodeKind.DYNAMIC:
        raise Http404("固定码请下载海报。")
    address = live_address(code, timezone.now())
    context = {"code": code, "qr": qr_svg(address, label="入会二维码"), "every": code.refresh}
    part = "organizing/_join_live.html"
    return render(request, part if wants_part(request) else "organizing/join_screen_code.html",
                  context)  # fmt: skip


@page("GET", "POST", roles=STAFF)
def code_stop(request, code_id):
    code = code_for(request.actor.scope, code_id)
    if not confirmed(request):
        text = f"{code.union.unit.name}，{code.place}。停用后已张贴的海报和屏幕上的码立即失效。"
        return confirm_page(request, title="停用入会码", message=text, back=reverse(LIST))

    def deed():
        stop_code(code_id=code.pk, by=request.actor)
        return "入会码已停用。"

    return do(request, deed, LIST)


@page("GET", "POST", roles=STAFF)
def card_pack(request):
    """A file for a phone without network: nothing is fetched, nothing is sent."""
    form = PackForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            pack = pack_day(union_id=told.pop("union"), by=request.actor, **told)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            response = HttpResponse(pack_page(pack), content_type="text/html; charset=utf-8")
            name = f"card-check-{pack.day}.html"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    return render(request, "organizing/card_pack.html", {"form": form})
