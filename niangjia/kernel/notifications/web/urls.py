"""URLs of the inbox."""

from django.urls import path

from niangjia.kernel.notifications.web import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:item_id>/hand-over/", views.item_hand_over, name="item_hand_over"),
    path("<int:item_id>/read/", views.item_read, name="item_read"),
]
