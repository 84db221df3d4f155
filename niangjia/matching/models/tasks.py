"""The task list (任务清单): tasks with their steps, visits, opinions, materials."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.clocks.dated import Dated
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import (
    CLOSED_STATES,
    OPEN_STATES,
    Attitude,
    Clock,
    MaterialKind,
    MetWith,
    SyncStage,
    TaskOrigin,
    TaskReason,
    TaskState,
)
from niangjia.matching.models.ledger import Enterprise
from niangjia.matching.models.rules import GapRun

OPEN = Q(state__in=sorted(OPEN_STATES))
CLOSED = Q(state__in=sorted(CLOSED_STATES))


class TaskClock(Dated):
    """How long something may take, in which kind of days; dated with its source."""

    code = models.CharField("期限", max_length=12, choices=Clock)
    days = models.PositiveSmallIntegerField("天数")
    kind = models.CharField("计法", max_length=8, choices=[(k.value, k.label) for k in DayKind])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="task_clock_current"
            ),
        ]
        ordering = ["code", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.days}个{DayKind(self.kind).label}"


class TaskRoute(Dated, ScopedModel):
    """Firms of a trade within ``unit`` go to the unit ``target``, an industry federation.

    ``codes`` are beginnings of GB/T 4754 codes or section letters, ``words`` are looked for
    in trade and name where a firm has no code.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "target", "label", "codes", "words", "valid_from", "valid_to",
            "source_text", "created_by", "created_at",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="范围")
    target = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    label = models.CharField("行业", max_length=40)
    codes = ArrayField(models.CharField(max_length=8), verbose_name="行业代码", blank=True)
    words = ArrayField(models.CharField(max_length=20), verbose_name="关键词", blank=True)

    class Meta:
        ordering = ["unit__path", "label"]

    def __str__(self) -> str:
        return f"{self.label} → {self.target}"


class Task(ScopedModel):
    """Talk to one enterprise about a union. ``unit`` is responsible, ``owner`` does it.

    Name, code, trade and head-count are those of the day it was listed. ``due_on`` is the
    clock that runs now; ``visit_due`` and ``close_due`` stay for looking back.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "enterprise", "unit", "county", "town", "owner", "origin", "rules", "run",
            "name", "uscc", "initials", "trade", "headcount", "registered_on", "state",
            "listed_on", "visit_due", "close_due", "due_on", "due_provisional", "due_basis",
            "first_visit_on", "intent_on", "closed_on", "close_reason", "union_name",
            "established_on", "created_at", "created_by",
        }
    }  # fmt: skip

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="tasks", verbose_name="企业"
    )
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="tasks", verbose_name="承办单位"
    )
    county = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="区县"
    )
    town = models.ForeignKey(
        "scope.Unit", models.PROTECT, null=True, related_name="+", verbose_name="镇街"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="承办人",
    )
    origin = models.CharField("来由", max_length=12, choices=TaskOrigin)
    rules = ArrayField(models.CharField(max_length=30), verbose_name="缺口规则", default=list)
    run = models.ForeignKey(GapRun, models.PROTECT, null=True, verbose_name="所据运行")
    name = models.CharField("企业名称", max_length=300)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    initials = models.CharField("拼音首字母", max_length=300, blank=True)
    trade = models.CharField("行业", max_length=100, blank=True)
    headcount = models.PositiveIntegerField("职工人数", null=True)
    registered_on = models.DateField("成立日期", null=True)
    state = models.CharField("状态", max_length=12, choices=TaskState)
    listed_on = models.DateField("列入日期")
    visit_due = models.DateField("首次走访期限", null=True)
    close_due = models.DateField("销号期限", null=True)
    due_on = models.DateField("当前期限", null=True)
    due_provisional = models.BooleanField("期限暂定", default=False)
    due_basis = models.CharField("期限依据", max_length=200, blank=True)
    first_visit_on = models.DateField("首次走访", null=True)
    intent_on = models.DateField("意向日期", null=True)
    closed_on = models.DateField("销号日期", null=True)
    close_reason = models.CharField("销号原因", max_length=12, choices=TaskReason, blank=True)
    union_name = models.CharField("工会名称", max_length=200, blank=True)
    established_on = models.DateField("建会日期", null=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=OPEN, name="task_open_once"),
            models.CheckConstraint(
                condition=(OPEN & Q(closed_on__isnull=True, close_reason=""))
                | (CLOSED & Q(closed_on__isnull=False) & ~Q(close_reason="")),
                name="task_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["lead", "returned", "not_required", "established"])
                | Q(due_on__isnull=False),
                name="task_working_has_due_date",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="task_unit_state"),
            models.Index(fields=["owner", "state", "due_on"], name="task_owner_state"),
            models.Index(fields=["county", "listed_on"], name="task_county_listed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class TaskStep(ScopedModel):
    """One step of a task, written once: who, when, from where to where, why, on what proof.

    ``before`` keeps the values the step changed, so that its author can undo it that day.
    """

    SCOPE_PATH = "task__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "task", "at", "by_account", "by_name", "by_unit", "name", "label",
            "from_state", "to_state", "reason", "note", "evidence", "before", "undoes",
        }
    }  # fmt: skip

    task = models.ForeignKey(Task, models.PROTECT, related_name="steps", verbose_name="任务")
    at = models.DateTimeField("时间")
    by_account = models.BigIntegerField("办理人编号", null=True)
    by_name = models.CharField("办理人", max_length=80)
    by_unit = models.CharField("办理单位", max_length=100, blank=True)
    name = models.CharField("步骤", max_length=12)
    label = models.CharField("步骤名称", max_length=40)
    from_state = models.CharField("原状态", max_length=12, choices=TaskState)
    to_state = models.CharField("新状态", max_length=12, choices=TaskState)
    reason = models.CharField("原因", max_length=12, choices=TaskReason, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="佐证材料"
    )
    before = models.JSONField("原值", default=dict)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", verbose_name="撤回"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__in=["establish", "release"])
                | (Q(evidence__isnull=False) & ~Q(reason="")),
                name="task_step_closes_with_evidence",
            ),
        ]
        indexes = [models.Index(fields=["name", "at"], name="task_step_name_at")]

    def __str__(self) -> str:
        return f"{self.label} {self.by_name}"


class Visit(ScopedModel):
    """A visit to the enterprise: whom by function, what they asked, how they stand."""

    SCOPE_PATH = "task__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "task", "step", "visited_on", "met", "attitude", "headcount", "questions",
            "note", "by_name",
        }
    }  # fmt: skip

    task = models.ForeignKey(Task, models.PROTECT, related_name="visits", verbose_name="任务")
    step = models.OneToOneField(
        TaskStep, models.PROTECT, related_name="visit", verbose_name="所属步骤"
    )
    visited_on = models.DateField("走访日期")
    met = ArrayField(models.CharField(max_length=10, choices=MetWith), verbose_name="会见对象")
    attitude = models.CharField("态度", max_length=10, choices=Attitude)
    headcount = models.PositiveIntegerField("现场了解职工人数", null=True)
    questions = models.TextField("企业提出的问题", blank=True)
    note = models.TextField("走访情况", blank=True)
    by_name = models.CharField("走访人", max_length=80)

    class Meta:
        ordering = ["-visited_on", "-id"]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.task}"

    @property
    def met_labels(self) -> str:
        return "、".join(MetWith(code).label for code in self.met)


class Material(ScopedModel):
    """A leaflet or guide of the federation ``unit``, and how many were printed (ME14)."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "unit", "title", "kind", "printed", "active"},
    }

    unit = models.ForeignKey("scope.Unit", models.PROTECT, verbose_name="印制单位")
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=8, choices=MaterialKind)
    printed = models.PositiveIntegerField("印数", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        ordering = ["kind", "title"]
        constraints = [models.UniqueConstraint(fields=["unit", "title"], name="material_once")]

    def __str__(self) -> str:
        return self.title


class Handout(ScopedModel):
    """Copies of a material left at the enterprise during a visit."""

    SCOPE_PATH = "visit__task__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {"internal": {"id", "visit", "material", "copies"}}

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="handouts", verbose_name="走访")
    material = models.ForeignKey(
        Material, models.PROTECT, related_name="handouts", verbose_name="资料"
    )
    copies = models.PositiveIntegerField("份数")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "material"], name="handout_once"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="handout_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.copies}份"


class Opinion(ScopedModel):
    """What an enterprise asked of a department: passed on, answered within its clock.

    ``unit`` is the department, which sees the opinion and nothing else of the task.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "task", "unit", "name", "text", "passed_on", "passed_by", "passed_account",
            "due_on", "due_provisional", "due_basis", "answer", "answered_at", "answered_by",
            "withdrawn",
        }
    }  # fmt: skip

    task = models.ForeignKey(Task, models.PROTECT, related_name="opinions", verbose_name="任务")
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="opinions", verbose_name="承接部门"
    )
    name = models.CharField("企业名称", max_length=300)
    text = models.TextField("意见")
    passed_on = models.DateField("转交日期")
    passed_by = models.CharField("转交人", max_length=80)
    passed_account = models.BigIntegerField("转交人编号", null=True)
    due_on = models.DateField("答复期限")
    due_provisional = models.BooleanField("期限暂定", default=False)
    due_basis = models.CharField("期限依据", max_length=200)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    withdrawn = models.BooleanField("转交人已撤回", default=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="opinion_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.text[:30]}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


class ThreeSync(ScopedModel):
    """三同步 of a newly registered firm (ME2): its three dates and the union's."""

    SCOPE_PATH = "task__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "task", "planned_on", "opened_on", "running_on", "preparing_on",
            "established_on", "operating_on",
        }
    }  # fmt: skip

    task = models.OneToOneField(
        Task, models.PROTECT, related_name="three_sync", verbose_name="任务"
    )
    planned_on = models.DateField("登记（规划）", null=True)
    opened_on = models.DateField("开业", null=True)
    running_on = models.DateField("投产", null=True)
    preparing_on = models.DateField("工会筹备", null=True)
    established_on = models.DateField("工会成立", null=True)
    operating_on = models.DateField("工会正常运行", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(established_on__isnull=True)
                | Q(operating_on__isnull=True)
                | Q(operating_on__gte=F("established_on")),
                name="three_sync_order",
            ),
        ]

    def __str__(self) -> str:
        return f"三同步 {self.task}"

    PAIRS: ClassVar[dict[str, tuple[str, str]]] = {
        SyncStage.PLANNING: ("planned_on", "preparing_on"),
        SyncStage.OPENING: ("opened_on", "established_on"),
        SyncStage.RUNNING: ("running_on", "operating_on"),
    }
