"""建会一件事: a case with its facts, steps, defects, papers, candidates and ballots."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.crypto import EncryptedTextField
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.founding import (
    ENDED,
    AssemblyKind,
    BarKind,
    FoundingOrigin,
    FoundingState,
    PaperKind,
    PaperState,
    Seat,
)
from niangjia.organizing.enums.members import PoliticalStatus, Sex
from niangjia.organizing.models.employers import Employer
from niangjia.organizing.models.members import Person
from niangjia.organizing.models.unions import Union


class FoundingCase(ScopedModel):
    """One union on its way from 请示 to 正常运行. ``unit`` is the next higher union.

    ``union`` is the union's row once the preparatory group is approved. ``origin_ref`` names what
    it came from (a task's number) in words of the module above, which this one does not know.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "code", "unit", "union", "kind", "union_name", "state"},
        "internal": {
            "origin", "origin_ref", "employees", "women", "members_expected", "founding_basis",
            "applied_on", "prepared_on", "assembly_kind", "assembly_on", "assembly_place",
            "elected_on", "reported_on", "established_on", "operating_on", "term_years",
            "committee_seats", "audit_seats", "notice_from", "notice_to", "due_on", "due_basis",
            "due_provisional", "ended_on", "handler", "handler_account", "acted_for", "created_at",
            "created_by", "facts",
        },
        "personal": {"applicant"},
        "sensitive": {"applicant_phone"},
    }  # fmt: skip

    code = models.CharField("查询码", max_length=24, unique=True)
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="founding_cases", verbose_name="上级工会"
    )
    union = models.OneToOneField(
        Union, models.PROTECT, null=True, related_name="founding_case", verbose_name="工会"
    )
    kind = models.CharField("组织类型", max_length=12, choices=UnitKind, default=UnitKind.BASIC)
    union_name = models.CharField("拟建工会名称", max_length=200)
    state = models.CharField(
        "状态", max_length=16, choices=FoundingState, default=FoundingState.APPLYING
    )
    origin = models.CharField("来由", max_length=10, choices=FoundingOrigin)
    origin_ref = models.CharField("来由编号", max_length=60, blank=True)
    employees = models.PositiveIntegerField("职工数", null=True)
    women = models.PositiveIntegerField("女职工数", null=True)
    members_expected = models.PositiveIntegerField("预计会员数", null=True)
    founding_basis = models.CharField("党组织或行政意见", max_length=300, blank=True)
    applied_on = models.DateField("请示日期", null=True)
    prepared_on = models.DateField("批准筹备", null=True)
    notice_from = models.DateField("公示起", null=True)
    notice_to = models.DateField("公示止", null=True)
    assembly_kind = models.CharField("大会形式", max_length=10, choices=AssemblyKind, blank=True)
    assembly_on = models.DateField("大会日期", null=True)
    assembly_place = models.CharField("大会地点", max_length=100, blank=True)
    elected_on = models.DateField("选举日期", null=True)
    reported_on = models.DateField("报告结果", null=True)
    established_on = models.DateField("批复成立", null=True)
    operating_on = models.DateField("正常运行", null=True)
    ended_on = models.DateField("办结日期", null=True)
    term_years = models.PositiveSmallIntegerField("任期年数", null=True)
    committee_seats = models.PositiveSmallIntegerField("委员会人数", null=True)
    audit_seats = models.PositiveSmallIntegerField("经审会人数", null=True)
    due_on = models.DateField("当前期限", null=True)
    due_basis = models.CharField("期限依据", max_length=200, blank=True)
    due_provisional = models.BooleanField("期限暂定", default=False)
    applicant = models.CharField("联系人", max_length=60)
    applicant_phone = EncryptedTextField("联系电话", purpose="phone", blank=True)
    handler = models.CharField("承办人", max_length=80, blank=True)
    handler_account = models.BigIntegerField("承办人编号", null=True)
    acted_for = models.CharField("代办人", max_length=80, blank=True)
    facts = models.JSONField("其他事项", default=dict)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=80)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "origin_ref"],
                condition=~Q(origin_ref="") & ~Q(state__in=sorted(ENDED)),
                name="founding_case_origin_once",
            ),
            models.CheckConstraint(
                condition=Q(notice_to__isnull=True) | Q(notice_to__gte=F("notice_from")),
                name="founding_case_notice",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="founding_case_unit"),
            models.Index(fields=["established_on"], name="founding_case_established"),
        ]

    def __str__(self) -> str:
        return self.union_name


class FoundingEmployer(ScopedModel):
    """An employer of the case; several where a joint union is founded. One open case for each."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {"internal": {"id", "case", "employer", "open"}}

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="employers", verbose_name="建会事项"
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="founding_cases", verbose_name="单位"
    )
    open = models.BooleanField("办理中", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "employer"], name="founding_employer_once"),
            models.UniqueConstraint(
                fields=["employer"], condition=Q(open=True), name="founding_employer_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.employer}"


class FoundingStep(ScopedModel):
    """One step, written once: who, for whom, from where to where, why, on what proof."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "case", "at", "by_account", "by_name", "by_unit", "acted_for", "name", "label",
            "from_state", "to_state", "happened_on", "reason", "evidence", "facts",
        }
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="steps", verbose_name="建会事项"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    by_account = models.BigIntegerField("办理人编号", null=True)
    by_name = models.CharField("办理人", max_length=80)
    by_unit = models.CharField("办理单位", max_length=100, blank=True)
    acted_for = models.CharField("代谁办理", max_length=80, blank=True)
    name = models.CharField("步骤", max_length=20)
    label = models.CharField("步骤名称", max_length=40)
    from_state = models.CharField("原状态", max_length=16, choices=FoundingState)
    to_state = models.CharField("新状态", max_length=16, choices=FoundingState)
    happened_on = models.DateField("发生日期")
    reason = models.CharField("说明", max_length=500, blank=True)
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="佐证"
    )
    facts = models.JSONField("填报", default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label} {self.by_name}"


class FoundingDefect(ScopedModel):
    """A defect for which the case was returned, until it is mended."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "case", "item", "text", "raised_at", "raised_by", "settled_at", "settled_by",
        }
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="defects", verbose_name="建会事项"
    )
    item = models.CharField("材料或事项", max_length=60)
    text = models.CharField("缺什么", max_length=300)
    raised_at = models.DateTimeField("提出时间", auto_now_add=True)
    raised_by = models.CharField("提出人", max_length=80)
    settled_at = models.DateTimeField("补正时间", null=True)
    settled_by = models.CharField("补正人", max_length=80, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.item


class FoundingPaper(ScopedModel):
    """A paper of the case: made from data, numbered, its signed scan uploaded and checked."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "case", "kind", "state", "title", "document_number", "issued_on", "paper", "file",
            "scan", "facts", "made_at", "made_by", "checked_at", "checked_by",
        }
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="papers", verbose_name="建会事项"
    )
    kind = models.CharField("材料", max_length=20, choices=PaperKind)
    state = models.CharField("状态", max_length=8, choices=PaperState, default=PaperState.MADE)
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("成文日期", null=True)
    paper = models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, related_name="+", verbose_name="公文"
    )
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="生成文件"
    )
    scan = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="扫描件"
    )
    facts = models.JSONField("所据数据", default=dict)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    made_by = models.CharField("生成人", max_length=80)
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.CharField("核对人", max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=~Q(state="void") & ~Q(kind__in=["other", "identity"]),
                name="founding_paper_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preparer(ScopedModel):
    """Somebody of the preparatory group 筹备组 (3–5 persons)."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "case", "leads"},
        "personal": {
            "person", "name", "sex", "nationality_group", "birth_on", "political_status",
            "education", "employer_post",
        },
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="preparers", verbose_name="建会事项"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="会员"
    )
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    nationality_group = models.CharField("民族", max_length=2, blank=True)
    birth_on = models.DateField("出生日期", null=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=PoliticalStatus, blank=True
    )
    education = models.CharField("学历", max_length=1, blank=True)
    employer_post = models.CharField("行政职务", max_length=60, blank=True)
    leads = models.BooleanField("组长", default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(leads=True), name="preparer_one_leads"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Candidate(ScopedModel):
    """A candidate with what the law asks of one (B.5); ``bars`` are reasons against."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "case", "seat", "order", "withdrawn_on"},
        "personal": {
            "person", "name", "sex", "nationality_group", "birth_on", "political_status",
            "education", "employer_post", "bars",
        },
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="candidates", verbose_name="建会事项"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="会员"
    )
    seat = models.CharField("候选职务", max_length=10, choices=Seat)
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    nationality_group = models.CharField("民族", max_length=2, blank=True)
    birth_on = models.DateField("出生日期", null=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=PoliticalStatus, blank=True
    )
    education = models.CharField("学历", max_length=1, blank=True)
    employer_post = models.CharField("行政职务", max_length=60, blank=True)
    bars = ArrayField(
        models.CharField(max_length=20, choices=BarKind), verbose_name="限制情形", default=list
    )
    order = models.PositiveSmallIntegerField("姓氏笔画序", default=0)
    withdrawn_on = models.DateField("退出日期", null=True)

    class Meta:
        ordering = ["seat", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seat", "person"],
                condition=Q(person__isnull=False, withdrawn_on__isnull=True),
                name="candidate_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_seat_display()}"


class Ballot(ScopedModel):
    """A ballot for one kind of seat: who was due, who came, what was in the box (B.6)."""

    SCOPE_PATH = "case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "case", "seat", "round", "held_on", "seats", "due", "present", "handed_out",
            "returned", "invalid", "recorded_at", "recorded_by", "void_reason",
        }
    }  # fmt: skip

    case = models.ForeignKey(
        FoundingCase, models.PROTECT, related_name="ballots", verbose_name="建会事项"
    )
    seat = models.CharField("选举职务", max_length=10, choices=Seat)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    held_on = models.DateField("投票日期")
    seats = models.PositiveSmallIntegerField("应选人数")
    due = models.PositiveIntegerField("应到会人数")
    present = models.PositiveIntegerField("实到会人数")
    handed_out = models.PositiveIntegerField("发出选票")
    returned = models.PositiveIntegerField("收回选票")
    invalid = models.PositiveIntegerField("废票", default=0)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        ordering = ["seat", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seat", "round"],
                condition=Q(void_reason=""),
                name="ballot_round_once",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("due"))
                & Q(handed_out__lte=F("present"))
                & Q(returned__lte=F("handed_out"))
                & Q(invalid__lte=F("returned")),
                name="ballot_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_seat_display()} 第{self.round}轮"


class VoteCount(ScopedModel):
    """Votes for one candidate in one ballot."""

    SCOPE_PATH = "ballot__case__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "ballot", "candidate", "votes_for", "against", "abstained", "elected"}
    }

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes", verbose_name="选举")
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="votes", verbose_name="候选人"
    )
    votes_for = models.PositiveIntegerField("赞成票")
    against = models.PositiveIntegerField("反对票", default=0)
    abstained = models.PositiveIntegerField("弃权票", default=0)
    elected = models.BooleanField("当选", default=False)

    class Meta:
        ordering = ["-votes_for", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "candidate"], name="vote_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} {self.votes_for}票"
