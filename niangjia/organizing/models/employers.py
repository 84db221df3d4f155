"""Employers, their head-counts, and which basic union covers them from when to when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.unions import CountSource, EconomicType
from niangjia.organizing.models.facts import KNOWN, OPEN, Fact, in_order, never_two
from niangjia.organizing.models.unions import Union, UnionChange


class Employer(ScopedModel):
    """An employer as unions know it. ``unit`` is the town or county it lies in."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "name", "initials", "uscc", "unit", "trade_code", "old_trade", "economic_type",
            "address", "registered_on",
        },
        "internal": {
            "legal_representative", "opened_on", "first_wage_on", "closed_on", "created_at",
            "created_by",
        },
    }  # fmt: skip

    name = models.CharField("单位名称", max_length=300)
    initials = models.CharField("拼音首字母", max_length=300, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="employers", verbose_name="所在地"
    )
    trade_code = models.CharField("行业代码", max_length=8, blank=True)
    old_trade = models.CharField("二十类行业", max_length=2, blank=True)
    economic_type = models.CharField("经济类型", max_length=3, choices=EconomicType, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    registered_on = models.DateField("登记日期", null=True)
    opened_on = models.DateField("开业日期", null=True)
    first_wage_on = models.DateField("首次发薪日期", null=True)
    closed_on = models.DateField("注销日期", null=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    created_by = models.CharField("录入人", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc=""), name="employer_uscc_once"
            ),
        ]
        indexes = [models.Index(fields=["name"], name="employer_name")]

    def __str__(self) -> str:
        return self.name


class EmployerCount(ScopedModel):
    """A head-count with its day and whose it is; sources disagree, each is kept."""

    SCOPE_PATH = "employer__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "employer", "as_of", "source", "employees", "women", "recorded_at", "recorded_by",
        }
    }  # fmt: skip

    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="counts", verbose_name="单位"
    )
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=10, choices=CountSource)
    employees = models.PositiveIntegerField("职工数")
    women = models.PositiveIntegerField("女职工数", null=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "as_of", "source"], name="employer_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.employees}"


class Coverage(Fact, ScopedModel):
    """A union covers an employer: on each day at most one union does (ME4)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "employer", "union", "valid_from", "valid_to"},
        "internal": {"change", "note", "recorded_at", "superseded_at", "recorded_by"},
    }

    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="coverages", verbose_name="单位"
    )
    union = models.ForeignKey(Union, models.PROTECT, related_name="coverages", verbose_name="工会")
    change = models.ForeignKey(
        UnionChange, models.PROTECT, null=True, related_name="+", verbose_name="依据"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [
            in_order("coverage_order"),
            never_two("employer", "coverage_never_two", KNOWN),
            models.UniqueConstraint(fields=["employer"], condition=OPEN, name="coverage_open"),
        ]
        indexes = [models.Index(fields=["union", "valid_from"], name="coverage_union")]

    def __str__(self) -> str:
        return f"{self.union} 覆盖 {self.employer}"
