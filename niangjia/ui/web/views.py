"""Look of the pages, and the gallery of components."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.kernel.accounts.access import page, public
from niangjia.ui import gallery as shown
from niangjia.ui.actions import keep_look
from niangjia.ui.context import THEMES
from niangjia.ui.pages import confirm_page, confirmed

YEAR = 365 * 24 * 3600
gallery_access = public if settings.DEMO or settings.TESTING else page


@public("POST")
def look_set(request: HttpRequest) -> HttpResponse:
    """Theme and 长辈版: in the account of whoever is logged in, for visitors in a cookie."""
    theme = request.POST.get("theme")
    large = {"1": True, "0": False}.get(request.POST.get("large", ""))
    theme = theme if theme in THEMES else None
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
    response = redirect(back if safe else "/")
    if request.actor.account_id:
        keep_look(account_id=request.actor.account_id, theme=theme, large=large)
    for name, wish in (("theme", theme), ("large", None if large is None else str(int(large)))):
        if wish is not None:
            response.set_cookie(name, wish, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@gallery_access("GET")
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component in each state."""
    listing = shown.UnitListing(request, shown.units(), as_of=shown.DAY)
    return listing.respond("ui/gallery.html", **shown.samples())


@gallery_access("POST")
def gallery_try(request: HttpRequest) -> HttpResponse:
    """Where the gallery's forms lead: asks once more, then tells what arrived."""
    if not confirmed(request) and not request.FILES:
        question = "这只是演示，不会改动任何数据。"
        return confirm_page(request, title="确定要继续吗？", message=question)
    names = "、".join(file.name for file in request.FILES.values())
    messages.success(request, f"收到文件：{names}。" if names else "已确认，没有改动任何数据。")
    return redirect("ui:gallery")
