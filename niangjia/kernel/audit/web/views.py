"""操作留痕: for the audit administrator alone."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.audit import actions, queries
from niangjia.kernel.audit.exports import csv_lines
from niangjia.kernel.audit.forms import EventFilter
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import Role

AUDITOR = {Role.AUDIT_ADMIN}
PAGE = 50


@page("GET", roles=AUDITOR)
def event_list(request: ActorRequest) -> HttpResponse:
    form = EventFilter(request.GET)
    before = request.GET.get("before", "")
    found = queries.events_in(request.actor.scope, form.wish)
    events, older = queries.page_of(found, int(before[:18]) if before.isdecimal() else None, PAGE)
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {"form": form, "events": events, "older": older, "before": before}
    context |= {"asked": asked.urlencode(), "chain": queries.chain_state()}
    return render(request, "audit/event_list.html", context)


@page("GET", roles=AUDITOR)
def event_export(request: ActorRequest) -> StreamingHttpResponse:
    events = actions.export_events(wish=EventFilter(request.GET).wish, by=request.actor)
    response = StreamingHttpResponse(csv_lines(queries.lines_of(events)), content_type="text/csv")
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    response["Content-Disposition"] = f'attachment; filename="audit-{stamp}.csv"'
    return response


@page("POST", roles=AUDITOR)
def chain_check(request: ActorRequest) -> HttpResponse:
    check = actions.check_chain(by=request.actor)
    if check.ok:
        messages.success(request, f"留痕链完好，共核对 {check.checked:,} 行。")
    else:
        messages.error(request, "留痕链有问题，请看页面上的说明并立即报告。")
    return redirect("audit:event_list")
