"""Where a case stands, for whoever has its code: no login, masked, rate-limited."""

from django.shortcuts import redirect, render

from niangjia.kernel.documents.codes import is_ours, plain_code
from niangjia.kernel.documents.visits import asked_too_often, may_ask
from niangjia.kernel.scope.access import public
from niangjia.organizing.queries.founding_page import progress_of
from niangjia.organizing.web.join_flow import calm

PAGE = "founding"


def _page(request, template, status=200, **context):
    return calm(render(request, template, context, status=status))


@public("GET")
def founding_start(request):
    code = plain_code(request.GET.get("code", ""))
    if code:
        return redirect("organizing:founding_show", code)
    return _page(request, "organizing/founding/progress_start.html")


@public("GET")
def founding_show(request, code):
    if asked_too_often(PAGE, request):
        return _page(request, "organizing/founding/progress_busy.html", 429)
    found = progress_of(plain_code(code)) if is_ours(plain_code(code)) else None
    if found is None:
        may_ask(PAGE, request)
        return _page(
            request, "organizing/founding/progress_start.html", 404, code=code, missing=True
        )
    return _page(request, "organizing/founding/progress.html", progress=found, case=found.case)
