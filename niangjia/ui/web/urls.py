from django.urls import path

from niangjia.ui.web import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("try/", views.gallery_try, name="gallery_try"),
    path("look/", views.look_set, name="look_set"),
]
