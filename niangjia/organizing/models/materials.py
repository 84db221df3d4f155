"""“我的材料”: what a person or a firm handed in once, offered at the next matter (X6)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.materials import SENSITIVE, MaterialKind
from niangjia.organizing.models.employers import Employer
from niangjia.organizing.models.joining import DataRequest
from niangjia.organizing.models.members import Person
from niangjia.organizing.rules.materials import standing


class Material(models.Model):
    """A file and what it is. The same content is kept once for an owner: ``sha256``."""

    kind = models.CharField("类别", max_length=12, choices=MaterialKind)
    title = models.CharField("名称", max_length=200)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    valid_from = models.DateField("有效期起", null=True)
    valid_to = models.DateField("有效期止", null=True)
    origin = models.CharField("来自", max_length=200)
    created_at = models.DateTimeField("收存时间", auto_now_add=True)
    created_by = models.CharField("收存人", max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_sensitive(self) -> bool:
        return self.kind in SENSITIVE

    @property
    def standing(self) -> str:
        return standing(self.valid_to, timezone.localdate())


COMMON = {"id", "kind", "sha256", "valid_from", "valid_to", "origin", "created_at", "created_by"}


class PersonMaterial(Material, ScopedModel):
    """A member's; nobody but the member and whoever handles a matter it was sent with sees it."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": COMMON,
        "personal": {"person", "title", "file"},
    }

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="materials", verbose_name="会员"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "sha256"], name="person_material_once")
        ]


class EmployerMaterial(Material, ScopedModel):
    """A firm's, kept at the counter."""

    SCOPE_PATH = "employer__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": COMMON | {"employer", "title"},
        "personal": {"file"},
    }

    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="materials", verbose_name="单位"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "sha256"], name="employer_material_once")
        ]


class MaterialUse(ScopedModel):
    """A member's material was sent along with a request: it stays as long as the request does."""

    SCOPE_PATH = "request__person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {"internal": {"id", "material", "request", "used_at"}}

    material = models.ForeignKey(
        PersonMaterial, models.PROTECT, related_name="uses", verbose_name="材料"
    )
    request = models.ForeignKey(
        DataRequest, models.PROTECT, related_name="uses", verbose_name="请求"
    )
    used_at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["material", "request"], name="material_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.material}"
