"""Papers and their versions, the register of numbers, public checks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.documents.enums import CheckState, NumberState, PaperKind, PaperState
from niangjia.kernel.documents.rules import number_text
from niangjia.kernel.scope.scoped import ScopedModel


class IssuerCode(ScopedModel):
    """机关代字 of a unit (淄总工发), from day to day, with the decision it rests on.

    ``first``: the number to begin with in the year it starts, for a register taken over from paper.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "unit", "word", "usage", "first", "valid_from", "valid_to", "source",
            "created_by",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    word = models.CharField("机关代字", max_length=12)
    usage = models.CharField("用于", max_length=60, blank=True)
    first = models.PositiveIntegerField("启用当年的起始序号", default=1)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    created_by = models.CharField("登记人", max_length=80)

    class Meta:
        ordering = ["word", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["word"], condition=Q(valid_to__isnull=True), name="issuer_code_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="issuer_code_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class Paper(ScopedModel):
    """A paper made from data: an official paper, a form, a certificate, a table, a poster.

    ``subject_type``/``subject_id`` say what it is about (``organising.founding`` and a number);
    no foreign key, the kernel knows no module. ``content`` is ``content.to_data``.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "kind", "state", "title", "issuer", "number", "subject_type",
            "subject_id", "created_by", "created_by_id", "created_at", "issued_by", "issued_at",
            "reason",
        },
        "personal": {"content"},
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("文种", max_length=12, choices=PaperKind)
    state = models.CharField("状态", max_length=8, choices=PaperState, default=PaperState.DRAFT)
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发文机关", max_length=100)
    number = models.CharField("文号", max_length=40, blank=True)
    subject_type = models.CharField("事项类别", max_length=60, blank=True)
    subject_id = models.CharField("事项编号", max_length=40, blank=True)
    content = models.JSONField("内容")
    created_by = models.CharField("拟稿人", max_length=80)
    created_by_id = models.BigIntegerField("拟稿人账号编号", null=True)
    created_at = models.DateTimeField("拟稿时间", auto_now_add=True)
    issued_by = models.CharField("印发人", max_length=80, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True)
    reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="paper_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PaperState.DRAFT) | Q(number=""), name="paper_draft_no_number"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="paper_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.VOID) | ~Q(reason=""), name="paper_void_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperVersion(ScopedModel):
    """One printing of a paper; earlier ones stay."""

    SCOPE_PATH = "paper__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "paper", "version", "pdf", "docx", "sm3", "template", "draft",
            "made_by", "made_at",
        }
    }  # fmt: skip

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions", verbose_name="公文")
    version = models.PositiveIntegerField("版次")
    pdf = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="+", verbose_name="PDF 文件"
    )
    docx = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="DOCX 文件"
    )
    sm3 = models.CharField("SM3 摘要", max_length=64, db_index=True)
    template = models.CharField("模板版本", max_length=20)
    draft = models.BooleanField("草稿")
    made_by = models.CharField("生成人", max_length=80)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "version"], name="paper_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} 第{self.version}版"


class PaperScan(ScopedModel):
    """扫描件回传: the signed and stamped paper, checked off against the one we made."""

    SCOPE_PATH = "paper__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "paper", "file", "received_on", "note", "checked_by", "checked_at"}
    }

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="scans", verbose_name="公文")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="+", verbose_name="扫描件"
    )
    received_on = models.DateField("收到日期")
    note = models.CharField("说明", max_length=200, blank=True)
    checked_by = models.CharField("核对人", max_length=80)
    checked_at = models.DateTimeField("核对时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.received_on}"


class DocumentNumber(ScopedModel):
    """A line of the register: no gap, no double, never deleted; a void one keeps its reason."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "code", "word", "year", "number", "state", "title", "paper", "reason",
            "taken_by", "taken_at", "voided_by", "voided_at",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    code = models.ForeignKey(
        IssuerCode, models.PROTECT, related_name="+", verbose_name="机关代字登记"
    )
    word = models.CharField("机关代字", max_length=12)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("序号")
    state = models.CharField("状态", max_length=4, choices=NumberState, default=NumberState.USED)
    title = models.CharField("标题", max_length=200)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, related_name="taken", verbose_name="公文"
    )
    reason = models.CharField("作废原因", max_length=200, blank=True)
    taken_by = models.CharField("取号人", max_length=80)
    taken_at = models.DateTimeField("取号时间", auto_now_add=True)
    voided_by = models.CharField("作废人", max_length=80, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        ordering = ["-year", "word", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["word", "year", "number"], name="document_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="document_number_positive"),
            models.CheckConstraint(
                condition=Q(state=NumberState.USED, reason="")
                | (Q(state=NumberState.VOID) & ~Q(reason="")),
                name="document_number_void_reason",
            ),
        ]

    def __str__(self) -> str:
        return number_text(self.word, self.year, self.number)


class CheckRecord(ScopedModel):
    """What anybody may learn of a paper or certificate by its code: masked facts and a state."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "unit", "code", "label", "facts", "state", "valid_until", "reason",
            "revoked_at", "sm3",
        },
        "internal": {"subject_type", "subject_id", "created_by", "created_at", "revoked_by"},
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("查验码", max_length=20, unique=True)
    label = models.CharField("名称", max_length=60)
    facts = models.JSONField("公开事项")
    sm3 = models.CharField("SM3 摘要", max_length=64, blank=True)
    state = models.CharField("状态", max_length=8, choices=CheckState, default=CheckState.VALID)
    valid_until = models.DateField("有效期至", null=True)
    reason = models.CharField("撤销原因", max_length=200, blank=True)
    revoked_by = models.CharField("撤销人", max_length=80, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    subject_type = models.CharField("事项类别", max_length=60, blank=True)
    subject_id = models.CharField("事项编号", max_length=40, blank=True)
    created_by = models.CharField("登记人", max_length=80)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CheckState.VALID) | ~Q(reason=""), name="check_revoked_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.code}"


class VisitCount(models.Model):
    """How often an address asked a public page in a window; the address only as keyed digest."""

    page = models.CharField("页面", max_length=20)
    visitor = models.CharField("来访者摘要", max_length=90)
    window = models.DateTimeField("时段开始")
    count = models.PositiveIntegerField("次数")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "visitor", "window"], name="visit_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.count}"
