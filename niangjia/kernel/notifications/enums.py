"""Words of the inbox and the outbox."""

from django.db.models import TextChoices


class TodoState(TextChoices):
    OPEN = "open", "待办"
    DONE = "done", "已办"


class SignState(TextChoices):
    OPEN = "open", "待答复"
    AGREED = "agreed", "同意"
    OBJECTED = "objected", "不同意"
    RECALLED = "recalled", "已收回"
    LAPSED = "lapsed", "未答复，事项已办理"


class Channel(TextChoices):
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"


class MessageState(TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
