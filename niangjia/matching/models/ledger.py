"""The ledger (台账): enterprises, their dated rows, and the links that carry them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse

from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import Source, Status


class LinkRun(ScopedModel):
    """One run of the linkage and what it found (B.10): files, keys, leftovers, doubles.

    ``sheet`` is the quality sheet: for each source its batches, entries read, matched by
    key type, to review, not matched, doubles; ``ledger`` counts rows new, changed, closed.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "as_of", "started_at", "finished_at", "started_by", "job_run",
            "engine_version", "model_version", "rules_version", "sheet", "ledger",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="单位")
    as_of = models.DateField("截至日期")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    started_by = models.CharField("发起人", max_length=80)
    job_run = models.BigIntegerField("后台任务编号", null=True)
    engine_version = models.CharField("引擎版本", max_length=40)
    model_version = models.CharField("模型版本", max_length=40, blank=True, db_default="")
    rules_version = models.CharField("规则版本", max_length=40)
    sheet = models.JSONField("质量单", default=dict)
    ledger = models.JSONField("台账变化", default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 次比对（{self.as_of:%Y-%m-%d}）"


class Enterprise(ScopedModel):
    """The identity that all sources' entries are linked to; its facts are in ``LedgerRow``.

    One that lost all its entries to another is kept and says where they went: ``merged_into``.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "name", "former_name", "uscc", "district", "origin", "created_run",
            "created_at", "merged_into",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="所在地", db_index=False)
    name = models.CharField("名称", max_length=300)
    former_name = models.CharField("曾用名", max_length=300, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    district = models.CharField("所在区县", max_length=60, blank=True)
    origin = models.CharField("首见来源", max_length=12, choices=Source)
    created_run = models.ForeignKey(
        LinkRun, models.PROTECT, null=True, verbose_name="首见比对", db_index=False
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", verbose_name="并入"
    )

    def __str__(self) -> str:
        return self.name


class LedgerRow(ScopedModel):
    """What the ledger says of one enterprise, from ``valid_from`` until the next version.

    A day is read with ``valid_from <= day`` and ``valid_to`` empty or later. ``unit_path``
    repeats the unit's path so that scope, filter and sorting need no join at 700,000 rows.
    ``search_text`` (name, former names) and ``initials`` are searched through ``grams``.
    """

    SCOPE_PATH = "unit_path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "enterprise", "unit", "unit_path", "valid_from", "valid_to", "run", "content",
            "name", "former_name", "uscc", "uscc_ok", "address", "status", "trade_section",
            "trade_code", "trade", "new_form", "eight_field", "headcount", "headcount_source",
            "registered_on", "has_party", "party_name", "has_union", "union_name", "joint_union",
            "members", "is_branch", "head_office", "pending", "pending_union", "pending_party",
            "pending_match", "conflicts", "sources", "initials", "search_text", "grams",
        }
    }  # fmt: skip

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="rows", verbose_name="企业"
    )
    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="所在地", db_index=False)
    unit_path = models.CharField("所在地路径", max_length=64, db_collation="C")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    run = models.ForeignKey(LinkRun, models.PROTECT, null=True, verbose_name="比对", db_index=False)
    content = models.UUIDField("内容指纹")

    name = models.CharField("名称", max_length=300)
    former_name = models.CharField("曾用名", max_length=300, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    uscc_ok = models.BooleanField("代码有效")
    address = models.CharField("住所", max_length=300, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status)
    trade_section = models.CharField("行业门类", max_length=1, blank=True)
    trade_code = models.CharField("行业代码", max_length=10, blank=True)
    trade = models.CharField("行业", max_length=100, blank=True)
    new_form = models.CharField("新就业形态", max_length=20, blank=True)
    eight_field = models.CharField("八大领域", max_length=20, blank=True)
    headcount = models.PositiveIntegerField("职工人数", null=True)
    headcount_source = models.CharField("人数来源", max_length=12, choices=Source, blank=True)
    registered_on = models.DateField("成立日期", null=True)
    has_party = models.BooleanField("有党组织")
    party_name = models.CharField("党组织", max_length=300, blank=True)
    has_union = models.BooleanField("已建会")
    union_name = models.CharField("工会", max_length=300, blank=True)
    joint_union = models.BooleanField("联合工会覆盖", default=False)
    members = models.PositiveIntegerField("会员数", null=True)
    is_branch = models.BooleanField("分支机构", default=False)
    head_office = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="branch_rows", verbose_name="总机构"
    )
    pending = models.BooleanField("待核实", default=False)
    pending_union = models.BooleanField("工会待核实", default=False)
    pending_party = models.BooleanField("党组织待核实", default=False)
    pending_match = models.BooleanField("名册待核实", default=False)
    conflicts = ArrayField(models.CharField(max_length=20), verbose_name="冲突项", default=list)
    sources = ArrayField(models.CharField(max_length=12), verbose_name="来源", default=list)
    initials = models.CharField("拼音首字母", max_length=300, blank=True)
    search_text = models.CharField("检索文字", max_length=700, blank=True)
    grams = ArrayField(models.CharField(max_length=3), verbose_name="检索片段", default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(valid_to__isnull=True), name="row_current_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="row_validity",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "trade_section"], condition=Q(valid_to__isnull=True), name="row_place_trade"),
            models.Index(fields=["name", "id"], include=["unit_path", "trade_section", "status", "has_union", "has_party"], condition=Q(valid_to__isnull=True), name="row_name"),
            models.Index(F("headcount").desc(nulls_last=True), F("id").desc(), condition=Q(valid_to__isnull=True), name="row_headcount"),
            models.Index(F("registered_on").desc(nulls_last=True), F("id").desc(), condition=Q(valid_to__isnull=True), name="row_registered"),
            models.Index(fields=["uscc"], condition=Q(valid_to__isnull=True), name="row_uscc"),
            models.Index(OpClass(Reverse("uscc"), "text_pattern_ops"), condition=Q(valid_to__isnull=True), name="row_uscc_tail"),
            models.Index(fields=["new_form", "id"], condition=Q(valid_to__isnull=True) & ~Q(new_form=""), name="row_new_form"),
            models.Index(fields=["eight_field", "id"], condition=Q(valid_to__isnull=True) & ~Q(eight_field=""), name="row_eight"),
            models.Index(fields=["id"], condition=Q(valid_to__isnull=True, has_party=True), name="row_party"),
            models.Index(fields=["id"], condition=Q(valid_to__isnull=True, has_union=True), name="row_union"),
            models.Index(fields=["id"], condition=Q(valid_to__isnull=True, pending=True), name="row_pending"),
            models.Index(fields=["id"], condition=Q(valid_to__isnull=True) & ~Q(conflicts=[]), name="row_conflict"),
            models.Index(fields=["valid_from"], name="row_from"),
            GinIndex(fields=["grams"], condition=Q(valid_to__isnull=True), name="row_grams"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from:%Y-%m-%d} 起）"
