"""The tree of units and the dated list of administrative divisions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.scoped import ScopedModel, ScopedQuerySet, Unscoped

__all__ = [
    "Actor",
    "Division",
    "Role",
    "Scope",
    "ScopedModel",
    "ScopedQuerySet",
    "Unit",
    "Unscoped",
]

STEP = 4
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Division(models.Model):
    """An administrative division (GB/T 2260, towns by statistical code) and its validity.

    Functional zones such as 高新区 have no code of their own: they are units, not divisions.
    """

    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)
    successor = models.CharField("继任代码", max_length=12, blank=True)
    source = models.CharField("来源", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], name="division_code_name"),
        ]
        ordering = ["code", "name"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Unit(ScopedModel):
    """A node of the federation tree, addressed by a materialised path (4 characters a level)."""

    SCOPE_PATH = "path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "parent", "path", "kind", "name", "short_name", "initials",
            "division_code", "valid_from", "valid_to",
        }
    }  # fmt: skip

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=64, unique=True, db_collation="C")
    kind = models.CharField("类别", max_length=12, choices=UnitKind)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    initials = models.CharField("拼音首字母", max_length=60, blank=True)
    division_code = models.CharField("区划代码", max_length=12, blank=True)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="unit_validity",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="unit_name"),
            models.Index(fields=["short_name"], name="unit_short_name"),
            models.Index(fields=["kind", "path"], name="unit_kind"),  # few are federations
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def depth(self) -> int:
        """1 for the root."""
        return len(self.path) // STEP

    @property
    def parent_path(self) -> str:
        """Empty for a root."""
        return self.path[:-STEP]

    @property
    def scope(self) -> Scope:
        """The subtree of this unit."""
        return Scope((self.path,))
