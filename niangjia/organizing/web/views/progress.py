"""进度查询: one page without login for every code; wrong ones are counted and slowed down."""

from django.shortcuts import redirect, render

from niangjia.kernel.documents.codes import plain_code
from niangjia.kernel.documents.visits import asked_too_often, may_ask
from niangjia.kernel.scope.access import public
from niangjia.organizing.queries.progress import progress_of
from niangjia.organizing.queries.ratings import rating_by
from niangjia.organizing.web.join_flow import calm

PAGE = "progress"


def shown(request, template, status=200, **context):
    return calm(render(request, template, context, status=status))


def found_by(request, code):
    """(progress, refusal): the matter of this code, or the page that says why there is none."""
    if asked_too_often(PAGE, request):
        return None, shown(request, "organizing/progress/busy.html", 429)
    found = progress_of(plain_code(code))
    if found is None:
        may_ask(PAGE, request)
        return None, shown(request, "organizing/progress/start.html", 404, code=code, missing=True)
    return found, None


@public("GET")
def progress_start(request):
    if code := plain_code(request.GET.get("code", "")):
        return redirect("progress:progress_show", code)
    return shown(request, "organizing/progress/start.html", empty="code" in request.GET)


@public("GET")
def older_start(request):
    """Older addresses, printed on papers, lead to the one page there is."""
    code = plain_code(request.GET.get("code", ""))
    return redirect("progress:progress_show", code) if code else redirect("progress:progress_start")


@public("GET")
def older_show(request, code):
    return redirect("progress:progress_show", code)


@public("GET")
def progress_show(request, code):
    found, refusal = found_by(request, code)
    if refusal:
        return refusal
    context = {"progress": found, "rating": rating_by(found.code)}
    return shown(request, "organizing/progress/show.html", **context)
