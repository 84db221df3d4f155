"""Cases of founding: list, open, page, people, papers."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import founding, founding_apply, founding_papers, founding_people
from niangjia.organizing.actions.founding_files import open_case_file
from niangjia.organizing.policies.founding import READERS
from niangjia.organizing.queries.founding import (
    case_for,
    case_rows,
    employers_of_case,
    newest_count,
    paper_in,
)
from niangjia.organizing.queries.founding_page import case_page
from niangjia.organizing.queries.materials import offered_to
from niangjia.organizing.web import forms_founding as forms
from niangjia.organizing.web.attempts import filled
from niangjia.organizing.web.join_answers import REFUSED
from niangjia.organizing.web.listings_founding import CaseListing
from niangjia.organizing.workflow.founding import DECIDERS, HANDS, REGISTRARS

OPENERS = HANDS - {"chair"}
TYPES = {"pdf": "application/pdf",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "scan": "application/octet-stream"}  # fmt: skip


def asked(request, form, deed, *, title, case=None, said="已办理。", submit="提交", **context):
    """Show the form; filled, do the deed and go to the case; a refusal stays above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            done = deed(**form.facts())
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("organizing:case_detail", (case or done).pk)
    if case:
        context["back"] = reverse("organizing:case_detail", args=[case.pk])
    context.setdefault("back", reverse("organizing:case_list"))
    context |= {"form": form, "form_title": title, "submit": submit, "case": case}
    return render(request, "organizing/founding/form.html", context)


def done(request, case_id, deed, said):
    """Do it and go back to the case, with its sentence or its refusal."""
    try:
        deed()
        messages.success(request, said)
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect("organizing:case_detail", case_id)


@page("GET", roles=READERS)
def case_list(request):
    rows = case_rows(request.actor.scope)
    opens = request.actor.has(*OPENERS)
    return CaseListing(request, rows).respond("organizing/founding/list.html", opens=opens)


@page("GET", "POST", roles=OPENERS)
def case_new(request):
    form = filled(forms.OpenForm, request)

    def deed(**_):
        return founding.open_case(opening=form.opening(), by=request.actor)

    said = "已发起建会，请登记筹备组，再生成请示。"
    told = {"title": "发起建会", "said": said, "submit": "发起", "columns": 2}
    return asked(request, form, deed, looks_up=True, **told)


@page("GET", roles=READERS)
def case_detail(request, case_id):
    found = case_page(request.actor, case_id)
    context = {"page": found, "case": found.case}
    return render(request, "organizing/founding/detail.html", context)


@page("GET", "POST", roles=OPENERS)
def case_amend(request, case_id):
    case = case_for(request.actor.scope, case_id)
    firms = employers_of_case(case)
    firm = firms[0] if len(firms) == 1 else None
    form = filled(forms.AmendForm, request, case=case, firm=firm, count=firm and newest_count(firm))

    def deed(**facts):
        return founding.amend_case(case_id=case_id, by=request.actor, **facts)

    return asked(request, form, deed, title="申请事项", case=case, submit="保存", columns=2)


ADDITIONS = {
    "employer": ("添加单位", forms.EmployerForm, founding.add_employer),
    "preparer": ("登记筹备组成员", forms.PreparerForm, founding_people.add_preparer),
    "candidate": ("登记候选人", forms.CandidateForm, founding_people.add_candidate),
    "material": ("上传材料", forms.MaterialForm, founding_papers.add_material),
}
REMOVALS = {
    "preparer": ("preparer_id", founding_people.remove_preparer, "已移出筹备组。"),
    "candidate": ("candidate_id", founding_people.withdraw_candidate, "已退出候选。"),
    "defect": ("defect_id", founding_apply.settle_defect, "已标为补正。"),
    "check": ("paper_id", founding_papers.check_paper, "扫描件已核对。"),
}


def _of(table, what):
    if what not in table:
        raise Http404("没有这一项")
    return table[what]


@page("GET", "POST", roles=HANDS)
def case_add(request, case_id, what):
    """Somebody, an employer or an uploaded paper is added."""
    case = case_for(request.actor.scope, case_id)
    title, kind, deed = _of(ADDITIONS, what)
    form = filled(kind, request, case=case)
    columns = 1 if what == "material" else 2

    def do(**facts):
        return deed(case_id=case_id, by=request.actor, **facts)

    offers = offered_to(case) if what == "material" else []
    told = {"title": title, "case": case, "submit": "保存", "columns": columns}
    return asked(request, form, do, offers=offers, **told)


@page("POST", roles=HANDS | DECIDERS | REGISTRARS)
def case_mark(request, case_id, what, row_id):
    """Taken off, mended, checked off: one click on a row of the page."""
    case_for(request.actor.scope, case_id)
    key, deed, said = _of(REMOVALS, what)

    def do():
        deed(case_id=case_id, by=request.actor, **{key: row_id})

    return done(request, case_id, do, said)


@page("POST", roles=HANDS)
def paper_make(request, case_id, kind):
    case_for(request.actor.scope, case_id)

    def do():
        founding_papers.make_paper(case_id=case_id, kind=kind, by=request.actor)

    return done(request, case_id, do, "已生成，可以下载打印、签字盖章后上传扫描件。")


@page("GET", "POST", roles=HANDS)
def case_scan(request, case_id, paper_id):
    case = case_for(request.actor.scope, case_id)
    paper_in(case, paper_id)
    form = filled(forms.ScanForm, request, case=case)

    def do(**facts):
        founding_papers.add_scan(case_id=case_id, paper_id=paper_id, by=request.actor, **facts)

    return asked(
        request, form, do, title="上传签字扫描件", case=case, said="扫描件已收存，等待上级核对。"
    )


@page("GET", roles=READERS)
def case_file(request, case_id, paper_id, form):
    name, content = open_case_file(
        case_id=case_id, paper_id=paper_id, form=_of({k: k for k in TYPES}, form), by=request.actor
    )
    response = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[form])
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-store"
    return response
