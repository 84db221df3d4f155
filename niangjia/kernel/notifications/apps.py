from django.apps import AppConfig

NAMES = {
    "notifications.hand_over": "转办",
    "notifications.take_back": "收回转办",
    "notifications.todoitem": "待办",
    "notifications.countersign": "会签",
    "notifications.countersign_ask": "加签",
    "notifications.countersign_answer": "答复会签",
    "notifications.countersign_recall": "收回加签",
    "notifications.countersign_aside": "不采纳会签意见",
}


class NotificationsConfig(AppConfig):
    name = "niangjia.kernel.notifications"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds
        from niangjia.kernel.notifications import countersigns  # noqa: F401 - follows handed items
        from niangjia.kernel.notifications.gate import KIND
        from niangjia.kernel.notifications.kinds import Kind, register_kind

        name_deeds(NAMES)
        register_kind(Kind(KIND, "加签", "会签"))
