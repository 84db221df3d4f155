"""后台任务: what runs, how far it is, stop and try again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from niangjia.kernel.jobs import actions, queries
from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.policies import may_steer
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import BUSINESS_ROLES, Role
from niangjia.kernel.workflow import NotAllowed

WORKERS = BUSINESS_ROLES - {Role.LIAISON}
PAGE = 30


@page("GET", roles=WORKERS)
def run_list(request: ActorRequest) -> HttpResponse:
    mine = request.GET.get("whose") == "mine"
    state = request.GET.get("state", "")
    chosen = state if state in RunState.values else ""
    account = request.actor.account_id if mine else None
    runs = queries.runs_in(request.actor.scope, account_id=account, state=chosen)
    context = {
        "page": Paginator(runs, PAGE).get_page(request.GET.get("page")),
        "mine": mine,
        "state": chosen,
        "states": RunState.choices,
    }
    return render(request, "jobs/run_list.html", context)


@page("GET", roles=WORKERS)
def run_detail(request: ActorRequest, run_id: int) -> HttpResponse:
    run = queries.run_for(request.actor.scope, run_id)
    context = {"run": run, "may_steer": may_steer(request.actor, run)}
    part = request.htmx and not request.htmx.boosted
    response = render(request, "jobs/_run.html" if part else "jobs/run_detail.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@page("POST", roles=WORKERS)
def run_cancel(request: ActorRequest, run_id: int) -> HttpResponse:
    return _steer(request, run_id, actions.cancel, "已请求取消，运行中的任务会在下一步停下。")


@page("POST", roles=WORKERS)
def run_retry(request: ActorRequest, run_id: int) -> HttpResponse:
    return _steer(request, run_id, actions.retry, "已重新排队。")


def _steer(request, run_id, action, told):
    try:
        action(run_id=run_id, by=request.actor)
        messages.success(request, told)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("jobs:run_detail", run_id)
