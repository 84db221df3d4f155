"""Look of the pages, and the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.kernel.accounts.access import public
from niangjia.ui.actions import keep_look
from niangjia.ui.context import THEMES

YEAR = 365 * 24 * 3600


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
