"""URLs of quality sheets and audits, of thresholds and their trials."""

from django.urls import path

from niangjia.matching.web.views import audits, thresholds, trials

urlpatterns = [
    path("batches/<int:batch_id>/", audits.batch_quality, name="batch_quality"),
    path("batches/<int:batch_id>/sample/", audits.sample_draw, name="sample_draw"),
    path("audits/", audits.audit_list, name="audit_list"),
    path("audits/<int:item_id>/", audits.audit_item, name="audit_item"),
    path("thresholds/", thresholds.threshold_list, name="threshold_list"),
    path("thresholds/proposals/", thresholds.threshold_proposals, name="threshold_proposals"),
    path("thresholds/<slug:source>/edit/", thresholds.threshold_edit, name="threshold_edit"),
    path("thresholds/<slug:source>/share/", thresholds.share_edit, name="share_edit"),
    path("trials/", trials.trial_list, name="trial_list"),
    path("trials/model/", trials.trial_model, name="trial_model"),
    path("trials/<int:trial_id>/", trials.trial_detail, name="trial_detail"),
    path("trials/<int:trial_id>/apply/", trials.trial_apply, name="trial_apply"),
    path("trials/<int:trial_id>/discard/", trials.trial_discard, name="trial_discard"),
]
