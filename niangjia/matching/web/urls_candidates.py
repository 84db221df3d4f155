"""URLs of the review desk, of changes of links and their undoing."""

from django.urls import path

from niangjia.matching.web.views import agreement, candidates, links

urlpatterns = [
    path("candidates/", candidates.candidate_list, name="candidate_list"),
    path("candidates/next/", candidates.candidate_next, name="candidate_next"),
    path("candidates/decided/", candidates.candidate_decided, name="candidate_decided"),
    path("candidates/disputed/", candidates.candidate_disputed, name="candidate_disputed"),
    path("candidates/changed/", candidates.candidate_changed, name="candidate_changed"),
    path("candidates/agreement/", agreement.review_agreement, name="review_agreement"),
    path("candidates/take-back/", candidates.candidate_take_back, name="candidate_take_back"),
    path("candidates/<int:link_id>/", candidates.candidate_detail, name="candidate_detail"),
    path("candidates/<int:link_id>/decide/", candidates.candidate_decide, name="candidate_decide"),
    path("candidates/<int:link_id>/confirm/", candidates.candidate_confirm,
         name="candidate_confirm"),
    path("links/<int:link_id>/undo/", links.link_undo, name="link_undo"),
    path("changes/", links.change_list, name="change_list"),
    path("changes/<int:change_id>/", links.change_detail, name="change_detail"),
    path("changes/<int:change_id>/undo/", links.change_undo, name="change_undo"),
    path("ledger/<int:enterprise_id>/merge/", links.merge_search, name="merge_search"),
    path("ledger/<int:enterprise_id>/merge/<int:other_id>/", links.merge_firms,
         name="merge_firms"),
]  # fmt: skip
