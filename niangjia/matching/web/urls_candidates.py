"""URLs of the review of doubtful links."""

from django.urls import path

from niangjia.matching.web.views import candidates

urlpatterns = [
    path("candidates/", candidates.candidate_list, name="candidate_list"),
    path("candidates/next/", candidates.candidate_next, name="candidate_next"),
    path("candidates/decided/", candidates.candidate_decided, name="candidate_decided"),
    path("candidates/<int:link_id>/", candidates.candidate_detail, name="candidate_detail"),
    path("candidates/<int:link_id>/decide/", candidates.candidate_decide, name="candidate_decide"),
]
