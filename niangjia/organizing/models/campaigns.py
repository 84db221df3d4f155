"""A drive to found unions and win members: its days, its targets, and who set them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.figures import FigureKey


class Campaign(ScopedModel):
    """建会集中行动 of a federation, from a day to a day (both included).

    ``open_ranking``: those below see one another's figures; else everybody sees the own ones.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "name", "starts_on", "ends_on", "document_number", "open_ranking",
            "created_at", "created_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="campaigns", verbose_name="组织单位"
    )
    name = models.CharField("名称", max_length=80)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    document_number = models.CharField("文号", max_length=60, blank=True)
    open_ranking = models.BooleanField("公开排名", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=80)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_order"),
            models.UniqueConstraint(fields=["unit", "name"], name="campaign_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignTarget(ScopedModel):
    """How many of what one place is to reach; a change supersedes the row before.

    ``turn``: in which setting it was written, ``superseded_turn``: in which it was replaced.
    """

    SCOPE_PATH = "campaign__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "campaign", "place", "key", "number", "reason", "turn", "superseded_turn",
            "set_at", "set_by",
        }
    }  # fmt: skip

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="targets", verbose_name="行动"
    )
    place = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="承担单位"
    )
    key = models.CharField("指标", max_length=20, choices=FigureKey)
    number = models.PositiveIntegerField("目标数")
    reason = models.CharField("说明", max_length=200, blank=True)
    set_at = models.DateTimeField("设定时间", auto_now_add=True)
    set_by = models.CharField("设定人", max_length=80)
    turn = models.PositiveIntegerField("第几次设定")
    superseded_turn = models.PositiveIntegerField("何次被更改", null=True)

    class Meta:
        ordering = ["-turn", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "place", "key"], condition=Q(superseded_turn__isnull=True),
                name="campaign_target_now",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} {self.get_key_display()} {self.number}"
