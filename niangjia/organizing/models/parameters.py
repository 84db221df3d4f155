"""What rule books set: dated, with a source, for a federation or for all (principle 10)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.parameters import Measure, ParameterCode, SizeTable

DATED = {"id", "unit", "valid_from", "valid_to", "source_text", "created_by", "created_at"}


class Parameter(Dated, ScopedModel):
    """One value. ``unit`` empty: national; else for that federation and all below it."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {"open": DATED | {"code", "value", "measure"}}

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="适用范围"
    )
    code = models.CharField("参数", max_length=30, choices=ParameterCode)
    value = models.CharField("值", max_length=20)
    measure = models.CharField("计法", max_length=10, choices=Measure)

    class Meta:
        ordering = ["code", "unit__path", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="parameter_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.value}{self.get_measure_display()}"


class SizeRule(Dated, ScopedModel):
    """A line of a table of persons by members: from … to members, at least … at most … seats.

    Two tables are in circulation (domain.md B.4); a federation replaces the national lines by
    its own. ``members_to`` empty: no upper end.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": DATED
        | {"table", "members_from", "members_to", "seats_min", "seats_max", "odd_only", "note"}
    }

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="适用范围"
    )
    table = models.CharField("用途", max_length=10, choices=SizeTable)
    members_from = models.PositiveIntegerField("会员数起")
    members_to = models.PositiveIntegerField("会员数止", null=True)
    seats_min = models.PositiveSmallIntegerField("最少人数")
    seats_max = models.PositiveSmallIntegerField("最多人数")
    odd_only = models.BooleanField("应为单数", default=False)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        ordering = ["table", "unit__path", "members_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "table", "members_from"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="size_rule_current",
            ),
            models.CheckConstraint(
                condition=Q(seats_max__gte=F("seats_min"))
                & (Q(members_to__isnull=True) | Q(members_to__gte=F("members_from"))),
                name="size_rule_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_table_display()} {self.members_from}–{self.members_to or '以上'}"
