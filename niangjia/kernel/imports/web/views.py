"""名册导入: upload, columns, preview, result."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from niangjia.engine.sheets import BadFile
from niangjia.kernel.files.api import FileRefused
from niangjia.kernel.imports import actions, queries
from niangjia.kernel.imports.forms import FilterForm, HeaderForm, UploadForm, read_mapping
from niangjia.kernel.imports.intake import NoSuchIntake, intake_for, intakes
from niangjia.kernel.imports.policies import may_load
from niangjia.kernel.imports.workbooks import template_bytes
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.queries import unit_for
from niangjia.kernel.workflow import NotAllowed

CLERKS = {Role.CLERK, Role.ORGANISER, Role.WINDOW, Role.CHAIR}
READERS = {*CLERKS, Role.LEADER}
PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED = (BadFile, FileRefused, NotAllowed, actions.WrongMapping)


@page("GET", roles=READERS)
def run_list(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET, actor=request.actor)
    runs = Paginator(queries.runs_in(request.actor, **form.chosen), PAGE)
    context = {"form": form, "page": runs.get_page(request.GET.get("page"))}
    context["may_upload"] = any(may_load(request.actor, kind) for kind in intakes())
    return render(request, "imports/run_list.html", context | form.chosen)


@page("GET", "POST", roles=CLERKS)
def run_new(request: ActorRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request, UploadForm(request.POST, actor=request.actor))
    given = {
        name: request.GET[name]
        for name in ("intake", "extent", "as_of", "amends")
        if name in request.GET
    }
    return _ask_for_file(request, UploadForm(initial=given, actor=request.actor))


def _upload(request, form):
    file = request.FILES.get("file")
    if not form.is_valid() or file is None:
        return _ask_for_file(
            request, form, "" if file else "没有选择文件；请选择名册文件后再上传。"
        )
    try:
        unit = unit_for(request.actor.scope, request.actor.unit_id)
        run = actions.upload(file=file, unit=unit, by=request.actor, **form.cleaned_data)
    except REFUSED as refused:
        return _ask_for_file(request, form, str(refused))
    return redirect("imports:run_mapping", run.pk)


def _ask_for_file(request, form, error=""):
    context = {"form": form, "error": error}
    return render(request, "imports/run_new.html", context)


@page("GET", roles=CLERKS)
def template_download(request: ActorRequest, code: str) -> HttpResponse:
    try:
        intake = queries.intake_to_fill(request.actor, code)
    except NoSuchIntake as absent:
        raise Http404(str(absent)) from absent
    response = HttpResponse(template_bytes(intake), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@page("GET", roles=READERS)
def run_detail(request: ActorRequest, run_id: int) -> HttpResponse:
    context = {"look": queries.overview(request.actor, run_id)}
    part = request.htmx and not request.htmx.boosted
    response = render(request, "imports/_run.html" if part else "imports/run_detail.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@page("GET", "POST", roles=CLERKS)
def run_mapping(request: ActorRequest, run_id: int) -> HttpResponse:
    error = ""
    if request.method == "POST":
        run = queries.run_for(request.actor, run_id)
        try:
            mapping = read_mapping(request.POST, len(run.titles), intake_for(run.intake))
            actions.save_mapping(run_id=run_id, mapping=mapping, by=request.actor)
            return redirect("imports:run_detail", run_id)
        except REFUSED as refused:
            error = str(refused)
    return _show_mapping(request, run_id, error)


def _show_mapping(request, run_id, error=""):
    look = queries.mapping_page(request.actor, run_id, posted=request.POST if error else None)
    at = {
        "sheet_name": look.run.sheet_name,
        "header_first": look.run.header_first,
        "header_last": look.run.header_last,
    }
    context = {
        "look": look,
        "error": error,
        "form": HeaderForm(initial=at, names=look.run.sheet_names),
    }
    return render(request, "imports/run_mapping.html", context)


@page("POST", roles=CLERKS)
def run_reread(request: ActorRequest, run_id: int) -> HttpResponse:
    run = queries.run_for(request.actor, run_id)
    form = HeaderForm(request.POST, names=run.sheet_names)
    if not form.is_valid():
        messages.error(request, "请填写表头所在的行号（1 至 60）。")
        return redirect("imports:run_mapping", run_id)
    return _taken(
        request,
        run_id,
        actions.reread,
        "已重新识别表头和各列。",
        "imports:run_mapping",
        **form.cleaned_data,
    )


@page("GET", roles=READERS)
def run_problems(request: ActorRequest, run_id: int) -> HttpResponse:
    wanted = {name: request.GET.get(name, "") for name in ("column", "verdict")}
    number = request.GET.get("page", "")
    run, found = queries.finding_page(
        request.actor, run_id, page=int(number) if number.isdecimal() else 1, **wanted
    )
    context = {"run": run, "found": found, "columns": sorted(run.counts.get("by_column", {}))}
    return render(request, "imports/run_problems.html", context | wanted)


@page("POST", roles=CLERKS)
def run_confirm(request: ActorRequest, run_id: int) -> HttpResponse:
    return _taken(request, run_id, actions.confirm, "已提交写入，完成后在本页显示结果。")


@page("POST", roles=CLERKS)
def run_abandon(request: ActorRequest, run_id: int) -> HttpResponse:
    return _taken(request, run_id, actions.abandon, "已放弃，没有写入任何内容。")


def _taken(request, run_id, action, told, back="imports:run_detail", **facts):
    try:
        action(run_id=run_id, by=request.actor, **facts)
        messages.success(request, told)
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect(back, run_id)
