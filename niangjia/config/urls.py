"""All URLs of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("niangjia.portal.web.urls")),
    path("accounts/", include("niangjia.kernel.accounts.web.login_urls")),
    path("accounts/", include("niangjia.kernel.accounts.web.urls")),
    path("units/", include("niangjia.kernel.accounts.web.unit_urls")),
    path("audit/", include("niangjia.kernel.audit.web.urls")),
    path("", include("niangjia.kernel.documents.web.urls")),
    path("files/", include("niangjia.kernel.files.web.urls")),
    path("imports/", include("niangjia.kernel.imports.web.urls")),
    path("jobs/", include("niangjia.kernel.jobs.web.urls")),
    path("organizing/", include("niangjia.organizing.web.urls")),
    path("join/", include("niangjia.organizing.web.urls_join")),
    path("progress/", include("niangjia.organizing.web.urls_progress")),
    path("card/", include("niangjia.organizing.web.urls_card")),
    path("me/", include("niangjia.organizing.web.urls_own")),
    path("matching/", include("niangjia.matching.web.urls")),
    path("inbox/", include("niangjia.portal.web.inbox_urls")),
    path("ui/", include("niangjia.ui.web.urls")),
]
