"""Period tables: the form, a unit's table for a period, its figures and its history (X15)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.periods import Cadence, PeriodReach, PeriodState


class PeriodForm(ScopedModel):
    """What a federation wants reported, how often, and by whom below it."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "unit", "name", "cadence", "reach", "keys", "due_days", "source_text",
            "valid_from", "ended_on", "created_by", "created_at",
        }
    }  # fmt: skip

    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="设立单位"
    )
    name = models.CharField("报表名称", max_length=60)
    cadence = models.CharField("频次", max_length=8, choices=Cadence)
    reach = models.CharField("填报范围", max_length=8, choices=PeriodReach)
    keys = ArrayField(models.CharField(max_length=20, choices=FigureKey), verbose_name="指标")
    due_days = models.PositiveSmallIntegerField("期末后几个工作日内上报", default=5)
    source_text = models.CharField("依据", max_length=300)
    valid_from = models.DateField("自哪一天起")
    ended_on = models.DateField("停用日期", null=True)
    created_by = models.CharField("设立人", max_length=80)
    created_at = models.DateTimeField("设立时间", auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_on=None), name="period_form_name"
            ),
            models.CheckConstraint(condition=~Q(keys=[]), name="period_form_keys"),
        ]

    def __str__(self) -> str:
        return self.name


class PeriodTable(ScopedModel):
    """One unit's table for one period."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {"id", "form", "unit", "label", "since", "until", "state", "due_on"},
        "internal": {
            "due_basis", "due_provisional", "reported_at", "reported_by", "locked_at", "locked_by",
            "created_at",
        },
    }  # fmt: skip

    form = models.ForeignKey(PeriodForm, models.PROTECT, related_name="tables", verbose_name="报表")
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="+", verbose_name="填报单位"
    )
    label = models.CharField("期别", max_length=20)
    since = models.DateField("期初")
    until = models.DateField("期末")
    state = models.CharField(
        "状态", max_length=10, choices=PeriodState, default=PeriodState.OPEN, db_index=True
    )
    due_on = models.DateField("期限")
    due_basis = models.CharField("期限依据", max_length=200)
    due_provisional = models.BooleanField("期限暂定", default=False)
    reported_at = models.DateTimeField("上报时间", null=True)
    reported_by = models.CharField("上报人", max_length=80, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True)
    locked_by = models.CharField("锁定人", max_length=80, blank=True)
    created_at = models.DateTimeField("下发时间", auto_now_add=True)

    class Meta:
        ordering = ["-until", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["form", "unit", "until"], name="period_table_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="period_table_days"),
            models.CheckConstraint(
                condition=~Q(state=PeriodState.LOCKED) | Q(locked_at__isnull=False),
                name="period_table_locked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.form} {self.label}"


class PeriodFigure(ScopedModel):
    """One cell: counted by the register and reported by the unit, with the definition of its day."""

    SCOPE_PATH = "table__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "open": {
            "id", "table", "key", "counted", "reported", "reason", "defect", "definition",
            "words", "number",
        }
    }  # fmt: skip

    table = models.ForeignKey(
        PeriodTable, models.PROTECT, related_name="figures", verbose_name="报表"
    )
    key = models.CharField("指标", max_length=20, choices=FigureKey)
    counted = models.PositiveIntegerField("系统计数")
    reported = models.PositiveIntegerField("上报数")
    reason = models.CharField("不一致的原因", max_length=300, blank=True)
    defect = models.CharField("退回原因", max_length=300, blank=True)
    definition = models.ForeignKey(
        "organizing.FigureDefinition", models.PROTECT, related_name="+", verbose_name="口径版本"
    )
    words = models.CharField("口径", max_length=400)
    number = models.PositiveSmallIntegerField("口径版次")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "key"], name="period_figure_once"),
            models.CheckConstraint(
                condition=Q(reported=F("counted")) | ~Q(reason=""), name="period_figure_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.reported}"


class PeriodStep(ScopedModel):
    """A step a table took, who took it, and what was said."""

    SCOPE_PATH = "table__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "table", "name", "label", "from_state", "to_state", "reason", "facts",
            "by_name", "by_unit", "at",
        }
    }  # fmt: skip

    table = models.ForeignKey(
        PeriodTable, models.PROTECT, related_name="steps", verbose_name="报表"
    )
    name = models.CharField("步骤", max_length=20)
    label = models.CharField("步骤名称", max_length=20)
    from_state = models.CharField("原状态", max_length=10, choices=PeriodState)
    to_state = models.CharField("新状态", max_length=10, choices=PeriodState)
    reason = models.CharField("原因", max_length=500, blank=True)
    facts = models.JSONField("逐格说明", default=dict)
    by_name = models.CharField("办理人", max_length=80)
    by_unit = models.CharField("办理单位", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.by_name}"
