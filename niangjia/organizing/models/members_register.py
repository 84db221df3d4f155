"""What personal data the module holds, what for, and for how long (PIPL arts. 6, 17, 19)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.organizing.enums.members import RetentionClass


class DataEntry(Dated):
    """A field that holds personal data: whose duty it is, its purpose, its legal ground."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "model", "field", "label", "owner", "purpose", "term", "valid_from", "valid_to",
            "source_text", "created_by", "created_at",
        }
    }  # fmt: skip

    model = models.CharField("表", max_length=60)
    field = models.CharField("字段", max_length=60)
    label = models.CharField("内容", max_length=60)
    owner = models.CharField("责任单位", max_length=60)
    purpose = models.CharField("用途", max_length=200)
    term = models.CharField("保存期限", max_length=200)

    class Meta:
        ordering = ["model", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "field"], condition=Q(valid_to__isnull=True), name="data_entry_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"


class RetentionTerm(Dated):
    """How long a class of persons is kept after its day, and what stays afterwards."""

    retention = models.CharField("保存类别", max_length=10, choices=RetentionClass)
    months = models.PositiveSmallIntegerField("保存月数")
    afterwards = models.CharField("到期处理", max_length=200)

    class Meta:
        ordering = ["retention"]
        constraints = [
            models.UniqueConstraint(
                fields=["retention"], condition=Q(valid_to__isnull=True), name="retention_term_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_retention_display()} {self.months}个月"
