from django.urls import path

from niangjia.ui.web import views

app_name = "ui"
urlpatterns = [
    path("look/", views.look_set, name="look_set"),
]
