"""The house with two pages more, empty ones, to compare with on the same server."""

import warnings

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")

from niangjia.config.wsgi import application, settle  # noqa: E402, I001  (sets up what follows)

from django.conf import settings  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import include, path  # noqa: E402

from niangjia.kernel.accounts.access import page  # noqa: E402


@page("GET")
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, through the same middleware and for the same people."""
    return HttpResponse("")


FRAME = engines["django"].from_string('{% extends "ui/page.html" %}')


@page("GET")
def frame(request: HttpRequest) -> HttpResponse:
    """What stands around every page: navigation, inbox count, person; and nothing in it."""
    return HttpResponse(FRAME.render({}, request))


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/frame/", frame),
    path("", include("niangjia.config.urls")),
]
settings.ROOT_URLCONF = __name__
settle()
__all__ = ["application"]
