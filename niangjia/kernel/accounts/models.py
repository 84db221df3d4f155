"""Accounts and the posts they hold."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role
from niangjia.kernel.scope.scoped import ScopedModel


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: str) -> "Account":
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who logs in. What they may do comes from their posts alone."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
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


class Post(ScopedModel):
    """A post: an account, a unit, a role, from day to day. A person may hold several."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "account", "unit", "role", "valid_from", "valid_to"},
    }

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="账号")
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="posts", verbose_name="单位"
    )
    role = models.CharField("岗位", max_length=20, choices=Role)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "unit", "role"], name="post_once"),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=sorted(THREE_ADMINISTRATORS)),
                name="post_three_administrators_apart",
                violation_error_message="三员分立:一个账号不能兼任两种管理员",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"
