"""The way in and from union to union: codes, events, applications, transfers, consents."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.members import (
    ApplicationState,
    ChangeReason,
    CodeKind,
    ConsentPurpose,
    DataRequestKind,
    DataRequestState,
    DocumentKind,
    JoinChannel,
    NewFormTrade,
    Sex,
    TransferState,
)
from niangjia.organizing.models.employers import Employer
from niangjia.organizing.models.members import Person
from niangjia.organizing.models.unions import Union


class ConsentText(Dated):
    """The wording of a notice, version by version; a change needs a new consent (PIPL art. 14)."""

    purpose = models.CharField("用途", max_length=12, choices=ConsentPurpose)
    number = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("正文")

    class Meta:
        ordering = ["purpose", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="consent_text_once"),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(valid_to__isnull=True), name="consent_text_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class JoinEvent(ScopedModel):
    """A collective ceremony 集中入会 with its own code (domain.md B.12)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "union", "title", "held_on", "begins_at", "place", "oath"},
        "internal": {"expected", "gift", "note", "closed_at", "created_at", "created_by"},
    }

    union = models.ForeignKey(Union, models.PROTECT, related_name="events", verbose_name="工会")
    title = models.CharField("名称", max_length=100)
    held_on = models.DateField("日期")
    begins_at = models.TimeField("时间", null=True)
    place = models.CharField("地点", max_length=100, blank=True)
    oath = models.TextField("誓词", blank=True)
    gift = models.CharField("入会礼包", max_length=100, blank=True)
    expected = models.PositiveIntegerField("预计人数", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=80)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class JoinCode(ScopedModel):
    """What a QR for joining stands for: a union, where it hangs or an event, and a validity.

    A static code is printed; a dynamic one is shown on a screen and changes every ``refresh``
    seconds. The link itself is signed (``kernel.documents``), so nothing secret is kept here.
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "union", "code", "kind", "event", "place", "valid_from", "valid_to"},
        "internal": {"refresh", "revoked_at", "revoked_by", "created_at", "created_by"},
        "sensitive": {"secret"},
    }

    union = models.ForeignKey(Union, models.PROTECT, related_name="codes", verbose_name="工会")
    code = models.CharField("码", max_length=24, unique=True)
    kind = models.CharField("类别", max_length=8, choices=CodeKind, default=CodeKind.STATIC)
    secret = EncryptedTextField("动态码密钥", purpose="card-secret", blank=True)
    event = models.ForeignKey(
        JoinEvent, models.PROTECT, null=True, related_name="codes", verbose_name="集中入会"
    )
    place = models.CharField("张贴处", max_length=60, blank=True)
    refresh = models.PositiveSmallIntegerField("更换间隔", default=0)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)
    revoked_by = models.CharField("停用人", max_length=80, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=80)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.union} 入会码"


class Transfer(ScopedModel):
    """会员组织关系转接: from one union to another, one open for a person."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "code", "from_union", "to_union", "state", "proposed_at", "proposed_by", "released_at",
            "released_by", "received_at", "received_by", "due_on", "acted_for", "answer",
        },
        "personal": {"person", "reason", "note", "effective_on", "employer"},
    }  # fmt: skip

    code = models.CharField("查询码", max_length=24, null=True, unique=True, default=new_code)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="transfers", verbose_name="会员"
    )
    from_union = models.ForeignKey(
        Union, models.PROTECT, related_name="leaving", verbose_name="转出工会"
    )
    to_union = models.ForeignKey(
        Union, models.PROTECT, related_name="arriving", verbose_name="转入工会"
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", verbose_name="新单位"
    )
    state = models.CharField(
        "状态", max_length=10, choices=TransferState, default=TransferState.PROPOSED
    )
    reason = models.CharField(
        "原因", max_length=1, choices=ChangeReason, default=ChangeReason.WORK_CHANGED
    )
    note = models.CharField("说明", max_length=200, blank=True)
    effective_on = models.DateField("生效日期", null=True)
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    proposed_by = models.CharField("提出人", max_length=80)
    acted_for = models.CharField("代办人", max_length=80, blank=True)
    released_at = models.DateTimeField("转出时间", null=True)
    released_by = models.CharField("转出确认人", max_length=80, blank=True)
    received_at = models.DateTimeField("转入时间", null=True)
    received_by = models.CharField("转入接收人", max_length=80, blank=True)
    due_on = models.DateField("办理期限", null=True)
    answer = models.CharField("答复", max_length=200, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["proposed", "released"]),
                name="transfer_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(from_union=F("to_union")), name="transfer_elsewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["to_union", "state"], name="transfer_to"),
            models.Index(fields=["from_union", "state"], name="transfer_from"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.from_union} → {self.to_union}"


class JoinApplication(ScopedModel):
    """An application as it came in; the person is written when it is approved.

    ``code`` lets the applicant follow it without login. ``facts`` holds the other answers of the
    form by field name of ``Person``, none of them sensitive.
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "code", "state", "channel", "event", "join_code", "person", "transfer",
            "employer", "applied_at", "acted_for", "acted_for_account", "due_on", "decided_at",
            "decided_by", "reason", "request_id",
        },
        "personal": {
            "name", "initials", "document_kind", "sex", "birth_on", "employer_name", "trade",
            "platforms", "migrant", "facts",
        },
        "sensitive": {"number", "number_index", "phone", "phone_index", "address", "plate"},
    }  # fmt: skip

    union = models.ForeignKey(
        Union, models.PROTECT, related_name="applications", verbose_name="申请加入"
    )
    code = models.CharField("查询码", max_length=24, unique=True)
    request_id = models.UUIDField("提交编号", unique=True)
    state = models.CharField(
        "状态", max_length=12, choices=ApplicationState, default=ApplicationState.APPLIED
    )
    channel = models.CharField("渠道", max_length=10, choices=JoinChannel)
    event = models.ForeignKey(
        JoinEvent, models.PROTECT, null=True, related_name="applications", verbose_name="集中入会"
    )
    join_code = models.ForeignKey(
        JoinCode, models.PROTECT, null=True, related_name="applications", verbose_name="入会码"
    )
    name = models.CharField("姓名", max_length=60)
    initials = models.CharField("拼音首字母", max_length=60, blank=True)
    document_kind = models.CharField("证件类别", max_length=1, choices=DocumentKind)
    number = EncryptedTextField("证件号码", purpose="identity")
    number_index = BlindIndexField("证件号码索引", source="number", purpose="identity")
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField("出生日期", null=True)
    phone = EncryptedTextField("手机号", purpose="phone")
    phone_index = BlindIndexField("手机号索引", source="phone", purpose="phone", db_index=False)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", verbose_name="工作单位"
    )
    employer_name = models.CharField("工作单位名称", max_length=300, blank=True)
    trade = models.CharField("新就业形态行业", max_length=10, choices=NewFormTrade, blank=True)
    platforms = ArrayField(models.CharField(max_length=40), verbose_name="平台", default=list)
    migrant = models.BooleanField("农民工", default=False)
    address = EncryptedTextField("住址", purpose="address", blank=True)
    plate = EncryptedTextField("车牌", purpose="plate", blank=True)
    facts = models.JSONField("其他填报", default=dict)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="applications", verbose_name="会员"
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, related_name="applications", verbose_name="转接"
    )
    applied_at = models.DateTimeField("申请时间", auto_now_add=True)
    acted_for = models.CharField("代办人", max_length=80, blank=True)
    acted_for_account = models.BigIntegerField("代办人编号", null=True)
    due_on = models.DateField("审核期限", null=True)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.CharField("审核人", max_length=80, blank=True)
    reason = models.CharField("审核意见", max_length=200, blank=True)

    class Meta:
        ordering = ["-applied_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_index"],
                condition=Q(state__in=["applied", "returned"]),
                name="join_application_one_open",
            ),
        ]
        indexes = [models.Index(fields=["union", "state", "id"], name="join_application_union")]

    def __str__(self) -> str:
        return f"{self.name} → {self.union}"


class Consent(ScopedModel):
    """Somebody agreed to a wording; withdrawn consents stay on record."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "text", "application", "given_at", "channel", "recorded_by",
            "withdrawn_at",
        },
        "personal": {"person"},
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="consents", verbose_name="工会")
    text = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name="文本"
    )
    application = models.ForeignKey(
        JoinApplication, models.PROTECT, null=True, related_name="consents", verbose_name="申请"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="consents", verbose_name="会员"
    )
    given_at = models.DateTimeField("同意时间", auto_now_add=True)
    channel = models.CharField("渠道", max_length=10, choices=JoinChannel)
    recorded_by = models.CharField("代录人", max_length=80, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(person__isnull=False),
                name="consent_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.given_at:%Y-%m-%d}"


class DataRequest(ScopedModel):
    """A member asks to see, correct or delete (PIPL arts. 44–50); answered within a clock."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "kind", "state", "asked_at", "due_on", "answered_at", "answered_by",
        },
        "personal": {"person", "text", "changes", "answer"},
    }  # fmt: skip

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="data_requests", verbose_name="会员"
    )
    kind = models.CharField("请求", max_length=10, choices=DataRequestKind)
    state = models.CharField(
        "状态", max_length=8, choices=DataRequestState, default=DataRequestState.OPEN
    )
    text = models.CharField("内容", max_length=500, blank=True)
    changes = models.JSONField("更正内容", default=dict)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    due_on = models.DateField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


class MemberLogin(ScopedModel):
    """Which account is the member's own."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "account", "linked_at"},
        "personal": {"person"},
    }

    person = models.OneToOneField(Person, models.PROTECT, related_name="login", verbose_name="会员")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号"
    )
    linked_at = models.DateTimeField("绑定时间", auto_now_add=True)

    def __str__(self) -> str:
        return str(self.person)
