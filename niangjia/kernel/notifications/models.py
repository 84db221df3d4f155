"""The inbox every module writes to, and the outbox of short messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from niangjia.kernel.crypto import EncryptedTextField
from niangjia.kernel.notifications.enums import Channel, MessageState, TodoState
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import ScopedModel


class TodoItem(ScopedModel):
    """Something that waits for a person, or for whoever holds a role at a unit.

    ``subject`` names the row it is about (``matching.task:12``); ``matter`` what runs on when the
    subject is done (a term with several reminders), usually the same. A matter runs as long as an
    item of it is open. ``outcome`` says what was done when the item was settled. ``copy`` marks
    an item for information only (抄送), done once it was read.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "role", "account", "kind", "title", "url", "subject", "due_on",
            "due_provisional", "copy", "state", "created_at", "created_by", "done_at", "done_by",
            "handed_by", "handed_from", "matter", "outcome",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="单位")
    role = models.CharField("岗位", max_length=20, choices=Role, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    kind = models.CharField("事项", max_length=40)
    title = models.CharField("标题", max_length=200)
    url = models.CharField("链接", max_length=200)
    subject = models.CharField("对象", max_length=60, db_index=True)
    matter = models.CharField("所属事项", max_length=60, db_index=True)
    due_on = models.DateField("期限", null=True)
    due_provisional = models.BooleanField("期限暂定", default=False)
    copy = models.BooleanField("抄送", default=False)
    state = models.CharField("状态", max_length=4, choices=TodoState, default=TodoState.OPEN)
    created_at = models.DateTimeField("送达时间", auto_now_add=True)
    created_by = models.CharField("发送人", max_length=80)
    done_at = models.DateTimeField("办结时间", null=True)
    done_by = models.CharField("办结人", max_length=80, blank=True)
    outcome = models.CharField("结果", max_length=60, blank=True)
    handed_by = models.CharField("转办人", max_length=80, blank=True)
    handed_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="转办前的办理人",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "account", "unit", "role", "copy"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="todo_open_once",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(role=""), name="todo_for_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True)
                | Q(state="done", done_at__isnull=False),
                name="todo_done_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "state", "due_on"], name="todo_account"),
            models.Index(fields=["unit", "role", "state"], name="todo_role"),
            models.Index(
                fields=["handed_from"], condition=Q(handed_from__isnull=False), name="todo_handed"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Message(ScopedModel):
    """A short message on its way to a person; the address is sealed."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "account", "channel", "wording", "text", "state", "not_before",
            "attempts", "receipt", "problem", "created_at", "created_by", "sent_at",
        },
        "sensitive": {"address"},
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="发送单位")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="接收人"
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    wording = models.CharField("模板", max_length=40)
    text = models.CharField("内容", max_length=500)
    address = EncryptedTextField("地址", purpose="phone")
    state = models.CharField(
        "状态", max_length=8, choices=MessageState, default=MessageState.WAITING
    )
    not_before = models.DateTimeField("最早发送")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    receipt = models.CharField("回执", max_length=100, blank=True)
    problem = models.CharField("失败原因", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("发送人", max_length=80)
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state="waiting"), name="message_waiting"
            ),
            models.Index(fields=["account", "created_at"], name="message_account"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.text[:20]}"
