"""What anybody may open without login: the check page and signed links. Rate-limited, not indexed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.documents import queries
from niangjia.kernel.documents.codes import BadLink, ExpiredLink, plain_code, read_link
from niangjia.kernel.documents.links import target_of
from niangjia.kernel.documents.visits import may_ask
from niangjia.kernel.scope.access import public

TOO_OFTEN = "documents/check_busy.html"


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """At most so many visits of an address in ten minutes; kept from search engines and caches."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if may_ask("check", request):
            response = view(request, *args, **kwargs)
        else:
            response = render(request, TOO_OFTEN, status=429)
            response["Retry-After"] = "600"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


@public("GET")
@limited
def check_start(request: HttpRequest) -> HttpResponse:
    code = plain_code(request.GET.get("code", ""))
    if code:
        return redirect("documents:check_show", code)
    return render(request, "documents/check_start.html")


@public("GET", "POST")
@limited
def check_show(request: HttpRequest, code: str) -> HttpResponse:
    check, file = queries.public_check(code), request.FILES.get("file")
    context = {"check": check, "now": timezone.now(), "missing": request.method == "POST"}
    if file is not None and check.found and check.found.sm3:
        context |= {
            "missing": False,
            "same": queries.same_file(check.found, file),
            "name": file.name,
        }
    return render(request, "documents/check_show.html", context)


@public("GET")
@limited
def link_open(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return redirect(target_of(read_link(token, at=timezone.now())))
    except BadLink as refused:
        context = {"message": str(refused), "expired": isinstance(refused, ExpiredLink)}
        return render(request, "documents/link_refused.html", context, status=403)
