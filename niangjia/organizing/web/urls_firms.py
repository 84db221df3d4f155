"""URLs below ``/organizing/firms/``: a firm at the counter."""

from django.urls import path

from niangjia.organizing.web.views import firms

FIRM = "<int:employer_id>/"
urlpatterns = [
    path("", firms.firm_list, name="firm_list"),
    path(FIRM, firms.firm_detail, name="firm_detail"),
    path(f"{FIRM}found/", firms.firm_found, name="firm_found"),
]
