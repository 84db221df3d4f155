"""URLs below ``/join/``: short, for they stand in QR codes."""

from django.urls import path

from niangjia.organizing.web.views import join_find, join_form, join_progress, progress

app_name = "join"
urlpatterns = [
    path("", join_find.join_find, name="join_find"),
    path("union/<int:union_id>/", join_find.join_choose, name="join_choose"),
    path("progress/", progress.older_start, name="progress_start"),
    path("progress/<str:code>/", join_progress.progress_show, name="progress_show"),
    path("<str:token>/", join_form.join_start, name="join_start"),
]
