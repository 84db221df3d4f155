from django.urls import path

from niangjia.kernel.accounts.web import unit_views as views

app_name = "units"
urlpatterns = [
    path("", views.unit_tree, name="unit_tree"),
    path("<int:pk>/", views.unit_detail, name="unit_detail"),
    path("<int:pk>/edit/", views.unit_edit, name="unit_edit"),
    path("<int:pk>/new/", views.unit_new, name="unit_new"),
    path("<int:pk>/move/", views.unit_move, name="unit_move"),
    path("<int:pk>/close/", views.unit_close, name="unit_close"),
]
