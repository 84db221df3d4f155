"""Terms (届) with their committees and officers; seals, certificates, bank accounts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.members import Sex
from niangjia.organizing.enums.unions import (
    AccountKind,
    CertificateKind,
    CertificateState,
    CommitteeKind,
    OfficerTitle,
    SealKind,
    SealState,
)
from niangjia.organizing.models.unions import Union, UnionChange


class Term(ScopedModel):
    """A term of office. It begins on election day, not on the day of the reply (B.6)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "union", "number", "elected_on", "ends_on", "ended_on"},
        "internal": {
            "years", "postponed_to", "report_number", "approval_number", "approved_on",
            "recorded_at", "recorded_by",
        },
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="terms", verbose_name="工会")
    number = models.PositiveSmallIntegerField("届次")
    elected_on = models.DateField("选举日期")
    years = models.PositiveSmallIntegerField("任期年数")
    ends_on = models.DateField("届满日期")
    postponed_to = models.DateField("批准延期至", null=True)
    ended_on = models.DateField("实际结束", null=True)
    report_number = models.CharField("报告文号", max_length=60, blank=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    approved_on = models.DateField("批复日期", null=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["union", "number"], name="term_number_once"),
            models.UniqueConstraint(
                fields=["union"], condition=Q(ended_on__isnull=True), name="term_one_current"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("elected_on"))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("elected_on"))),
                name="term_order",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_on"], condition=Q(ended_on__isnull=True), name="term_ends"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}届"


class Committee(ScopedModel):
    """A committee of a term; a single commissioner or organiser is one of one seat."""

    SCOPE_PATH = "term__union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {"open": {"id", "term", "kind", "seats"}}

    term = models.ForeignKey(Term, models.PROTECT, related_name="committees", verbose_name="届")
    kind = models.CharField("机构", max_length=10, choices=CommitteeKind)
    seats = models.PositiveSmallIntegerField("人数")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["term", "kind"], name="committee_once")]

    def __str__(self) -> str:
        return f"{self.term}{self.get_kind_display()}"


class Officer(ScopedModel):
    """Somebody on a committee, from day to day; a close link to a member is optional."""

    SCOPE_PATH = "committee__term__union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "committee", "title", "valid_from", "valid_to"},
        "internal": {"full_time", "employer_post", "end_reason", "recorded_at", "recorded_by"},
        "personal": {"person", "name", "sex"},
    }

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="officers", verbose_name="机构"
    )
    person = models.ForeignKey(
        "organizing.Person", models.PROTECT, null=True, related_name="+", verbose_name="会员"
    )
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    title = models.CharField("职务", max_length=10, choices=OfficerTitle)
    full_time = models.BooleanField("专职", default=False)
    employer_post = models.CharField("行政职务", max_length=60, blank=True)
    valid_from = models.DateField("任职")
    valid_to = models.DateField("离任", null=True)
    end_reason = models.CharField("离任原因", max_length=100, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(title__in=["chair", "head"], valid_to__isnull=True),
                name="officer_one_chair",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="officer_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_title_display()}"


class Seal(ScopedModel):
    """A seal with its filing at public security, and who keeps it."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "kind", "engraved_on", "filing_number", "keeper", "state", "ended_on",
            "note", "recorded_at", "recorded_by",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="seals", verbose_name="工会")
    kind = models.CharField("印章", max_length=8, choices=SealKind)
    engraved_on = models.DateField("刻制日期")
    filing_number = models.CharField("备案号", max_length=40, blank=True)
    keeper = models.CharField("保管人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=SealState, default=SealState.IN_USE)
    ended_on = models.DateField("停用日期", null=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["kind", "-engraved_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "kind"], condition=Q(state="in_use"), name="seal_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.get_kind_display()}"


class Certificate(ScopedModel):
    """A certificate of legal-person registration; lives as long as the term (B.8).

    ``check_code`` is what the QR on it carries: the public check page knows nothing else.
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "union", "kind", "number", "uscc", "union_name", "issued_on", "expires_on",
            "issuer", "state", "check_code",
        },
        "internal": {"address", "ended_on", "recorded_at", "recorded_by"},
        "personal": {"representative"},
    }  # fmt: skip

    union = models.ForeignKey(
        Union, models.PROTECT, related_name="certificates", verbose_name="工会"
    )
    kind = models.CharField("证书", max_length=16, choices=CertificateKind)
    number = models.CharField("证号", max_length=40, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    union_name = models.CharField("工会名称", max_length=200)
    address = models.CharField("住所", max_length=200, blank=True)
    representative = models.CharField("法定代表人", max_length=60, blank=True)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期至")
    issuer = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="登记机关"
    )
    state = models.CharField(
        "状态", max_length=10, choices=CertificateState, default=CertificateState.VALID
    )
    ended_on = models.DateField("停用日期", null=True)
    check_code = models.CharField("查验码", max_length=24, unique=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["kind", "-issued_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "kind"], condition=Q(state="valid"), name="certificate_one_valid"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")), name="certificate_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"], condition=Q(state="valid"), name="certificate_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.get_kind_display()}"


class CertificateDuty(ScopedModel):
    """A registered fact changed: the certificate must be changed within its clock (B.8)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "change", "what", "arose_on", "due_on", "due_basis", "settled_on",
            "settled_by",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="duties", verbose_name="工会")
    change = models.ForeignKey(
        UnionChange, models.PROTECT, null=True, related_name="+", verbose_name="依据"
    )
    what = models.CharField("变更事项", max_length=100)
    arose_on = models.DateField("发生日期")
    due_on = models.DateField("期限")
    due_basis = models.CharField("期限依据", max_length=200)
    settled_on = models.DateField("办结日期", null=True)
    settled_by = models.CharField("办结人", max_length=80, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(settled_on__isnull=True), name="certificate_duty_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.what}"


class BankAccount(ScopedModel):
    """The union's own account (Trade Union Law, art. 45); the number is sealed."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "kind", "bank", "holder", "opened_on", "closed_on", "recorded_at",
            "recorded_by",
        },
        "sensitive": {"number", "number_index"},
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="accounts", verbose_name="工会")
    kind = models.CharField("账户", max_length=8, choices=AccountKind)
    bank = models.CharField("开户银行", max_length=100)
    holder = models.CharField("户名", max_length=200)
    number = EncryptedTextField("账号", purpose="card")
    number_index = BlindIndexField("账号索引", source="number", purpose="card")
    opened_on = models.DateField("开户日期")
    closed_on = models.DateField("销户日期", null=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "kind"],
                condition=Q(closed_on__isnull=True),
                name="bank_account_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.bank}"
