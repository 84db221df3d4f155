"""URLs below ``/organizing/campaigns/``."""

from django.urls import path

from niangjia.organizing.web.views import campaigns

urlpatterns = [
    path("", campaigns.campaign_list, name="campaign_list"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("<int:campaign_id>/", campaigns.campaign_detail, name="campaign_detail"),
    path("<int:campaign_id>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/targets/", campaigns.campaign_targets, name="campaign_targets"),
    path("<int:campaign_id>/undo/", campaigns.campaign_undo, name="campaign_undo"),
    path("<int:campaign_id>/history/", campaigns.campaign_history, name="campaign_history"),
]
