from django.urls import path

from niangjia.portal.web import paper_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("screen/", views.screen, name="screen"),
    path("unions/", views.union_list, name="union_list"),
    path("search/", views.search_page, name="search"),
    path("papers/", paper_views.paper_list, name="paper_list"),
    path("papers/numbers/", paper_views.number_list, name="number_list"),
    path("papers/checks/", paper_views.check_list, name="check_list"),
]
