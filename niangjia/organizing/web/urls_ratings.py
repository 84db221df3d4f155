"""URLs below ``/organizing/ratings/``: 好差评 for officers."""

from django.urls import path

from niangjia.organizing.web.views import ratings

urlpatterns = [
    path("", ratings.rating_list, name="rating_list"),
    path("summary/", ratings.rating_summary, name="rating_summary"),
    path("<int:rating_id>/", ratings.rating_detail, name="rating_detail"),
]
