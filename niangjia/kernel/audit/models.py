"""The audit trail: plain text, no foreign keys, append-only."""

from typing import Any

from django.db import models, transaction

from niangjia.kernel.scope.actor import Actor


class AuditEvent(models.Model):
    """One deed: who, from which unit, did what to which row, and what changed."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField("账号编号", null=True)
    actor = models.CharField("操作人", max_length=80)
    actor_unit = models.CharField("操作单位", max_length=100, blank=True)
    verb = models.CharField("动作", max_length=60, db_index=True)
    target_type = models.CharField("对象类别", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)
    unit_path = models.CharField("对象单位路径", max_length=64, db_collation="C")
    changes = models.JSONField("变更", default=dict)

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb}"


def record(
    verb: str, *, on: models.Model, by: Actor, unit_path: str = "", **changes: Any
) -> AuditEvent:
    """Write one line in the transaction of the deed itself.

    ``unit_path`` defaults to the path of ``on.unit``. Values must be JSON; never put
    identity numbers, phones or bank cards in ``changes``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("留痕必须与业务写入在同一个事务里")
    unit = getattr(on, "unit", None)
    return AuditEvent.objects.create(
        actor_id=by.account_id,
        actor=by.name,
        actor_unit=by.unit_name,
        verb=verb,
        target_type=on._meta.label_lower,
        target_id=str(on.pk),
        unit_path=unit_path or (unit.path if unit is not None else by.unit_path),
        changes=changes,
    )
