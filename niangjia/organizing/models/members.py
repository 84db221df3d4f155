"""Persons and their membership: one person one row, membership version by version."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.members import (
    HELD,
    ChangeReason,
    DocumentKind,
    Education,
    Employment,
    HouseholdType,
    JoinChannel,
    MembershipChange,
    MembershipState,
    NewFormTrade,
    PoliticalStatus,
    RetentionClass,
    Sex,
    SkillGrade,
    WorkRelationKind,
)
from niangjia.organizing.models.employers import Employer
from niangjia.organizing.models.facts import KNOWN, OPEN, Fact, Spell, in_order
from niangjia.organizing.models.unions import Union

LISTED = ~Q(state="")
"""Who stands in the register; officers and applicants without membership do not."""


class Person(ScopedModel):
    """A natural person known to the federation; one row for each identity number.

    ``unit``, ``path``, ``state`` and ``joined_on`` repeat the membership in force, so that a
    list of 700,000 is read off one table by index; ``Membership`` is the truth. ``path`` moves
    with the tree. A person without membership (applicant, officer) has an empty state.
    """

    SCOPE_PATH = "path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "path", "state", "joined_on", "retention", "purge_after", "doubts",
            "created_at", "created_by", "changed_at",
        },
        "personal": {
            "name", "initials", "document_kind", "sex", "birth_on", "nationality_group",
            "native_place", "education", "political_status", "skill_grade", "household_type",
            "household_place", "employment", "occupation", "employer_name", "migrant", "trade",
            "card_number",
        },
        "sensitive": {"number", "number_index", "phone", "phone_index", "address"},
    }  # fmt: skip

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="people", db_index=False, verbose_name="所在工会"
    )
    path = models.CharField("路径", max_length=64, db_collation="C")
    state = models.CharField("会籍", max_length=16, choices=MembershipState, blank=True)
    joined_on = models.DateField("入会日期", null=True)
    name = models.CharField("姓名", max_length=60, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=60, blank=True, db_collation="C")
    document_kind = models.CharField(
        "证件类别", max_length=1, choices=DocumentKind, default=DocumentKind.IDENTITY_CARD
    )
    number = EncryptedTextField("证件号码", purpose="identity", blank=True)
    number_index = BlindIndexField(
        "证件号码索引", source="number", purpose="identity", db_index=False
    )
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField("出生日期", null=True)
    nationality_group = models.CharField("民族", max_length=2, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    phone = EncryptedTextField("手机号", purpose="phone", blank=True)
    phone_index = BlindIndexField("手机号索引", source="phone", purpose="phone", db_index=False)
    education = models.CharField("学历", max_length=1, choices=Education, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=PoliticalStatus, blank=True
    )
    skill_grade = models.CharField("技术等级", max_length=1, choices=SkillGrade, blank=True)
    household_type = models.CharField("户籍类型", max_length=8, choices=HouseholdType, blank=True)
    household_place = models.CharField("户籍所在地", max_length=100, blank=True)
    employment = models.CharField("就业状况", max_length=1, choices=Employment, blank=True)
    occupation = models.CharField("岗位职务", max_length=60, blank=True)
    employer_name = models.CharField("工作单位", max_length=300, blank=True)
    address = EncryptedTextField("住址", purpose="address", blank=True)
    migrant = models.BooleanField("农民工", default=False)
    trade = models.CharField("新就业形态行业", max_length=10, choices=NewFormTrade, blank=True)
    card_number = models.CharField("会员卡号", max_length=20, blank=True)
    doubts = ArrayField(models.CharField(max_length=100), verbose_name="疑点", default=list)
    retention = models.CharField(
        "保存类别", max_length=10, choices=RetentionClass, default=RetentionClass.APPLICANT
    )
    purge_after = models.DateField("保存至", null=True)
    created_at = models.DateTimeField("建档时间", auto_now_add=True)
    created_by = models.CharField("建档人", max_length=80)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_index"], condition=~Q(number_index=""), name="person_number_once"
            ),
            models.UniqueConstraint(
                fields=["card_number"], condition=~Q(card_number=""), name="person_card_once"
            ),
        ]
        indexes = [
            # The list is read and counted off these alone: the path stands in each order, so that
            # somebody elsewhere is passed over without a look at the row.
            models.Index(
                fields=["path", "id"], include=["state", "migrant", "trade"], name="person_path"
            ),
            models.Index(fields=["unit", "name", "id"], name="person_unit_name"),
            models.Index(fields=["name", "id", "path"], condition=LISTED, name="person_name"),
            models.Index(
                fields=["initials", "id", "path"], condition=LISTED, name="person_initials"
            ),
            models.Index(
                fields=["joined_on", "id", "path"], condition=LISTED, name="person_joined"
            ),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Fact, ScopedModel):
    """What a person's membership was from a day to a day, in which union (ME8).

    One row is open for a person in the whole federation; a person who left keeps an open row that
    says so. Overlaps of closed rows are refused by a trigger over whole statements, which costs a
    bulk import nothing to speak of (decision record 30).
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "channel", "acted_for", "recorded_at", "superseded_at", "recorded_by",
        },
        "personal": {
            "person", "state", "change", "reason", "note", "migrant", "trade", "employer",
            "valid_from", "valid_to",
        },
    }  # fmt: skip

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", db_index=False, verbose_name="会员"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, related_name="memberships", db_index=False, verbose_name="工会"
    )
    state = models.CharField("会籍状态", max_length=16, choices=MembershipState)
    change = models.CharField("变化类型", max_length=1, choices=MembershipChange)
    reason = models.CharField(
        "变化原因", max_length=1, choices=ChangeReason, default=ChangeReason.NONE
    )
    note = models.CharField("说明", max_length=200, blank=True)
    migrant = models.BooleanField("农民工", default=False)
    trade = models.CharField("新就业形态行业", max_length=10, choices=NewFormTrade, blank=True)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", verbose_name="工作单位"
    )
    channel = models.CharField("渠道", max_length=10, choices=JoinChannel, default=JoinChannel.WEB)
    acted_for = models.CharField("代办人", max_length=80, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            in_order("membership_order"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="membership_one_open"),
        ]
        indexes = [
            models.Index(fields=["union", "valid_from"], condition=KNOWN, name="membership_union"),
            models.Index(fields=["person", "valid_from"], name="membership_person"),
            models.Index(
                fields=["valid_from", "union"],
                include=["migrant", "trade"],
                condition=KNOWN & Q(change=MembershipChange.JOINED),
                name="membership_joined",
            ),
            models.Index(
                fields=["employer"],
                condition=OPEN & Q(employer__isnull=False, state__in=HELD),
                name="membership_employer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"


class WorkRelation(Spell, ScopedModel):
    """Where a person works: an employer, or a platform; several platforms at once (ME7)."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "recorded_at", "recorded_by"},
        "personal": {
            "person", "employer", "platform", "trade", "relation", "place", "valid_from", "valid_to",
        },
        "sensitive": {"plate"},
    }  # fmt: skip

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="work_relations", verbose_name="会员"
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    platform = models.CharField("平台", max_length=40, blank=True)
    trade = models.CharField("工种", max_length=10, choices=NewFormTrade, blank=True)
    relation = models.CharField(
        "用工关系", max_length=10, choices=WorkRelationKind, default=WorkRelationKind.NONE
    )
    place = models.CharField("常在区域", max_length=60, blank=True)
    plate = EncryptedTextField("车牌", purpose="plate", blank=True)

    class Meta:
        constraints = [
            in_order("work_relation_order"),
            models.UniqueConstraint(
                fields=["person", "employer", "platform", "trade"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="work_relation_once",
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=False) | ~Q(platform=""),
                name="work_relation_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.platform or self.employer}"


class MemberCard(ScopedModel):
    """The electronic card: a secret from which the turning code is made (ME12)."""

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "issued_at", "revoked_at", "last_step"},
        "personal": {"person"},
        "sensitive": {"secret"},
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="cards", verbose_name="会员")
    secret = EncryptedTextField("密钥", purpose="card-secret")
    issued_at = models.DateTimeField("发卡时间", auto_now_add=True)
    revoked_at = models.DateTimeField("作废时间", null=True)
    last_step = models.BigIntegerField("最近核验的码序", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="member_card_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} 会员码"
