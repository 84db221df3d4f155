from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "niangjia.kernel.notifications"
