"""The dated data behind ledger and gaps: order of head-counts, trades."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import rulebook as actions
from niangjia.matching.queries import gap_pages
from niangjia.matching.web import forms_gaps as forms

TOLD = "已写成新的一版；下一次比对时，台账按新规则重算。"


@page("GET", roles={Role.CLERK, Role.LEADER})
def rule_list(request):
    today = timezone.localdate()
    order, orders = gap_pages.headcount_orders(today)
    context = {"order": order, "orders": orders, "groups": gap_pages.trade_rules_on(today)}
    context["may_change"] = request.actor.has(Role.CLERK)
    return render(request, "matching/gaps/rules.html", context)


def _change(request, form, deed, title, versions=(), **known):
    if form.is_valid():
        try:
            deed(by=request.actor, **known, **form.facts())
            messages.success(request, TOLD)
            return redirect("matching:rule_list")
        except (ValueError, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "rule_title": title, "versions": versions, "known": known}
    return render(request, "matching/gaps/rule_form.html", context)


@page("GET", "POST", roles={Role.CLERK})
def order_edit(request):
    order, versions = gap_pages.headcount_orders(timezone.localdate())
    form = forms.HeadcountOrderForm(request.POST or None, order=order)
    return _change(request, form, actions.change_headcount_order, "人数取值次序", versions)


@page("GET", "POST", roles={Role.CLERK})
def trade_edit(request, group, code):
    versions = gap_pages.trade_rule_versions(group, code)
    form = forms.TradeRuleForm(request.POST or None, rule=versions[0])
    title = f"{versions[0].get_group_display()}：{versions[0].label}"
    return _change(
        request, form, actions.change_trade_rule, title, versions, group=group, code=code
    )


@page("GET", "POST", roles={Role.CLERK})
def trade_new(request):
    form = forms.NewTradeRuleForm(request.POST or None)
    return _change(request, form, actions.change_trade_rule, "新增行业规则")


@page("GET", "POST", roles={Role.CLERK})
def trade_stop(request, group, code):
    rule = gap_pages.trade_rule_versions(group, code)[0]
    form = forms.StopForm(request.POST or None)
    return _change(
        request, form, actions.stop_trade_rule, f"停用：{rule.label}", group=group, code=code
    )
