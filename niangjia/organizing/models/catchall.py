"""兜底: the union of a town that takes in whoever has none at the own employer (ME6)."""

from typing import ClassVar

from django.db import models

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.models.facts import Spell, in_order
from niangjia.organizing.models.unions import Union


class TownHome(Spell, ScopedModel):
    """Which union is the home of a town from when to when; one at a time."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "unit", "union", "valid_from", "valid_to"},
        "internal": {"document_number", "recorded_at", "recorded_by"},
    }

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="homes", verbose_name="镇街"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, related_name="home_of", verbose_name="兜底工会"
    )
    document_number = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        ordering = ["unit__path", "-valid_from"]
        constraints = [
            in_order("town_home_order"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(valid_to__isnull=True),
                name="town_home_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.union}"
