from django.apps import AppConfig

NAMES = {"notifications.hand_over": "转办", "notifications.todoitem": "待办"}


class NotificationsConfig(AppConfig):
    name = "niangjia.kernel.notifications"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds(NAMES)
