"""Rendering of one piece of template source, cotton tags included."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from niangjia.kernel.accounts.queries import NOBODY


def plain_request(path: str = "/", **data: Any) -> HttpRequest:
    """A visitor's GET request as it comes out of the middleware."""
    request = RequestFactory().get(path, data)
    request.user = AnonymousUser()
    request.actor = NOBODY
    request.session = {}
    request.htmx = None
    request._messages = CookieStorage(request)
    return request


@pytest.fixture
def draw() -> Callable[..., str]:
    """``draw('<c-badge>新</c-badge>', **context)``: the HTML a page would hold."""

    def render(source: str, request: HttpRequest | None = None, **context: Any) -> str:
        template = Template("{% load ui %}" + CottonCompiler().process(source))
        html = template.render(RequestContext(request or plain_request(), context))
        return " ".join(html.split())

    return render
