"""URLs of the gap rules, their runs and the dated data behind them."""

from django.urls import path

from niangjia.matching.web.views import gap_runs, gaps, rulebook

urlpatterns = [
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("gaps/new/", gaps.gap_new, name="gap_new"),
    path("gaps/<slug:code>/", gaps.gap_rule, name="gap_rule"),
    path("gaps/<slug:code>/edit/", gaps.gap_edit, name="gap_edit"),
    path("gaps/<slug:code>/run/", gaps.gap_start, name="gap_start"),
    path("gaps/runs/<int:run_id>/", gap_runs.gap_run, name="gap_run"),
    path("gaps/runs/<int:run_id>/tasks/", gap_runs.gap_tasks, name="gap_tasks"),
    path("gaps/runs/<int:run_id>/compare/", gap_runs.gap_compare, name="gap_compare"),
    path("rules/", rulebook.rule_list, name="rule_list"),
    path("rules/headcount/", rulebook.order_edit, name="order_edit"),
    path("rules/new/", rulebook.trade_new, name="trade_new"),
    path("rules/<slug:group>/<slug:code>/", rulebook.trade_edit, name="trade_edit"),
    path("rules/<slug:group>/<slug:code>/stop/", rulebook.trade_stop, name="trade_stop"),
]
