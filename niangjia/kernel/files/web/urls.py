"""URLs of stored files."""

from django.urls import path

from niangjia.kernel.files.web import views

app_name = "files"
urlpatterns = [path("<int:file_id>/", views.file_download, name="file_download")]
