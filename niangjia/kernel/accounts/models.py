"""Accounts, the posts they hold, and the sessions they keep open."""

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.crypto.masking import mask
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role
from niangjia.kernel.scope.scoped import ScopedModel


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """A new account; ``fields`` must hold ``name``."""
        fields.setdefault("initials", pinyin_initials(fields["name"]))
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who logs in. What they may do comes from their posts alone."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "username", "name", "initials", "email", "is_active", "must_change_password",
            "large_type", "theme", "created_at", "last_login",
        },
        "sensitive": {"password", "phone", "phone_index"},
    }  # fmt: skip

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=60)
    initials = models.CharField("拼音首字母", max_length=60, blank=True)
    email = models.EmailField("邮箱", blank=True)
    phone = EncryptedTextField("手机号", purpose="phone", blank=True)
    phone_index = BlindIndexField("手机号索引", source="phone", purpose="phone")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改口令", default=False)
    large_type = models.BooleanField("长辈版", default=False)
    theme = models.CharField(
        "外观", max_length=5, choices=[("light", "浅色"), ("dark", "深色")], default="light"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AccountManager()

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        return mask("mobile", self.phone) if self.phone else ""


class Post(ScopedModel):
    """A post: an account, a unit, a role, from day to day. A person may hold several.

    ``deputy_for``: the post is another's, taken care of for some days （委托代办）.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "account", "unit", "role", "valid_from", "valid_to", "deputy_for"},
    }

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="账号")
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="posts", verbose_name="单位"
    )
    role = models.CharField("岗位", max_length=20, choices=Role)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    deputy_for = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="deputies", verbose_name="代谁办理"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role"],
                condition=Q(deputy_for__isnull=True),
                name="post_once",
            ),
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True)
                | (
                    Q(valid_to__isnull=False)
                    & ~Q(deputy_for=models.F("account"))
                    & ~Q(role__in=sorted(THREE_ADMINISTRATORS))
                ),
                name="post_deputy_ends",
            ),
            # Ended posts count too: whoever has administered one power never gets another.
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=sorted(THREE_ADMINISTRATORS)),
                name="post_three_administrators_apart",
                violation_error_message="三员分立：一个账号不能兼任两种管理员",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"


class LoginSession(AbstractBaseSession):
    """A browser logged in. Knows its account, so that a fourth login can end the oldest one."""

    account_id = models.BigIntegerField("账号编号", null=True, db_index=True)
    login_at = models.DateTimeField("登录时间", null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.login_at}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
