"""Changing what rule books set: the old value ends the day the new one begins."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.parameters import Measure, ParameterCode
from niangjia.organizing.models import Parameter, SizeRule

WHY = "本级的规则"
MAY_NOT = "规则由本级的组织或登记岗位修改。"


def _unit(by: Actor) -> Unit:
    if not by.has(Role.ORGANISER, Role.REGISTRAR, Role.CLERK) or by.unit_id is None:
        raise NotAllowed(MAY_NOT)
    return Unit.objects.within(by.scope).get(pk=by.unit_id)


def checked(code: str, value: str, measure: str) -> str:
    """The value as it is kept; ``ValueError`` says what is wrong with it."""
    text = value.strip().replace("／", "/")
    try:
        if measure == Measure.SHARE:
            if not 0 < Fraction(text) <= 1:
                raise ValueError
        elif code == ParameterCode.TERM_YEARS:
            [int(part) for part in text.split("/")]
        elif int(text) < 0:
            raise ValueError
    except (ValueError, ZeroDivisionError):
        hint = "0 到 1 之间的分数，如 2/3" if measure == Measure.SHARE else "整数"
        raise ValueError(f"值应为{hint}。") from None
    return text


@transaction.atomic
def change_parameter(
    *, code: str, value: str, valid_from: date, source_text: str, by: Actor
) -> Parameter:
    """修改参数：只对本级及以下生效，全国的规定不动。"""
    unit = _unit(by)
    national = Parameter.objects.unscoped(reason="计法随全国的规定").filter(code=code, unit=None)
    measure = national.latest("valid_from").measure
    text = checked(code, value, measure)
    rows = Parameter.objects.unscoped(reason=WHY).filter(unit=unit, code=code, valid_to=None)
    _close(rows, valid_from)
    made = Parameter.objects.create(
        unit=unit, code=code, value=text, measure=measure, valid_from=valid_from,
        source_text=source_text, created_by=by.name,
    )  # fmt: skip
    record("organizing.parameter", on=made, by=by, unit_path=unit.path, code=code, value=text,
           source=source_text, valid_from=valid_from.isoformat())  # fmt: skip
    return made


def _close(rows: Any, on: date) -> None:
    for old in rows.select_for_update():
        if old.valid_from >= on:
            raise NotAllowed(f"现行的规定自 {old.valid_from:%Y-%m-%d} 起，新的应在它之后。")
        old.valid_to = on
        old.save(update_fields=["valid_to"])


@transaction.atomic
def replace_sizes(
    *, table: str, lines: list[dict[str, Any]], valid_from: date, source_text: str, by: Actor
) -> int:
    """整表替换本级的人数档；各档应首尾相接。Returns lines written."""
    unit = _unit(by)
    _without_holes(lines)
    rows = SizeRule.objects.unscoped(reason=WHY).filter(unit=unit, table=table, valid_to=None)
    _close(rows, valid_from)
    made = [
        SizeRule(
            unit=unit, table=table, valid_from=valid_from, source_text=source_text,
            created_by=by.name, **line,
        )
        for line in lines
    ]  # fmt: skip
    SizeRule.objects.bulk_create(made)
    record("organizing.sizes", on=made[0], by=by, unit_path=unit.path, table=table,
           lines=len(made), source=source_text)  # fmt: skip
    return len(made)


def _without_holes(lines: list[dict[str, Any]]) -> None:
    if not lines:
        raise ValueError("至少要有一档。")
    for upper, lower in zip(lines[1:], lines, strict=False):
        if lower["members_to"] is None or upper["members_from"] != lower["members_to"] + 1:
            raise ValueError(f"第 {lines.index(upper) + 1} 档应从上一档的止加一开始。")
    for number, line in enumerate(lines, 1):
        if line["seats_max"] < line["seats_min"]:
            raise ValueError(f"第 {number} 档：最多人数小于最少人数。")
