from django.urls import path

from niangjia.portal.web import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("screen/", views.screen, name="screen"),
    path("unions/", views.union_list, name="union_list"),
    path("search/", views.search_page, name="search"),
]
