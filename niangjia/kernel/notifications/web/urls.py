"""Deeds on single items; the lists stand in the portal, which gives them their namespace."""

from django.urls import path

from niangjia.kernel.notifications.web import sign_views, views

urlpatterns = [
    path("<int:item_id>/hand-over/", views.item_hand_over, name="item_hand_over"),
    path("<int:item_id>/countersign/", sign_views.sign_ask, name="sign_ask"),
    path("countersigns/<int:sign_id>/", sign_views.countersign, name="countersign"),
    path("countersigns/<int:sign_id>/recall/", sign_views.sign_recall, name="sign_recall"),
    path("countersigns/<int:sign_id>/aside/", sign_views.sign_aside, name="sign_aside"),
    path("<int:item_id>/recall/", views.item_recall, name="item_recall"),
]
