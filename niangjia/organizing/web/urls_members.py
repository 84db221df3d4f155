"""URLs below ``/organizing/members/``. No number of a person stands in any of them."""

from django.urls import path

from niangjia.organizing.web.views import members, members_register, memberships, transfers

urlpatterns = [
    path("", members.member_list, name="member_list"),
    path("find/", members.member_find, name="member_find"),
    path("new/", members.member_new, name="member_new"),
    path("export/", members.member_export, name="member_export"),
    path("<int:person_id>/", members.member_detail, name="member_detail"),
    path("<int:person_id>/look/<slug:field>/", members.member_look, name="member_look"),
    path("<int:person_id>/fact/<slug:field>/", memberships.member_fact, name="member_fact"),
    path("<int:person_id>/step/<slug:name>/", memberships.member_step, name="member_step"),
    path("<int:person_id>/deem/", memberships.member_deem, name="member_deem"),
    path("<int:person_id>/annul/", memberships.member_annul, name="member_annul"),
    path("<int:person_id>/relations/new/", memberships.work_new, name="work_new"),
    path("<int:person_id>/transfer/", transfers.transfer_new, name="transfer_new"),
    path("rows/<int:membership_id>/", memberships.membership_correct, name="membership_correct"),
    path("relations/<int:relation_id>/end/", memberships.work_end, name="work_end"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/request/", transfers.transfer_request, name="transfer_request"),
    path("transfers/many/", transfers.transfer_many, name="transfer_many"),
    path("transfers/<int:transfer_id>/", transfers.transfer_detail, name="transfer_detail"),
    path("transfers/<int:transfer_id>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("transfers/<int:transfer_id>/refuse/", transfers.transfer_refuse, name="transfer_refuse"),
    path(
        "transfers/<int:transfer_id>/withdraw/",
        transfers.transfer_withdraw,
        name="transfer_withdraw",
    ),
    path("data/", members_register.data_register, name="data_register"),
    path("data/<int:entry_id>/", members_register.data_entry, name="data_entry"),
]
