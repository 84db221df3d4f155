"""Every URL declares who may open it; the permission matrix test reads the same declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import EVERY_ROLE, Role
from niangjia.kernel.scope.scoped import Absent

REFUSED = "当前岗位没有这项权限。"
NO_POST = "这个账号还没有岗位，请联系安全管理员。"

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request that came through ``ActorMiddleware``."""

    actor: Actor
    htmx: Any


@dataclass(frozen=True)
class Access:
    """Roles that may call the view, and the methods it answers. ``roles=None``: no login."""

    roles: frozenset[Role] | None
    methods: tuple[str, ...]


def page(*methods: str, roles: frozenset[Role] | set[Role] = EVERY_ROLE) -> Callable[[View], View]:
    """Open the view to these roles: ``@page("GET", roles={Role.CLERK})``.

    No login → login page; wrong role → 403 with the denied page; wrong method → 405.
    Whether the row is in scope is the query's business: it raises ``Absent``, answered 404.
    A model's ``DoesNotExist`` is a fault of ours and stays one.
    """
    access = Access(frozenset(roles), methods or ("GET",))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor.account_id is None:
                return redirect_to_login(request.get_full_path())
            if not request.actor.has(*(access.roles or ())):
                raise PermissionDenied(REFUSED if request.actor.roles else NO_POST)
            if request.method not in access.methods and request.method != "HEAD":
                return HttpResponseNotAllowed(access.methods)
            try:
                return view(request, *args, **kwargs)
            except Absent:
                raise Http404("没有这条记录。") from None

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(*methods: str) -> Callable[[View], View]:
    """Open the view to everybody, without login."""
    access = Access(None, methods or ("GET",))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in access.methods and request.method != "HEAD":
                return HttpResponseNotAllowed(access.methods)
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate
