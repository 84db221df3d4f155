"""URLs below ``/organizing/joining/``: the desk's side of joining."""

from django.urls import path

from niangjia.organizing.web.views import (
    catchall_desk,
    ceremony_desk,
    consent_desk,
    join_code_desk,
    join_desk,
    offers,
    own_requests,
)

APPLICATION = "applications/<int:application_id>/"
EVENT = "events/<int:event_id>/"
urlpatterns = [
    path("applications/", join_desk.application_list, name="application_list"),
    path("applications/find/", join_desk.application_find, name="application_find"),
    path("applications/many/", join_desk.application_many, name="application_many"),
    path("applications/new/", join_desk.application_new, name="application_new"),
    path(APPLICATION, join_desk.application_detail, name="application_detail"),
    path(f"{APPLICATION}step/<str:name>/", join_desk.application_step, name="application_step"),
    path(f"{APPLICATION}reveal/", join_desk.application_reveal, name="application_reveal"),
    path("codes/", join_code_desk.code_list, name="code_list"),
    path("codes/new/", join_code_desk.code_new, name="code_new"),
    path("codes/<int:code_id>/poster/", join_code_desk.code_poster, name="code_poster"),
    path("codes/<int:code_id>/screen/", join_code_desk.code_screen, name="code_screen"),
    path("codes/<int:code_id>/stop/", join_code_desk.code_stop, name="code_stop"),
    path("events/", ceremony_desk.event_list, name="event_list"),
    path("events/new/", ceremony_desk.event_new, name="event_new"),
    path(EVENT, ceremony_desk.event_detail, name="event_detail"),
    path(f"{EVENT}edit/", ceremony_desk.event_edit, name="event_edit"),
    path(f"{EVENT}screen/", ceremony_desk.event_screen, name="event_screen"),
    path(f"{EVENT}approve/", ceremony_desk.event_approve, name="event_approve"),
    path(f"{EVENT}gifts/", ceremony_desk.event_gifts, name="event_gifts"),
    path(f"{EVENT}close/", ceremony_desk.event_close, name="event_close"),
    path("consents/", consent_desk.text_list, name="text_list"),
    path("consents/new/<str:purpose>/", consent_desk.text_new, name="text_new"),
    path("requests/", own_requests.request_list, name="request_list"),
    path("requests/<int:request_id>/", own_requests.request_detail, name="request_detail"),
    path(
        "requests/<int:request_id>/materials/<int:material_id>/",
        own_requests.request_material,
        name="request_material",
    ),
    path("homes/", catchall_desk.home_list, name="home_list"),
    path("homes/<int:unit_id>/", catchall_desk.home_set, name="home_set"),
    path("offers/", offers.offer_list, name="offer_list"),
    path("card-pack/", join_code_desk.card_pack, name="card_pack"),
]
