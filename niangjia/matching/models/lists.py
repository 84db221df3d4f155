"""Departments' lists as they were handed over: batches and their dated entries."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import Extent, Source


class Batch(ScopedModel):
    """One list of one department, of one day, written once."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "source", "file_name", "as_of", "extent", "counts",
            "import_run", "created_at", "created_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="导入单位")
    source = models.CharField("来源", max_length=12, choices=Source)
    file_name = models.CharField("文件", max_length=200)
    as_of = models.DateField("名册日期")
    extent = models.CharField("范围", max_length=10, choices=Extent)
    counts = models.JSONField("计数", default=dict)
    import_run = models.BigIntegerField("导入编号", null=True)
    created_at = models.DateTimeField("写入时间", auto_now_add=True)
    created_by = models.CharField("写入人", max_length=80)

    class Meta:
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["source", "-as_of"], name="batch_source_day")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.as_of:%Y-%m-%d} {self.file_name}"


class Entry(ScopedModel):
    """What one row of a list says of one firm, from ``valid_from`` until replaced.

    A row that names several firms (joint party branch, joint union) has one entry a firm,
    numbered by ``part``. ``content`` is the fingerprint of all values, ``identity`` of
    those that linking reads. ``problems`` are the flags 待核实: ``[{column, reason}]``.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "source", "row_key", "part", "batch", "valid_from", "valid_to",
            "closed_batch", "content", "identity", "name", "former_name", "uscc", "uscc_ok", "org_code",
            "district", "headcount", "members", "founded_on", "status", "trade_code", "trade",
            "scope", "kind", "address", "organisation", "organisation_code", "new_form",
            "problems", "extra",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="所在地", db_index=False)
    source = models.CharField("来源", max_length=12, choices=Source)
    row_key = models.CharField("行标识", max_length=160, db_collation="C")
    part = models.PositiveSmallIntegerField("第几家", default=0)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries", verbose_name="批次")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    closed_batch = models.BigIntegerField("结束批次", null=True)
    content = models.UUIDField("内容指纹")
    identity = models.UUIDField("身份指纹")

    name = models.CharField("企业名称", max_length=300, blank=True)
    former_name = models.CharField("曾用名", max_length=300, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    uscc_ok = models.BooleanField("代码有效", default=False)
    org_code = models.CharField("组织机构代码", max_length=20, blank=True)
    district = models.CharField("所在区县", max_length=60, blank=True)
    headcount = models.PositiveIntegerField("职工人数", null=True)
    members = models.PositiveIntegerField("会员数或党员数", null=True)
    founded_on = models.DateField("成立日期", null=True)
    status = models.CharField("状态原文", max_length=40, blank=True)
    trade_code = models.CharField("行业代码", max_length=10, blank=True)
    trade = models.CharField("行业", max_length=100, blank=True)
    scope = models.TextField("经营范围", blank=True)
    kind = models.CharField("类型", max_length=60, blank=True)
    address = models.CharField("住所", max_length=300, blank=True)
    organisation = models.CharField("组织名称", max_length=300, blank=True)
    organisation_code = models.CharField("组织代码", max_length=40, blank=True)
    new_form = models.BooleanField("新就业形态", null=True)
    problems = models.JSONField("待核实事项", default=list)
    extra = models.JSONField("其他栏", default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "row_key", "part"],
                condition=Q(valid_to__isnull=True),
                name="entry_current_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="entry_validity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "row_key", "part"],
                condition=Q(valid_to__isnull=False),
                name="entry_past",
            ),
            models.Index(
                fields=["closed_batch"],
                condition=Q(valid_to__isnull=False),
                name="entry_closed_batch",
            ),
            models.Index(
                fields=["organisation"],
                condition=Q(valid_to__isnull=True, source__in=["party", "union"]),
                name="entry_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.name or self.organisation}"
