"""What a figure means: in words and as a rule, version by version (ME9)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.figures import FigureKey


class FigureDefinition(Dated, ScopedModel):
    """The 口径 of one figure from a day on. ``unit`` empty: national; else there and below.

    A day is counted by the version that held on it, so that a new definition never changes what
    was reported before.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "unit", "key", "number", "words", "preparatory", "retained", "valid_from",
            "valid_to", "source_text", "created_by", "created_at",
        }
    }  # fmt: skip

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="适用范围"
    )
    key = models.CharField("指标", max_length=20, choices=FigureKey)
    number = models.PositiveSmallIntegerField("版次", default=1)
    words = models.CharField("口径", max_length=400)
    preparatory = models.BooleanField("含筹备中的工会", default=True)
    retained = models.BooleanField("含保留会籍的会员", default=True)

    class Meta:
        ordering = ["key", "unit__path", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="figure_definition_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}口径{self.edition}"

    @property
    def edition(self) -> str:
        """Whose version: a federation counts its own from 1 as the nation does."""
        return f"{self.unit.short_name if self.unit else '全国'}第{self.number}版"
