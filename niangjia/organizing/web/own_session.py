"""Who is at the phone: the member's cookie, apart from every staff session."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from niangjia.organizing.actions.own_login import LASTS, member_at

COOKIE = "member"
LARGE = "large"
YEAR = 365 * 24 * 3600


class MemberMiddleware:
    """``request.member``: looked up only where a page asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request):
        key = request.COOKIES.get(COOKIE)
        request.member = SimpleLazyObject(lambda: member_at(key)) if key else None
        return self.get_response(request)


def remember(response, key, *, large=None):
    """Keep the key on this phone; the member's own type size comes along."""
    response.set_cookie(
        COOKIE, key, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax",
        secure=settings.HTTPS,
    )  # fmt: skip
    if large is not None:
        response.set_cookie(LARGE, str(int(large)), max_age=YEAR, samesite="Lax", httponly=True)
    return response


def forget(response):
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def agent_of(request):
    """A few words that tell the member which phone this is."""
    text = request.headers.get("User-Agent", "")
    system = next((name for name in ("iPhone", "Android", "HarmonyOS", "Windows", "Mac")
                   if name in text), "其他设备")  # fmt: skip
    app = "微信" if "MicroMessenger" in text else "浏览器"
    return f"{system} {app}"
