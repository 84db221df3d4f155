"""URLs of the matching room."""

from django.urls import include, path

from niangjia.matching.web.views import ledger, overview

app_name = "matching"
urlpatterns = [
    path("", overview.home, name="home"),
    path("batches/", overview.batch_list, name="batch_list"),
    path("runs/", overview.link_run_list, name="link_run_list"),
    path("runs/start/", overview.link_start, name="link_start"),
    path("runs/<int:run_id>/", overview.link_run, name="link_run"),
    path("ledger/", ledger.ledger_list, name="ledger_list"),
    path("ledger/<int:enterprise_id>/", ledger.enterprise_detail, name="enterprise_detail"),
    path("", include("niangjia.matching.web.urls_candidates")),
    path("", include("niangjia.matching.web.urls_quality")),
    path("", include("niangjia.matching.web.urls_gaps")),
    path("", include("niangjia.matching.web.urls_tasks")),
]
