"""A file that somebody handed in, or that the house made for somebody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.files.enums import FileKind
from niangjia.kernel.scope.scoped import ScopedModel


class StoredFile(ScopedModel):
    """Name and circumstances; the content lies below ``MEDIA_FOLDER`` under its SHA-256.

    Two files of the same content share one copy there.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "name", "sha256", "size", "kind", "purpose",
            "created_by", "created_by_id", "created_at",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    kind = models.CharField("类型", max_length=4, choices=FileKind)
    purpose = models.CharField("用途", max_length=40)
    created_by = models.CharField("上传人", max_length=80)
    created_by_id = models.BigIntegerField("上传人账号编号", null=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.name
