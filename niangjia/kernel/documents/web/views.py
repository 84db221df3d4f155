"""One paper: its printings, its number, its scans."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect

from niangjia.kernel.documents import actions, queries
from niangjia.kernel.documents.forms import IssueForm, ReasonForm, ScanForm, SealForm
from niangjia.kernel.documents.web.asking import REFUSED, STAFF, ask, do, shown
from niangjia.kernel.scope.access import ActorRequest, page

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@page("GET", roles=STAFF)
def paper_detail(request: ActorRequest, paper_id: int) -> HttpResponse:
    look = queries.paper_page(request.actor.scope, paper_id)
    return shown(request, "documents/paper_detail.html", look=look, scan_form=ScanForm())


@page("GET", roles=STAFF)
def paper_file(request: ActorRequest, paper_id: int, form: str) -> FileResponse:
    version = request.GET.get("version", "")
    number = int(version[:6]) if version.isdecimal() else None
    if form not in TYPES:
        raise Http404("只有 PDF 和 DOCX。")
    name, content = actions.open_paper_file(
        paper_id=paper_id, form=form, version=number, by=request.actor
    )
    response = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[form])
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-store"
    return response


@page("GET", "POST", roles=STAFF)
def paper_issue(request: ActorRequest, paper_id: int) -> HttpResponse:
    scope, back = request.actor.scope, ("documents:paper_detail", paper_id)
    paper = queries.paper_for(scope, paper_id)

    def deed(code, dated):
        made = actions.issue_paper(
            paper_id=paper_id, code_id=code and code.pk, dated=dated, by=request.actor
        )
        return f"已印发{made.number}。"

    lead = f"《{paper.title}》。印发后取号、去掉草稿水印，内容不能再改。"
    form = IssueForm(request.POST or None, scope=scope, kind=paper.kind)
    return ask(request, form, deed, back=back, submit="印发", title="印发公文", lead=lead)


@page("GET", "POST", roles=STAFF)
def paper_void(request: ActorRequest, paper_id: int) -> HttpResponse:
    paper = queries.paper_for(request.actor.scope, paper_id)
    form = ReasonForm(request.POST or None)

    def deed(reason):
        actions.void_paper(paper_id=paper_id, reason=reason, by=request.actor)
        return "已作废，文件和文号都留存。"

    told = {
        "title": "作废公文",
        "lead": f"《{paper.title}》{paper.number}作废后不能恢复，文号不再使用。",
    }
    back = ("documents:paper_detail", paper_id)
    return ask(request, form, deed, back=back, submit="作废", tone="danger", **told)


@page("POST", roles=STAFF)
def paper_print(request: ActorRequest, paper_id: int) -> HttpResponse:
    def deed():
        made = actions.print_again(paper_id=paper_id, by=request.actor)
        return f"已生成第 {made.version} 版，以前的版次留存。"

    return do(request, deed, back=("documents:paper_detail", paper_id))


@page("POST", roles=STAFF)
def paper_scan(request: ActorRequest, paper_id: int) -> HttpResponse:
    queries.paper_for(request.actor.scope, paper_id)
    form, file = ScanForm(request.POST), request.FILES.get("file")
    if file is None or not form.is_valid():
        messages.error(request, "请选择扫描件（PDF 或图片），并填写收到日期。")
        return redirect("documents:paper_detail", paper_id)
    try:
        actions.attach_scan(
            paper_id=paper_id, stream=file, name=file.name, by=request.actor, **form.cleaned_data
        )
        messages.success(request, "扫描件已收存并核销。")
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect("documents:paper_detail", paper_id)


@page("GET", "POST", roles=STAFF)
def seal_check(request: ActorRequest) -> HttpResponse:
    asked, look = request.method == "POST", None
    form = SealForm(request.POST, request.FILES) if asked else SealForm()
    if form.is_valid():
        look = queries.seal_look(request.actor.scope, form.cleaned_data["file"].read())
    return shown(request, "documents/seal_check.html", form=form, look=look)
