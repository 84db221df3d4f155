"""URLs of the runs."""

from django.urls import path

from niangjia.kernel.jobs.web import views

app_name = "jobs"
urlpatterns = [
    path("", views.run_list, name="run_list"),
    path("<int:run_id>/", views.run_detail, name="run_detail"),
    path("<int:run_id>/cancel/", views.run_cancel, name="run_cancel"),
    path("<int:run_id>/retry/", views.run_retry, name="run_retry"),
]
