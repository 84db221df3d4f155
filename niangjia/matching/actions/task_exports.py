"""Figures leave the house as a workbook: who took which."""

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.models import Actor, Unit


@transaction.atomic
def note_weekly_export(*, week: str, rows: int, by: Actor) -> None:
    """导出周报：留痕。"""
    unit = Unit.objects.within(by.scope).get(path=by.unit_path)
    record("matching.export_weekly", on=unit, by=by, unit_path=unit.path, week=week, rows=rows)


@transaction.atomic
def note_export(*, sheet: str, rows: int, by: Actor) -> None:
    """导出一张表：留痕。"""
    unit = Unit.objects.within(by.scope).get(path=by.unit_path)
    record("matching.export", on=unit, by=by, unit_path=unit.path, sheet=sheet, rows=rows)
