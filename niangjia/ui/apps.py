from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "niangjia.ui"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds({"ui.export": "导出列表"})
