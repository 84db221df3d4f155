"""Terms and routes of the task list."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import task_rules as actions
from niangjia.matching.queries.task_desk import clocks_in_force, routes_in
from niangjia.matching.web.forms_tasks import ClockForm, RouteForm
from niangjia.matching.web.views.task_steps import attempt

STAFF = {Role.CLERK, Role.ORGANISER, Role.LEADER}


@page("GET", roles=STAFF)
def task_rules(request):
    today = timezone.localdate()
    context = {"clocks": clocks_in_force(today), "routes": routes_in(request.actor, today)}
    context["may_change"] = request.actor.has(Role.CLERK)
    return render(request, "matching/tasks/rules.html", context)


def _change(request, kind, deed, title):
    sent = request.POST if request.method == "POST" else None
    form = kind(sent, actor=request.actor)
    if form.is_valid() and attempt(form, deed, **form.cleaned_data):
        messages.success(request, f"{title}：已保存，自今日起生效。")
        return redirect("matching:task_rules")
    return render(request, "matching/tasks/rule_form.html", {"form": form, "rule_title": title})


@page("GET", "POST", roles={Role.CLERK})
def clock_change(request):
    return _change(request, ClockForm, actions.change_clock, "改期限")


@page("GET", "POST", roles={Role.CLERK})
def route_add(request):
    return _change(request, RouteForm, actions.add_route, "加派单规则")


@page("POST", roles={Role.CLERK})
def route_end(request, route_id):
    try:
        route = actions.end_route(route_id=route_id, by=request.actor)
        messages.success(request, f"已停用：{route.label}。")
    except (ValueError, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:task_rules")
