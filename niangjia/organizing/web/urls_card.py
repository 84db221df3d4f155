"""URLs below ``/card/``: what the QR code of a member card holds."""

from django.urls import path

from niangjia.organizing.web.views import card_check

app_name = "card"
urlpatterns = [
    path("", card_check.card_start, name="card_start"),
    path("<str:ref>/<str:code>/", card_check.card_check, name="card_check"),
]
