"""The member at the own phone: codes sent by short message, and the phones logged in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.models.members import Person


class PhoneCode(models.Model):
    """Six digits sent to a phone: good once, for minutes, for few tries. The digits are not kept.

    ``visitor`` is a keyed digest of the address that asked, for the brake alone; rows are removed
    after two days.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "purpose", "digest", "visitor", "sent_at", "expires_at", "tries", "used_at",
        },
        "sensitive": {"phone", "phone_index"},
    }  # fmt: skip

    phone = EncryptedTextField("手机号", purpose="phone")
    phone_index = BlindIndexField("手机号索引", source="phone", purpose="phone", db_index=False)
    purpose = models.CharField("用途", max_length=8, choices=PhonePurpose)
    digest = models.CharField("校验值", max_length=90)
    visitor = models.CharField("来源", max_length=90, blank=True)
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("有效至")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "-sent_at"], name="phone_code_phone"),
            models.Index(fields=["visitor", "-sent_at"], name="phone_code_visitor"),
            models.Index(fields=["sent_at"], name="phone_code_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.sent_at:%Y-%m-%d %H:%M}"


class MemberSession(ScopedModel):
    """A phone on which a member is logged in; the key itself is known to the phone alone."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "key_digest", "account", "started_at", "seen_at", "expires_at", "ended_at", "agent",
        },
        "personal": {"person"},
    }  # fmt: skip

    key_digest = models.CharField("密钥校验值", max_length=64, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="member_sessions", verbose_name="会员"
    )
    account = models.BigIntegerField("账号编号")
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    expires_at = models.DateTimeField("到期时间")
    ended_at = models.DateTimeField("退出时间", null=True)
    agent = models.CharField("设备", max_length=60, blank=True)

    class Meta:
        ordering = ["-seen_at", "-id"]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ended_at__isnull=True), name="member_session_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.agent}"
