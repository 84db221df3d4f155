"""All URLs of the house."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("ui/", include("niangjia.ui.web.urls")),
]
