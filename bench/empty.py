"""The house with one page more, an empty one, to compare with on the same server."""

import os
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from niangjia.kernel.accounts.access import page  # noqa: E402


@page("GET")
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, through the same middleware and for the same people."""
    return HttpResponse("")


urlpatterns = [path("bench/empty/", empty), path("", include("niangjia.config.urls"))]
settings.ROOT_URLCONF = __name__
application = WSGIHandler()
