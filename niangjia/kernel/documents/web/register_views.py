"""The register of numbers, the 机关代字, public checks: what is done there. Lists: the portal."""

from django.http import HttpResponse

from niangjia.kernel.documents import actions, queries
from niangjia.kernel.documents.forms import CloseForm, CodeForm, ReasonForm, TakeForm
from niangjia.kernel.documents.web.asking import STAFF, ask, shown
from niangjia.kernel.scope.access import ActorRequest, page

CODES = ("documents:code_list",)
NUMBERS = ("portal:number_list",)
CHECKS = ("portal:check_list",)


@page("GET", roles=STAFF)
def code_list(request: ActorRequest) -> HttpResponse:
    codes = queries.codes(request.actor.scope)
    return shown(request, "documents/code_list.html", codes=codes)


@page("GET", "POST", roles=STAFF)
def code_new(request: ActorRequest) -> HttpResponse:
    form = CodeForm(request.POST or None, scope=request.actor.scope)

    def deed(unit, word, **told):
        actions.open_code(unit_id=unit, word=word, by=request.actor, **told)
        return f"已启用机关代字“{word}”。"

    return ask(request, form, deed, back=CODES, title="启用机关代字", submit="启用")


@page("GET", "POST", roles=STAFF)
def code_close(request: ActorRequest, code_id: int) -> HttpResponse:
    code = queries.code_for(request.actor.scope, code_id)

    def deed(valid_to):
        actions.close_code(code_id=code_id, valid_to=valid_to, by=request.actor)
        return f"机关代字“{code.word}”自 {valid_to} 起停用。"

    told = {"title": f"停用机关代字“{code.word}”", "lead": "已取的文号不变，登记簿照常可查。"}
    form = CloseForm(request.POST or None)
    return ask(request, form, deed, back=CODES, submit="停用", tone="danger", **told)


@page("GET", "POST", roles=STAFF)
def number_take(request: ActorRequest) -> HttpResponse:
    form = TakeForm(request.POST or None, scope=request.actor.scope)

    def deed(code, title, dated):
        taken = actions.take_number(code_id=code.pk, title=title, dated=dated, by=request.actor)
        return f"已取号 {taken}。"

    lead = "在本系统里拟稿的公文印发时自动取号，不必在这里取。"
    return ask(request, form, deed, back=NUMBERS, title="取文号", lead=lead, submit="取号")


@page("GET", "POST", roles=STAFF)
def number_void(request: ActorRequest, number_id: int) -> HttpResponse:
    taken = queries.number_for(request.actor.scope, number_id)

    def deed(reason):
        actions.void_number(number_id=number_id, reason=reason, by=request.actor)
        return f"{taken} 已作废，留在登记簿里。"

    told = {
        "title": f"作废文号 {taken}",
        "lead": f"《{taken.title}》。作废后不能恢复，号码不再使用。",
    }
    form = ReasonForm(request.POST or None)
    return ask(request, form, deed, back=NUMBERS, submit="作废", tone="danger", **told)


@page("GET", "POST", roles=STAFF)
def check_revoke(request: ActorRequest, check_id: int) -> HttpResponse:
    check = queries.check_for(request.actor.scope, check_id)

    def deed(reason):
        actions.revoke_check(check_id=check_id, reason=reason, by=request.actor)
        return "已撤销，查验页自此显示原因。"

    told = {"title": f"撤销{check.label}", "lead": "撤销后扫码的人会看到“已撤销”和这里写的原因。"}
    form = ReasonForm(request.POST or None)
    return ask(request, form, deed, back=CHECKS, submit="撤销", tone="danger", **told)
