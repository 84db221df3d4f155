"""URLs of the import."""

from django.urls import path

from niangjia.kernel.imports.web import views

app_name = "imports"
urlpatterns = [
    path("", views.run_list, name="run_list"),
    path("new/", views.run_new, name="run_new"),
    path("template/<str:code>/", views.template_download, name="template_download"),
    path("<int:run_id>/", views.run_detail, name="run_detail"),
    path("<int:run_id>/mapping/", views.run_mapping, name="run_mapping"),
    path("<int:run_id>/reread/", views.run_reread, name="run_reread"),
    path("<int:run_id>/problems/", views.run_problems, name="run_problems"),
    path("<int:run_id>/confirm/", views.run_confirm, name="run_confirm"),
    path("<int:run_id>/abandon/", views.run_abandon, name="run_abandon"),
]
