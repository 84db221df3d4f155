"""One paper: its printings, its number, its scans."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from niangjia.kernel.documents import actions, queries
from niangjia.kernel.documents.actions import PaperRefused
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import BUSINESS_ROLES, Role

STAFF = BUSINESS_ROLES - {Role.LIAISON}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@page("GET", roles=STAFF)
def paper_detail(request: ActorRequest, paper_id: int) -> HttpResponse:
    context = {"look": queries.paper_page(request.actor.scope, paper_id)}
    return render(request, "documents/paper_detail.html", context)


@page("GET", roles=STAFF)
def paper_file(request: ActorRequest, paper_id: int, form: str) -> FileResponse:
    version = request.GET.get("version", "")
    try:
        name, content = actions.open_paper_file(
            paper_id=paper_id, form=form, by=request.actor,
            version=int(version[:6]) if version.isdecimal() else None,
        )  # fmt: skip
    except PaperRefused as refused:
        raise Http404(str(refused)) from refused
    response = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[form])
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-store"
    return response
