"""The inbox every module writes to, and the outbox of short messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from niangjia.kernel.crypto import EncryptedTextField
from niangjia.kernel.notifications.enums import Channel, MessageState, SignState, TodoState
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


class Countersign(ScopedModel):
    """加签: a colleague is asked before the holder of ``item`` decides, and answers in words.

    ``unit`` is the asker's desk: who reaches it sees question, answer and decision. ``part`` is
    the one thing asked about where the item stands for several. ``must``: no decision before the
    answer. ``aside``: why an objection was not followed. ``decision``: what was done in the end.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "item", "subject", "part", "title", "url", "asked_account", "asked_by",
            "asked_at", "question", "must", "due_on", "account", "of_unit", "name", "post", "state",
            "answer", "answered_by", "closed_at", "aside", "aside_by", "decision", "decided_at",
            "decided_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="请求单位")
    item = models.ForeignKey(
        TodoItem, models.PROTECT, related_name="countersigns", verbose_name="待办"
    )
    subject = models.CharField("对象", max_length=60, db_index=True)
    part = models.BigIntegerField("其中一件", null=True)
    title = models.CharField("标题", max_length=200)
    url = models.CharField("链接", max_length=200)
    asked_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="请求人账号"
    )
    asked_by = models.CharField("请求人", max_length=80)
    asked_at = models.DateTimeField("请求时间", auto_now_add=True)
    question = models.CharField("请会签的问题", max_length=500)
    must = models.BooleanField("必须会签", default=False)
    due_on = models.DateField("答复期限")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="会签人账号"
    )
    of_unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="会签单位"
    )
    name = models.CharField("会签人", max_length=60)
    post = models.CharField("会签岗位", max_length=120)
    state = models.CharField("状态", max_length=8, choices=SignState, default=SignState.OPEN)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    closed_at = models.DateTimeField("了结时间", null=True)
    aside = models.CharField("不采纳的理由", max_length=500, blank=True)
    aside_by = models.CharField("不采纳人", max_length=80, blank=True)
    decision = models.CharField("办理结果", max_length=60, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True)
    decided_by = models.CharField("办理人", max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "part", "account"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="countersign_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="countersign_closed_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="objected") | ~Q(answer=""), name="countersign_objects_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.title}"


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
