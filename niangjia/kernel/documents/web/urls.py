"""URLs of papers; the public ones are short, for they stand in QR codes."""

from django.urls import path

from niangjia.kernel.documents.web import public_views, views

app_name = "documents"
urlpatterns = [
    path("q/<str:token>/", public_views.link_open, name="link_open"),
    path("check/", public_views.check_start, name="check_start"),
    path("check/<str:code>/", public_views.check_show, name="check_show"),
    path("documents/papers/<int:paper_id>/", views.paper_detail, name="paper_detail"),
    path("documents/papers/<int:paper_id>/<str:form>/", views.paper_file, name="paper_file"),
]
