"""Thresholds and samples as dated data, audits of batches, trials of new settings."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import AuditKind, Source, TrialKind, TrialState
from niangjia.matching.models.ledger import Enterprise
from niangjia.matching.models.links import Link
from niangjia.matching.models.lists import Batch, Entry


def share(label: str) -> "models.DecimalField[Decimal, Decimal]":
    """A probability with four decimals."""
    return models.DecimalField(label, max_digits=5, decimal_places=4)


class Threshold(Dated):
    """From which probability on a source's pair is confirmed, reviewed, or no match at all.

    ``own_below``: a business row whose best candidate is less likely stands as a firm of its
    own meanwhile. ``precision_target`` and ``min_sample`` (decided pairs) bind the proposals.
    """

    source = models.CharField("来源", max_length=12, choices=Source)
    auto_from = share("自动确认不低于")
    review_from = share("人工复核不低于")
    own_below = share("低于此值先单独列为一家")
    precision_target = share("自动确认的准确率目标")
    min_sample = models.PositiveIntegerField("提出建议至少需要的判断数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(valid_to__isnull=True), name="threshold_current"
            ),
            models.CheckConstraint(
                condition=Q(review_from__gte=0)
                & Q(auto_from__gte=F("review_from"))
                & Q(auto_from__lte=1),
                name="threshold_order",
            ),
        ]
        ordering = ["source", "-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.auto_from}/{self.review_from}"


class ReviewShare(Dated):
    """How many of a hundred rows of a source a second person looks at as well."""

    source = models.CharField("来源", max_length=12, choices=Source)
    percent = models.PositiveSmallIntegerField("抽取百分之几")
    seed = models.CharField("随机种子", max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(valid_to__isnull=True), name="review_share_current"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="review_share_percent"),
        ]
        ordering = ["source", "-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.percent}%"


class AuditSample(ScopedModel):
    """Links or unmatched rows of a batch drawn at random with a kept seed."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "batch", "kind", "seed", "population", "size", "drawn_at", "drawn_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="单位")
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="audit_samples", verbose_name="批次"
    )
    kind = models.CharField("抽查什么", max_length=10, choices=AuditKind)
    seed = models.CharField("随机种子", max_length=40)
    size = models.PositiveIntegerField("样本量")
    population = models.PositiveIntegerField("总体")
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.CharField("抽取人", max_length=80)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "unit"], name="audit_sample_once"),
            models.CheckConstraint(
                condition=Q(size__lte=F("population")), name="audit_sample_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.size}/{self.population}"


class AuditItem(ScopedModel):
    """One drawn row and what the auditor found.

    For a link: ``same``. For an unmatched row: ``counterpart``, the enterprise it should have
    been linked to, or ``same=False`` for none found.
    """

    SCOPE_PATH = "sample__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "sample", "entry", "link", "position", "same", "counterpart", "reason",
            "account", "name", "at",
        }
    }  # fmt: skip

    sample = models.ForeignKey(
        AuditSample, models.PROTECT, related_name="items", verbose_name="样本"
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="audit_items", verbose_name="名册行"
    )
    link = models.ForeignKey(
        Link, models.PROTECT, null=True, related_name="audit_items", verbose_name="关联"
    )
    position = models.PositiveIntegerField("次序")
    same = models.BooleanField("判断", null=True)
    counterpart = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="audit_finds", verbose_name="应对应"
    )
    reason = models.CharField("理由", max_length=200, blank=True)
    account = models.BigIntegerField("抽查人编号", null=True)
    name = models.CharField("抽查人", max_length=80, blank=True)
    at = models.DateTimeField("时间", null=True)

    class Meta:
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "entry"], name="audit_item_once"),
            models.CheckConstraint(
                condition=Q(same__isnull=True, at__isnull=True)
                | Q(same__isnull=False, at__isnull=False),
                name="audit_item_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["link"], condition=Q(same__isnull=True), name="audit_item_open"),
        ]

    def __str__(self) -> str:
        return f"第 {self.position} 行"


class Trial(ScopedModel):
    """Stored pairs judged by new thresholds or a new model, beside the old, before it applies.

    ``settings``: the threshold's new values with their day and source. ``counts``:
    ``{"auto>review": 3, …}`` over the ``pairs`` looked at.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "kind", "source", "settings", "model_version", "pairs", "counts",
            "state", "made_at", "made_by", "ended_at", "ended_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="单位")
    kind = models.CharField("类别", max_length=10, choices=TrialKind)
    source = models.CharField("来源", max_length=12, choices=Source, blank=True)
    settings = models.JSONField("新取值", default=dict)
    model_version = models.CharField("模型版本", max_length=40, blank=True)
    pairs = models.PositiveIntegerField("比较的对应", default=0)
    counts = models.JSONField("变动", default=dict)
    state = models.CharField("状态", max_length=10, choices=TrialState, default=TrialState.READY)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("发起人", max_length=80)
    ended_at = models.DateTimeField("了结时间", null=True)
    ended_by = models.CharField("了结人", max_length=80, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def moved(self) -> int:
        """Pairs that would change their zone."""
        ways = ((key.split(">"), count) for key, count in self.counts.items())
        return sum(count for (old, new), count in ways if old != new)

    @property
    def is_open(self) -> bool:
        return self.state == TrialState.READY


class TrialLine(ScopedModel):
    """A stored pair whose zone or score the trial would change."""

    SCOPE_PATH = "link__enterprise__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "trial", "link", "old_zone", "new_zone", "old_probability", "new_probability",
            "old_points", "new_points", "parts", "reasons", "engine_zone", "rule",
        }
    }  # fmt: skip

    trial = models.ForeignKey(Trial, models.PROTECT, related_name="lines", verbose_name="试算")
    link = models.ForeignKey(Link, models.PROTECT, related_name="trial_lines", verbose_name="关联")
    old_zone = models.CharField("原结论", max_length=10)
    new_zone = models.CharField("新结论", max_length=10)
    old_probability = models.DecimalField("原把握", max_digits=5, decimal_places=4, null=True)
    new_probability = models.DecimalField("新把握", max_digits=5, decimal_places=4, null=True)
    old_points = models.IntegerField("原得分", null=True)
    new_points = models.IntegerField("新得分", null=True)
    parts = models.JSONField("新得分构成", default=list)
    reasons = ArrayField(models.CharField(max_length=200), verbose_name="新理由", default=list)
    engine_zone = models.CharField("引擎结论", max_length=10, blank=True)
    rule = models.CharField("依据", max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "link"], name="trial_line_once"),
        ]
        indexes = [models.Index(fields=["trial", "old_zone", "new_zone"], name="trial_line_move")]

    def __str__(self) -> str:
        return f"{self.link_id}：{self.old_zone}→{self.new_zone}"
