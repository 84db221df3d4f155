"""The audit trail: plain text, no foreign keys, append-only, chained by keyed hash."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from niangjia.kernel.scope.actor import Actor

BATCH = 1000


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


class AuditSeal(models.Model):
    """Closes some lines and everything sealed before under one HMAC-SM3; see ``sealing``.

    The lines are named one by one, because lines become visible out of the order of their
    numbers. No line up to ``floor_id`` can still be on its way: one that turns up there was
    put in later. ``seen_id`` and ``seen_xid`` are what the next seal learns its floor from.
    """

    number = models.BigIntegerField("封印号", primary_key=True)
    sealed_at = models.DateTimeField("封存时间")
    key_id = models.CharField("密钥编号", max_length=16)
    floor_id = models.BigIntegerField("到此为止不再有行")
    seen_id = models.BigIntegerField("封存时已发出的行号")
    seen_xid = models.BigIntegerField("封存时的事务号")
    event_ids = ArrayField(models.BigIntegerField(), verbose_name="行号")
    event_macs = models.BinaryField("各行的校验值")
    last_id = models.BigIntegerField("最大行号", db_index=True)
    previous_mac = models.BinaryField("上一封印的校验值")
    mac = models.BinaryField("校验值")

    def __str__(self) -> str:
        return f"封印 {self.number}"


class AuditCheck(models.Model):
    """The chain was read from its first line to its last, and this was found."""

    at = models.DateTimeField("核对时间", auto_now_add=True)
    checked_by = models.CharField("核对人", max_length=80)
    ok = models.BooleanField("完好")
    checked = models.BigIntegerField("已核对行数")
    problem = models.TextField("问题", blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'完好' if self.ok else '有问题'}"


def record(
    verb: str, *, on: models.Model, by: Actor, unit_path: str = "", **changes: Any
) -> AuditEvent:
    """Write one line in the transaction of the deed itself.

    ``unit_path`` defaults to the path of ``on.unit``. Values must be JSON; never put
    identity numbers, phones or bank cards in ``changes``.
    """
    _inside_transaction()
    event = _line(verb, on, by, unit_path, changes)
    event.save(force_insert=True)
    return event


def record_many(
    verb: str,
    lines: Iterable[tuple[models.Model, dict[str, Any]]],
    *,
    by: Actor,
    unit_path: str = "",
) -> int:
    """Write a line for each (row, changes) in a few statements; returns how many.

    Load ``unit`` with the rows, or give ``unit_path``.
    """
    _inside_transaction()
    events = [_line(verb, on, by, unit_path, changes) for on, changes in lines]
    AuditEvent.objects.bulk_create(events, batch_size=BATCH)
    return len(events)


def _line(
    verb: str, on: models.Model, by: Actor, unit_path: str, changes: dict[str, Any]
) -> AuditEvent:
    unit = None if unit_path else getattr(on, "unit", None)
    return AuditEvent(
        actor_id=by.account_id,
        actor=by.name,
        actor_unit=by.unit_name,
        verb=verb,
        target_type=on._meta.label_lower,
        target_id="" if on.pk is None else str(on.pk),
        unit_path=unit_path or (unit.path if unit is not None else by.unit_path),
        changes=changes,
    )


def _inside_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("留痕必须与业务写入在同一个事务里")
