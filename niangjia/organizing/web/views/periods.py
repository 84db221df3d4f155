"""Period tables: the list, one table, reporting it, deciding on it, the sum of those below."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import periods as actions
from niangjia.organizing.policies.periods import DEFINERS, READERS
from niangjia.organizing.queries import periods
from niangjia.organizing.web.attempts import attempt, filled
from niangjia.organizing.web.forms_periods import ReportForm, ReturnForm, StepForm
from niangjia.organizing.web.listings_periods import TableListing, cells_table, summary_table
from niangjia.organizing.web.period_pages import DECISIONS, detail_page, summary_page
from niangjia.organizing.web.tables_plain import exported
from niangjia.organizing.workflow.periods import PERIOD_FLOW


@page("GET", roles=READERS)
def period_list(request):
    listing = TableListing(request, periods.tables(request.actor.scope))
    return listing.respond("organizing/periods/list.html", defines=request.actor.has(*DEFINERS))


@page("GET", roles=READERS)
def period_detail(request, table_id):
    table = periods.table_for(request.actor.scope, table_id)
    cells = periods.cells_of(table)
    answer = exported(request, lambda: cells_table(request, table, cells))
    context = detail_page(request.actor, table, cells)
    return answer or render(request, "organizing/periods/detail.html", context)


@page("GET", "POST", roles=DEFINERS)
def period_report(request, table_id):
    table = periods.table_for(request.actor.scope, table_id)
    form = filled(ReportForm, request, cells=periods.cells_of(table))
    if form.is_valid() and attempt(form, actions.report_table, table_id=table_id, told=form.told):
        messages.success(request, "已上报，等待上级审核。")
        return redirect("organizing:period_detail", table_id)
    steps = [step.name for step in periods.open_steps(request.actor, table)]
    context = {"form": form, "table": table, "open": "report" in steps}
    return render(request, "organizing/periods/report.html", context)


@page("GET", "POST", roles=READERS)
def period_step(request, table_id, name):
    table = periods.table_for(request.actor.scope, table_id)
    step, deed = PERIOD_FLOW.steps[name], DECISIONS[name]
    known = {"cells": periods.cells_of(table)} if name == "return" else {"must": step.needs_reason}
    form = filled(ReturnForm if name == "return" else StepForm, request, **known)
    if form.is_valid() and attempt(form, deed, table_id=table_id, **form.facts):
        messages.success(request, f"已办理：{step.label}。")
        return redirect("organizing:period_detail", table_id)
    context = {"form": form, "table": table, "step": step}
    context["open"] = step in periods.open_steps(request.actor, table)
    return render(request, "organizing/periods/step.html", context)


@page("GET", roles=READERS)
def period_summary(request, form_id, until):
    actor = request.actor
    form = periods.form_for(actor.unit_path, form_id)
    top = periods.top_for(actor, form, request.GET.get("unit", ""))
    found = periods.summary(form, top, until, actor.scope)
    if found is None:
        raise Http404("这一期还没有下发，或者本单位不填这张表。")
    answer = exported(request, lambda: summary_table(request, found))
    return answer or render(request, "organizing/periods/summary.html", summary_page(found))
