"""Deeds on single items; the lists stand in the portal, which gives them their namespace."""

from django.urls import path

from niangjia.kernel.notifications.web import views

urlpatterns = [
    path("<int:item_id>/hand-over/", views.item_hand_over, name="item_hand_over"),
    path("read/", views.items_read, name="items_read"),
]
