"""URLs of the trail."""

from django.urls import path

from niangjia.kernel.audit.web import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("export/", views.event_export, name="event_export"),
    path("check/", views.chain_check, name="chain_check"),
]
