"""Older addresses of progress by code, printed on papers: they lead to the one page there is."""

from django.shortcuts import redirect

from niangjia.kernel.documents.codes import plain_code
from niangjia.kernel.scope.access import public


@public("GET")
def founding_start(request):
    code = plain_code(request.GET.get("code", ""))
    return redirect("progress:progress_show", code) if code else redirect("progress:progress_start")


@public("GET")
def founding_show(request, code):
    return redirect("progress:progress_show", code)
