"""What hangs on a union is added and ended here: one view each, a line of the table a kind."""

from django.http import Http404

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import coverage, papers, signs, terms, unions
from niangjia.organizing.policies.unions import CERTIFIERS, HANDS, KEEPERS, OWN
from niangjia.organizing.queries.terms import current_term
from niangjia.organizing.queries.unions import union_for
from niangjia.organizing.web import forms_records as forms
from niangjia.organizing.web.attempts import attempt, back_to, filled, form_page

ADD = {
    "cover": ("登记覆盖单位", forms.CoverForm, coverage.cover_employer, HANDS),
    "seat": ("加入联合会", forms.SeatForm, coverage.seat_union, HANDS),
    "term": ("登记换届", forms.TermForm, terms.begin_term, HANDS),
    "committee": ("登记机构", forms.CommitteeForm, terms.set_committee, HANDS),
    "officer": ("登记任职", forms.OfficerForm, terms.appoint_officer, HANDS),
    "seal": ("登记印章", forms.SealForm, papers.add_seal, OWN),
    "certificate": ("发证或换证", forms.CertificateForm, papers.issue_certificate, CERTIFIERS),
    "account": ("登记账户", forms.AccountForm, papers.open_account, OWN),
    "sign": ("登记工会动态", forms.SignForm, signs.record_sign, OWN),
    "counts": ("上报人数", forms.CountsForm, signs.report_counts, OWN),
    "code": ("登记统一社会信用代码", forms.CodeForm, unions.set_code, KEEPERS),
}
OF_TERM = ("committee", "officer")
END = {
    "cover": ("终止覆盖", forms.NotedEndForm, coverage.end_coverage, "coverage_id", HANDS),
    "seat": ("退出联合会", forms.EndForm, coverage.leave_seat, "seat_id", HANDS),
    "term": ("批准延期换届", forms.PostponeForm, terms.postpone_term, "term_id", HANDS),
    "officer": ("登记离任", forms.EndOfficeForm, terms.end_office, "officer_id", HANDS),
    "seal": ("印章停用", forms.EndSealForm, papers.end_seal, "seal_id", OWN),
    "certificate": ("证书注销或作废", forms.EndCertificateForm, papers.end_certificate,
                    "certificate_id", CERTIFIERS),
    "account": ("登记销户", forms.EndForm, papers.close_account, "account_id", OWN),
    "look": ("查看完整账号", forms.LookForm, papers.look_at_account, "account_id", OWN),
}  # fmt: skip


def _line(table, what):
    if what not in table:
        raise Http404("没有这种记录")
    return table[what]


def _subject(what, union):
    """The key of what the record hangs on: the union, or its current term."""
    if what not in OF_TERM:
        return {"union_id": union.pk}
    term = current_term(union)
    if term is None:
        raise NotAllowed("请先登记本届任期。")
    return {"term_id": term.pk}


def _closed(actor, roles):
    """Whose work it is, where it is not this actor's; else nothing."""
    return "" if actor.has(*roles) else "、".join(role.label for role in Role if role in roles)


def _add(form, what, deed, union):
    facts = form.facts() if hasattr(form, "facts") else form.cleaned_data
    return attempt(form, lambda by: deed(by=by, **_subject(what, union), **facts))


@page("GET", "POST", roles=OWN)
def record_add(request, union_id, what):
    union = union_for(request.actor.scope, union_id)
    title, kind, deed, roles = _line(ADD, what)
    form = filled(kind, request, union=union)
    if form.is_valid() and _add(form, what, deed, union):
        return back_to(request, union_id, f"已办理：{title}。")
    return form_page(request, form, title, union=union, closed=_closed(request.actor, roles))


@page("GET", "POST", roles=OWN)
def record_end(request, union_id, what, row_id):
    union = union_for(request.actor.scope, union_id)
    title, kind, deed, key, roles = _line(END, what)
    form = filled(kind, request, union=union)
    if form.is_valid() and (done := attempt(form, deed, **{key: row_id}, **form.cleaned_data)):
        said = f"账号：{done}" if what == "look" else f"已办理：{title}。"
        return back_to(request, union_id, said)
    closed = _closed(request.actor, roles)
    return form_page(request, form, title, union=union, submit="确定", closed=closed)
