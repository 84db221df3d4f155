"""One piece of background work, from asking for it to its result."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from niangjia.kernel.jobs.enums import STOPPED, TONES, UNDER_WAY, RunState
from niangjia.kernel.jobs.texts import RESULT_NAMES, duration_text
from niangjia.kernel.scope.scoped import ScopedModel


class JobRun(ScopedModel):
    """What was asked for, by whom, how far it is. The queue only carries its number."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "name", "label", "subject", "arguments", "state", "done", "total",
            "message", "result", "error", "started_by", "started_by_id", "attempts",
            "cancel_requested", "queue_id", "created_at", "began_at", "ended_at", "heartbeat",
        }
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("任务", max_length=60)
    label = models.CharField("任务名称", max_length=100)
    subject = models.CharField("对象", max_length=80, blank=True)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=12, choices=RunState, default=RunState.QUEUED)
    done = models.BigIntegerField("已完成", default=0)
    total = models.BigIntegerField("总量", null=True)
    message = models.CharField("进展", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField("原因", blank=True)
    started_by = models.CharField("发起人", max_length=80)
    started_by_id = models.BigIntegerField("发起人账号编号", null=True)
    attempts = models.PositiveSmallIntegerField("运行次数", default=0)
    cancel_requested = models.BooleanField("已请求取消", default=False)
    queue_id = models.BigIntegerField("队列编号", null=True)
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    began_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    heartbeat = models.DateTimeField("最近动静", null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="job_run_subject"),
            models.Index(
                fields=["state"], condition=Q(state__in=sorted(UNDER_WAY)), name="job_run_under_way"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__gte=0) & (Q(total__isnull=True) | Q(total__gte=0)),
                name="job_run_progress",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNDER_WAY), ended_at__isnull=True)
                | (~Q(state__in=sorted(UNDER_WAY)) & Q(ended_at__gte=F("created_at"))),
                name="job_run_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.get_state_display()}"

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def tone(self) -> str:
        """The colour of the state on every page."""
        return TONES[RunState(self.state)]

    @property
    def lasted(self) -> str:
        """How long it has been at work, in words; empty before it begins."""
        if self.began_at is None:
            return ""
        return duration_text(((self.ended_at or timezone.now()) - self.began_at).total_seconds())

    @property
    def link(self) -> str:
        """The page that shows what came of it: ``url`` in the result, of this house only."""
        url = self.result.get("url", "")
        return url if isinstance(url, str) and url.startswith("/") and url[1:2] != "/" else ""

    @property
    def facts(self) -> list[tuple[str, object]]:
        """The plain values of the result with their Chinese names."""
        return [
            (RESULT_NAMES.get(name, name), value)
            for name, value in self.result.items()
            if name != "url" and isinstance(value, int | float | str)
        ]

    @property
    def stopped(self) -> bool:
        """Ended without a result; may be tried again."""
        return self.state in STOPPED
