"""URLs below ``/me/``: the member's own pages."""

from django.urls import path

from niangjia.organizing.web.views import (
    own_card,
    own_data,
    own_home,
    own_login,
    own_materials,
    own_moves,
    own_offers,
)

app_name = "own"
urlpatterns = [
    path("login/", own_login.login, name="login"),
    path("logout/", own_login.logout, name="logout"),
    path("", own_home.home, name="home"),
    path("union/", own_home.union_show, name="union_show"),
    path("history/", own_home.history_show, name="history_show"),
    path("looks/", own_home.look_list, name="look_list"),
    path("card/", own_card.card_show, name="card_show"),
    path("card/now/", own_card.card_now, name="card_now"),
    path("card/renew/", own_card.card_renew, name="card_renew"),
    path("transfer/<str:token>/", own_moves.transfer_start, name="transfer_start"),
    path("transfers/<int:transfer_id>/withdraw/", own_moves.transfer_withdraw,
         name="transfer_withdraw"),
    path("check-in/<str:token>/", own_moves.event_check_in, name="event_check_in"),
    path("leave/", own_moves.leave, name="leave"),
    path("consents/", own_data.consent_list, name="consent_list"),
    path("consents/<str:purpose>/give/", own_data.consent_give, name="consent_give"),
    path("consents/<str:purpose>/withdraw/", own_data.consent_withdraw, name="consent_withdraw"),
    path("data/", own_data.data_show, name="data_show"),
    path("data/export/", own_data.data_export, name="data_export"),
    path("data/correct/", own_data.data_correct, name="data_correct"),
    path("materials/", own_materials.material_list, name="material_list"),
    path("materials/new/", own_materials.material_new, name="material_new"),
    path("materials/<int:material_id>/", own_materials.material_open, name="material_open"),
    path("materials/<int:material_id>/remove/", own_materials.material_remove,
         name="material_remove"),
    path("offers/<int:offer_id>/", own_offers.offer_show, name="offer_show"),
    path("sessions/<int:session_id>/end/", own_login.session_end, name="session_end"),
    path("large/", own_login.large_set, name="large_set"),
]  # fmt: skip
