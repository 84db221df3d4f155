"""Unions: what they are called and where they belong, version by version."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import SpGistIndex
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.unions import (
    Channel,
    CountSource,
    HandOverKind,
    SignKind,
    UnionChangeKind,
    UnionState,
)
from niangjia.organizing.models.facts import KNOWN, OPEN, Fact, days_held, in_order, never_two


class Union(ScopedModel):
    """A union of the register: a unit of the tree with facts. What changes is in its versions."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "unit", "uscc", "founded_on", "channel", "created_at"},
        "internal": {"uscc_problem", "approval_number", "created_by"},
    }

    unit = models.OneToOneField(
        "scope.Unit", models.PROTECT, related_name="union", verbose_name="单位"
    )
    uscc = models.CharField("工会统一社会信用代码", max_length=18, blank=True)
    uscc_problem = models.CharField("代码疑点", max_length=100, blank=True)
    founded_on = models.DateField("建会日期", null=True)
    channel = models.CharField("建会渠道", max_length=8, choices=Channel, default=Channel.OFFLINE)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    created_by = models.CharField("登记人", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="union_uscc_once"),
        ]
        indexes = [models.Index(fields=["founded_on"], name="union_founded")]

    def __str__(self) -> str:
        return str(self.unit)


class UnionChange(ScopedModel):
    """A deed with its paper: founded, renamed, moved, merged, dissolved, put right."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "kind", "effective_on", "document_number", "reason", "other",
            "details", "evidence", "at", "by_name", "by_account", "by_unit", "move", "undoes",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="changes", verbose_name="工会")
    kind = models.CharField("事项", max_length=12, choices=UnionChangeKind)
    effective_on = models.DateField("生效日期")
    document_number = models.CharField("文号", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)
    other = models.ForeignKey(
        Union, models.PROTECT, null=True, related_name="+", verbose_name="并入工会"
    )
    details = models.JSONField("明细", default=dict)
    move = models.ForeignKey(
        "organizing.UnitMove", models.PROTECT, null=True, related_name="changes",
        verbose_name="隶属调整",
    )  # fmt: skip
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone", verbose_name="撤回的办理"
    )
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="文件"
    )
    at = models.DateTimeField("办理时间", auto_now_add=True)
    by_name = models.CharField("办理人", max_length=80)
    by_account = models.BigIntegerField("办理人编号", null=True)
    by_unit = models.CharField("办理单位", max_length=100, blank=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["effective_on", "kind"], name="union_change_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%Y-%m-%d}"


class UnionVersion(Fact, ScopedModel):
    """What the register says of a union from a day to a day.

    ``superior``, ``county`` and ``town`` are units by number, and ``lineage`` holds all units
    above and the union's own, top first: after a move a past day is still answered by the old
    place, whatever became of the paths.
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "union", "name", "short_name", "initials", "kind", "state", "superior", "county",
            "town", "lineage", "trade_code", "old_trade", "economic_type", "new_form", "address",
            "valid_from", "valid_to",
        },
        "internal": {
            "employees", "phone", "change", "recorded_at", "superseded_at", "recorded_by", "source",
        },
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="versions", verbose_name="工会")
    name = models.CharField("工会名称", max_length=200)
    short_name = models.CharField("简称", max_length=40)
    initials = models.CharField("拼音首字母", max_length=200, blank=True)
    kind = models.CharField("组织类型", max_length=12, choices=UnitKind)
    state = models.CharField("状态", max_length=12, choices=UnionState, default=UnionState.NORMAL)
    superior = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="上级工会"
    )
    county = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="区县"
    )
    town = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="镇街"
    )
    lineage = ArrayField(models.BigIntegerField(), verbose_name="隶属链", default=list)
    trade_code = models.CharField("行业代码", max_length=8, blank=True)
    old_trade = models.CharField("二十类行业", max_length=2, blank=True)
    economic_type = models.CharField("经济类型", max_length=3, blank=True)
    new_form = models.BooleanField("新就业形态", default=False)
    employees = models.PositiveIntegerField("职工数", null=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    change = models.ForeignKey(
        UnionChange, models.PROTECT, null=True, related_name="versions", verbose_name="依据"
    )
    source = models.CharField("来源", max_length=120, blank=True)

    class Meta:
        constraints = [
            in_order("union_version_order"),
            never_two("union", "union_version_never_two", KNOWN),
            models.UniqueConstraint(fields=["union"], condition=OPEN, name="union_version_open"),
        ]
        indexes = [
            models.Index(fields=["valid_from", "valid_to"], condition=KNOWN, name="union_day"),
            models.Index(fields=["name", "id"], condition=KNOWN, name="union_name"),
            models.Index(fields=["county", "valid_from"], condition=KNOWN, name="union_county"),
            models.Index(fields=["superior"], condition=OPEN, name="union_superior"),
        ]

    def __str__(self) -> str:
        return self.name


class UnionCount(ScopedModel):
    """Heads as a union reported them on a day; beside what the real-name register counts."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "as_of", "source", "employees", "women", "members", "women_members",
            "migrants", "new_form_members", "recorded_at", "recorded_by",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="counts", verbose_name="工会")
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=10, choices=CountSource, default=CountSource.UNION)
    employees = models.PositiveIntegerField("职工数", null=True)
    women = models.PositiveIntegerField("女职工数", null=True)
    members = models.PositiveIntegerField("会员数", null=True)
    women_members = models.PositiveIntegerField("女会员数", null=True)
    migrants = models.PositiveIntegerField("农民工会员数", null=True)
    new_form_members = models.PositiveIntegerField("新就业形态会员数", null=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["union", "as_of", "source"], name="union_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.as_of:%Y-%m-%d}"


class UnionTally(ScopedModel):
    """Members counted from the register of persons, from a day to a day; derived, rebuildable.

    One row holds for each day, so a figure of any past day is one indexed sum over unions.
    """

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "valid_from", "valid_to", "members", "women", "migrants", "new_form",
            "retained",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="tallies", verbose_name="工会")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    members = models.PositiveIntegerField("会员数", default=0)
    women = models.PositiveIntegerField("女会员数", default=0)
    migrants = models.PositiveIntegerField("农民工会员数", default=0)
    new_form = models.PositiveIntegerField("新就业形态会员数", default=0)
    retained = models.PositiveIntegerField("其中保留会籍", default=0)

    class Meta:
        constraints = [
            in_order("union_tally_order"),
            models.UniqueConstraint(fields=["union", "valid_from"], name="union_tally_day"),
            models.UniqueConstraint(
                fields=["union"], condition=Q(valid_to__isnull=True), name="union_tally_open"
            ),
        ]
        indexes = [SpGistIndex(days_held(), name="union_tally_held")]

    def __str__(self) -> str:
        return f"{self.union} {self.members}"


class UnionSign(ScopedModel):
    """A sign of life: an activity, dues, a contribution, a report (ME15)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "kind", "happened_on", "title", "people", "amount", "evidence",
            "recorded_at", "recorded_by",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="signs", verbose_name="工会")
    kind = models.CharField("事项", max_length=12, choices=SignKind)
    happened_on = models.DateField("日期")
    title = models.CharField("内容", max_length=200)
    people = models.PositiveIntegerField("参加人数", null=True)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2, null=True)
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="佐证"
    )
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["union", "-happened_on"], name="union_sign_last")]

    def __str__(self) -> str:
        return f"{self.happened_on:%Y-%m-%d} {self.title}"


class HandOver(ScopedModel):
    """Funds and papers of a union that ended, handed over (Trade Union Law, art. 13 and B.9)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "union", "change", "kind", "receiver", "amount", "property_text", "papers_text",
            "handed_on", "handed_by", "received_by", "evidence", "recorded_at", "recorded_by",
        }
    }  # fmt: skip

    union = models.ForeignKey(Union, models.PROTECT, related_name="hand_overs", verbose_name="工会")
    change = models.OneToOneField(
        UnionChange, models.PROTECT, related_name="hand_over", verbose_name="依据"
    )
    kind = models.CharField("情形", max_length=10, choices=HandOverKind)
    receiver = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="接收单位"
    )
    amount = models.DecimalField("经费余额", max_digits=14, decimal_places=2)
    property_text = models.CharField("财产", max_length=500, blank=True)
    papers_text = models.CharField("印章证书账册", max_length=500, blank=True)
    handed_on = models.DateField("移交日期")
    handed_by = models.CharField("移交人", max_length=60)
    received_by = models.CharField("接收人", max_length=60)
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="移交清单"
    )
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="hand_over_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.amount}"


class FederationSeat(Fact, ScopedModel):
    """A basic union sits in an industry or area federation; it may sit in several (ME4)."""

    SCOPE_PATH = "union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "union", "federation", "valid_from", "valid_to"},
        "internal": {"document_number", "recorded_at", "superseded_at", "recorded_by"},
    }

    union = models.ForeignKey(Union, models.PROTECT, related_name="seats", verbose_name="基层工会")
    federation = models.ForeignKey(
        Union, models.PROTECT, related_name="federated", verbose_name="联合会"
    )
    document_number = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        constraints = [
            in_order("federation_seat_order"),
            models.UniqueConstraint(
                fields=["union", "federation"], condition=OPEN, name="federation_seat_once"
            ),
            models.CheckConstraint(
                condition=~Q(union=F("federation")), name="federation_seat_of_another"
            ),
        ]
        indexes = [models.Index(fields=["federation", "valid_from"], name="federation_seats")]

    def __str__(self) -> str:
        return f"{self.union} → {self.federation}"
