"""The pages of allauth that this house opens. Sign-up, e-mail and reset by e-mail stay shut."""

from allauth.account import views as login
from django.urls import include, path

urlpatterns = [
    path("login/", login.login, name="account_login"),
    path("logout/", login.logout, name="account_logout"),
    path("inactive/", login.account_inactive, name="account_inactive"),
    path("reauthenticate/", login.reauthenticate, name="account_reauthenticate"),
    path("password/", login.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
