from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "niangjia.kernel.accounts"
