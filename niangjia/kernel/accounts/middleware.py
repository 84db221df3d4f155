"""Resolves the acting post once per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from niangjia.kernel.accounts.queries import actor_for


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_for(request.user, request.session.get("post_id"))  # type: ignore[attr-defined]
        return self.get_response(request)
