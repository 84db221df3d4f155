"""URLs below ``/progress/``: any code a citizen was given."""

from django.urls import path

from niangjia.organizing.web.views import progress, ratings

app_name = "progress"
urlpatterns = [
    path("", progress.progress_start, name="progress_start"),
    path("<str:code>/", progress.progress_show, name="progress_show"),
    path("<str:code>/rate/", ratings.progress_rate, name="progress_rate"),
]
