"""States of a run."""

from django.db.models import TextChoices


class RunState(TextChoices):
    QUEUED = "queued", "排队"
    RUNNING = "running", "运行"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"
    INTERRUPTED = "interrupted", "中断"


UNDER_WAY = frozenset({RunState.QUEUED, RunState.RUNNING})
STOPPED = frozenset({RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED})
TONES = {
    RunState.QUEUED: "plain",
    RunState.RUNNING: "info",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
    RunState.CANCELLED: "plain",
    RunState.INTERRUPTED: "warning",
}
