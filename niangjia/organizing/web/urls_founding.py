"""URLs below ``/organizing/founding/``: cases, their steps and papers, progress by code."""

from django.urls import path

from niangjia.organizing.web.views import (
    firm_materials,
    founding,
    founding_steps,
    progress,
)

CASE = "<int:case_id>/"
urlpatterns = [
    path("", founding.case_list, name="case_list"),
    path("new/", founding.case_new, name="case_new"),
    path("progress/", progress.older_start, name="founding_start"),
    path("progress/<str:code>/", progress.older_show, name="founding_show"),
    path(CASE, founding.case_detail, name="case_detail"),
    path(f"{CASE}edit/", founding.case_amend, name="case_amend"),
    path(f"{CASE}add/<slug:what>/", founding.case_add, name="case_add"),
    path(f"{CASE}mark/<slug:what>/<int:row_id>/", founding.case_mark, name="case_mark"),
    path(f"{CASE}papers/<slug:kind>/make/", founding.paper_make, name="case_paper_make"),
    path(f"{CASE}papers/<int:paper_id>/upload/", founding.case_scan, name="case_scan"),
    path(f"{CASE}papers/<int:paper_id>/<str:form>/", founding.case_file, name="case_file"),
    path(f"{CASE}reuse/<int:material_id>/", firm_materials.case_reuse, name="case_reuse"),
    path(f"{CASE}plan/", founding_steps.case_plan, name="case_plan"),
    path(f"{CASE}ballots/<slug:seat>/", founding_steps.case_ballot, name="case_ballot"),
    path(
        f"{CASE}ballots/<int:ballot_id>/void/", founding_steps.ballot_void, name="case_ballot_void"
    ),
    path(f"{CASE}heads/", founding_steps.case_heads, name="case_heads"),
    path(f"{CASE}steps/<slug:name>/", founding_steps.case_step, name="case_step"),
]
