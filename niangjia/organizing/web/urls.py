"""URLs of organising and membership; each part of the work keeps its own file."""

from django.urls import include, path

from niangjia.organizing.web.views.yearly import yearly_detail

app_name = "organizing"
urlpatterns = [
    path("unions/", include("niangjia.organizing.web.urls_unions")),
    path("founding/", include("niangjia.organizing.web.urls_founding")),
    path("firms/", include("niangjia.organizing.web.urls_firms")),
    path("joining/", include("niangjia.organizing.web.urls_join_desk")),
    path("ratings/", include("niangjia.organizing.web.urls_ratings")),
    path("campaigns/", include("niangjia.organizing.web.urls_campaigns")),
    path("figures/", include("niangjia.organizing.web.urls_figures")),
    path("periods/", include("niangjia.organizing.web.urls_periods")),
    path("yearly/", yearly_detail, name="yearly_detail"),
    path("members/", include("niangjia.organizing.web.urls_members")),
]
