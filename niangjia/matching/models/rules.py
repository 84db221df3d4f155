"""Rules as dated data (architecture, principle 10), and the runs of the gap rules."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import Source, TradeGroup, Verdict
from niangjia.matching.models.ledger import Enterprise, LinkRun


class HeadcountOrder(Dated):
    """Whose head-count counts, first to last; and from which difference on it is a conflict."""

    sources = ArrayField(models.CharField(max_length=12, choices=Source), verbose_name="先后")
    tolerance = models.PositiveSmallIntegerField("相差百分之几以上算冲突", default=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(valid_to__isnull=True), name="headcount_order_one"
            ),
        ]
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d} 起：" + "、".join(Source(s).label for s in self.sources)


class TradeRule(Dated):
    """How a firm of a new-form trade or of one of the eight fields is recognised.

    ``codes`` are beginnings of GB/T 4754 codes with or without section letter; ``words``
    are looked for in the trade, in the name and in the first item of the business scope.
    """

    group = models.CharField("用途", max_length=10, choices=TradeGroup)
    code = models.CharField("编码", max_length=20)
    label = models.CharField("名称", max_length=40)
    rank = models.PositiveSmallIntegerField("先后")
    codes = ArrayField(models.CharField(max_length=8), verbose_name="行业代码", blank=True)
    words = ArrayField(models.CharField(max_length=20), verbose_name="关键词", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "code"], condition=Q(valid_to__isnull=True), name="trade_rule_one"
            ),
        ]
        ordering = ["group", "rank", "-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.get_group_display()}:{self.label}"


class GapRule(Dated):
    """A named question to the ledger with its 口径 in words (MA9).

    A change makes a new row with the next ``version``; runs keep the version they asked.
    """

    code = models.CharField("编码", max_length=30)
    version = models.PositiveSmallIntegerField("版本", default=1)
    rank = models.PositiveSmallIntegerField("先后", default=0)
    title = models.CharField("名称", max_length=80)
    basis = models.TextField("口径")
    min_headcount = models.PositiveIntegerField("职工人数不少于", null=True, blank=True)
    needs_party = models.BooleanField("须有党组织", default=False)
    within_days = models.PositiveSmallIntegerField("登记天数不超过", null=True, blank=True)
    new_form_only = models.BooleanField("限新就业形态行业", default=False)
    eight_only = models.BooleanField("限八大领域", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="gap_rule_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="gap_rule_current"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="gap_rule_validity",
            ),
        ]
        ordering = ["rank", "code", "-version"]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"


class GapRun(ScopedModel):
    """A rule asked on a day; kept with what it found."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "rule", "as_of", "link_run", "hits", "pending", "created_at",
            "created_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="单位")
    rule = models.ForeignKey(GapRule, models.PROTECT, related_name="runs", verbose_name="规则")
    as_of = models.DateField("截至日期")
    link_run = models.ForeignKey(LinkRun, models.PROTECT, null=True, verbose_name="所据比对")
    hits = models.PositiveIntegerField("缺口数")
    pending = models.PositiveIntegerField("待核实数")
    created_at = models.DateTimeField("运行时间", auto_now_add=True)
    created_by = models.CharField("运行人", max_length=80)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule.title} {self.as_of:%Y-%m-%d}"


class GapHit(ScopedModel):
    """An enterprise a run found, with the facts as they were."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "run", "enterprise", "unit", "unit_path", "verdict", "name", "uscc",
            "headcount", "trade", "registered_on", "why",
        }
    }  # fmt: skip
    SCOPE_PATH = "unit_path"

    run = models.ForeignKey(
        GapRun, models.PROTECT, related_name="found", verbose_name="运行", db_index=False
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="gap_hits", verbose_name="企业"
    )
    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="所在地", db_index=False)
    unit_path = models.CharField("所在地路径", max_length=64, db_collation="C")
    verdict = models.CharField("结论", max_length=8, choices=Verdict)
    name = models.CharField("名称", max_length=300)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    headcount = models.PositiveIntegerField("职工人数", null=True)
    trade = models.CharField("行业", max_length=100, blank=True)
    registered_on = models.DateField("成立日期", null=True)
    why = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "enterprise"], name="gap_hit_once"),
        ]
        indexes = [models.Index(fields=["run", "verdict", "id"], name="gap_hit_verdict")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_verdict_display()}"
