from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "niangjia.kernel.accounts"
    verbose_name = "账号与岗位"

    def ready(self) -> None:
        from niangjia.kernel.accounts import signals  # noqa: F401  (connects the receivers)
