"""Deeds of the system administrator on the tree. They lie here because they leave a trace."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.accounts.queries import today_held
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actions import pinyin_initials, plant_unit, rehang
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import GRASS_ROOTS, UnitKind, may_stand_below
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import open_units, unit_for
from niangjia.kernel.workflow import NotAllowed

Guard = Callable[[str, Unit], str]
_guards: list[Guard] = []


def guard_units(guard: Guard) -> None:
    """``guard(deed, unit)`` says why a unit is kept elsewhere, or nothing.

    Deeds are ``add`` (below the unit), ``rename``, ``move``, ``close``.
    """
    if guard not in _guards:
        _guards.append(guard)


def _ask_guards(deed: str, unit: Unit) -> None:
    for guard in _guards:
        if reason := guard(deed, unit):
            raise NotAllowed(reason)


def _refuse_misplaced(kind: UnitKind, parent: Unit) -> None:
    if not may_stand_below(kind, parent.kind):
        raise NotAllowed(
            f"{kind.label}不能设在{parent.get_kind_display()}（{parent.name}）之下，请选更高一级的单位。"
        )


def _trace(verb: str, unit: Unit, by: Actor, **changes: Any) -> None:
    record(verb, on=unit, by=by, unit_path=unit.path, name=unit.name, **changes)


@transaction.atomic
def add_unit(
    *, parent_id: int, kind: str, name: str, short_name: str, division_code: str, by: Actor
) -> Unit:
    """新增单位，今天起生效。"""
    parent = unit_for(by.scope, parent_id)
    if kind in GRASS_ROOTS:
        raise NotAllowed("基层工会、分会和小组在工会登记册里登记。")
    _refuse_misplaced(UnitKind(kind), parent)
    if Unit.objects.unscoped(reason="同级不重名").filter(parent=parent, name=name).exists():
        raise NotAllowed(f"{parent.name}下已经有{name}。")
    unit = plant_unit(
        parent=parent,
        kind=UnitKind(kind),
        name=name,
        short_name=short_name,
        division_code=division_code,
        valid_from=timezone.localdate(),
    )
    _trace("scope.add", unit, by, parent=parent.name)
    return unit


@transaction.atomic
def rename_unit(*, unit_id: int, name: str, short_name: str, division_code: str, by: Actor) -> Unit:
    """更名；旧名留在留痕里。"""
    unit = unit_for(by.scope, unit_id, lock=True)
    _ask_guards("rename", unit)
    before = [unit.name, unit.short_name, unit.division_code]
    unit.name, unit.short_name, unit.division_code = name, short_name, division_code
    unit.initials = pinyin_initials(name)
    unit.save(update_fields=["name", "short_name", "division_code", "initials"])
    _trace("scope.rename", unit, by, before=before)
    return unit


@transaction.atomic
def move_unit(*, unit_id: int, parent_id: int, by: Actor) -> int:
    """把单位连同下级移到另一上级之下。Returns how many units moved."""
    unit, parent = unit_for(by.scope, unit_id), unit_for(by.scope, parent_id)
    if unit.pk == by.unit_id:
        raise NotAllowed("不能移动本单位。")
    _ask_guards("move", unit)
    if parent.valid_to is not None:
        raise NotAllowed(f"{parent.name}已经撤销。")
    if not parent.path.startswith(unit.path):  # into itself: refused below, in its own words
        _refuse_misplaced(UnitKind(unit.kind), parent)
    before = unit.path
    try:
        moved = rehang(unit, parent)
    except ValueError as refused:
        raise NotAllowed(f"{refused}。") from None
    _trace("scope.move", unit, by, before=before, parent=parent.name, moved=moved)
    return moved


@transaction.atomic
def close_unit(*, unit_id: int, on: date, by: Actor) -> Unit:
    """撤销单位。From ``on`` it is no longer chosen; its rows and history stay."""
    unit = unit_for(by.scope, unit_id, lock=True)
    if unit.pk == by.unit_id:
        raise NotAllowed("不能撤销本单位。")
    _ask_guards("close", unit)
    if unit.valid_from is not None and on <= unit.valid_from:
        raise NotAllowed(f"撤销日期应晚于启用日期 {unit.valid_from:%Y-%m-%d}。")
    if open_units(unit.scope, on).exclude(pk=unit.pk).exists():
        raise NotAllowed("还有下级单位，请先移走或撤销。")
    if Post.objects.within(unit.scope).filter(today_held()).exists():
        raise NotAllowed("这个单位还有人在岗，请先免去岗位。")
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    _trace("scope.close", unit, by, ends=on.isoformat())
    return unit
