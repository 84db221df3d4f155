"""URLs of the matching room."""

from django.urls import include, path

app_name = "matching"
urlpatterns = [
    path("", include("niangjia.matching.web.urls_tasks")),
]
