"""Who is asking, and whether something must be settled first."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve

from niangjia.kernel.accounts.actions import note_logout
from niangjia.kernel.accounts.queries import actor_in, current_posts, has_second_factor

Answer = Callable[[HttpRequest], HttpResponse]

POST_CHOSEN = "post_id"
SEEN_AT = "seen_at"
FACTOR_SET = "factor_set"
SEEN_EVERY = 60  # seconds between two notes of "still here": not a write for every page
FIRST_CHANGE_PASSWORD = "account_change_password"
FIRST_SET_FACTOR = "mfa_index"
# These pages must open before everything is settled, or nothing could ever be settled.
ALWAYS_OPEN = ("account_logout", "account_reauthenticate", "ui:look_set")


class ActorMiddleware:
    """``request.actor`` and ``request.posts``: one query for the account, one for its posts."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        posts = current_posts(user.pk) if user.is_authenticated else []
        request.posts = posts  # type: ignore[attr-defined]
        request.actor = actor_in(user, posts, request.session.get(POST_CHOSEN))  # type: ignore[attr-defined]
        return self.get_response(request)


class GateMiddleware:
    """Idle time-out; then: a new password first, a second factor first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        return end_if_idle(request) or settle_first(request) or self.get_response(request)


def end_if_idle(request: HttpRequest) -> HttpResponse | None:
    """Log out who has done nothing for too long; otherwise note the time now and then."""
    if not settings.IDLE_MINUTES:
        return None
    now = int(time.time())
    idle = now - request.session.get(SEEN_AT, now)
    if idle > settings.IDLE_MINUTES * 60:
        note_logout(account=request.user, reason="idle")  # type: ignore[arg-type]
        logout(request)
        messages.warning(
            request, f"超过 {settings.IDLE_MINUTES} 分钟没有操作，已自动退出，请重新登录。"
        )
        return _to(request, "account_login")
    if idle >= SEEN_EVERY or SEEN_AT not in request.session:
        request.session[SEEN_AT] = now
    return None


def settle_first(request: HttpRequest) -> HttpResponse | None:
    """The page that must be visited before any other, if there is one."""
    name = url_name(request)
    if name in ALWAYS_OPEN:
        return None
    if request.user.must_change_password:  # type: ignore[union-attr]
        return None if name == FIRST_CHANGE_PASSWORD else _to(request, FIRST_CHANGE_PASSWORD)
    if settings.SECOND_FACTOR_REQUIRED and not name.startswith("mfa_") and not _factor_set(request):
        messages.info(request, "请先设置第二因素（验证器或通行密钥），再使用系统。")
        return _to(request, FIRST_SET_FACTOR)
    return None


def url_name(request: HttpRequest) -> str:
    """The full name of the URL asked for; empty when there is none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _factor_set(request: HttpRequest) -> bool:
    # Asked once a session: removal by the administrator ends the session, and the last factor
    # cannot be removed by its owner.
    if not request.session.get(FACTOR_SET) and has_second_factor(request.user.pk or 0):
        request.session[FACTOR_SET] = True
    return bool(request.session.get(FACTOR_SET))


def _to(request: HttpRequest, name: str) -> HttpResponse:
    if request.headers.get("HX-Request"):  # htmx follows a redirect silently: tell the browser
        return HttpResponse(headers={"HX-Redirect": resolve_url(name)})
    answer: HttpResponseRedirect = redirect(name)
    return answer
