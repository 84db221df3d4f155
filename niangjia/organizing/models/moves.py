"""Moves of a unit with all below it, each with its paper, and whether it was taken back."""

from typing import ClassVar

from django.db import models

from niangjia.kernel.scope.models import ScopedModel


class UnitMove(ScopedModel):
    """A union, town or county was hung below another superior. Unions follow by ``UnionChange``."""

    SCOPE_PATH = "unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "before", "after", "effective_on", "document_number", "reason", "unions",
            "at", "by_name", "by_account", "by_unit", "undone_at", "undone_by", "undone_reason",
        }
    }  # fmt: skip

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="moves", verbose_name="单位"
    )
    before = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="原上级"
    )
    after = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="新上级")
    effective_on = models.DateField("生效日期")
    document_number = models.CharField("文号", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)
    unions = models.PositiveIntegerField("随迁工会", default=0)
    at = models.DateTimeField("办理时间", auto_now_add=True)
    by_name = models.CharField("办理人", max_length=80)
    by_account = models.BigIntegerField("办理人编号", null=True)
    by_unit = models.CharField("办理单位", max_length=100, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True)
    undone_by = models.CharField("撤回人", max_length=80, blank=True)
    undone_reason = models.CharField("撤回事由", max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.before} → {self.after}"
