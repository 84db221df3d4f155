"""Founding in the register, changing facts, correcting them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.engine.uscc import check_uscc
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.duties import owe_registration
from niangjia.organizing.actions.versions import note_change, put, trace, turn
from niangjia.organizing.enums.unions import Channel, UnionChangeKind, UnionState
from niangjia.organizing.models import Union, UnionVersion
from niangjia.organizing.policies.unions import may_keep
from niangjia.organizing.queries.places import place_for
from niangjia.organizing.queries.unions import open_version, union_for
from niangjia.organizing.rules.rosters import trades
from niangjia.organizing.rules.unions import changed, may_hang, short_of, to_register

EDITABLE = (
    "name", "short_name", "kind", "state", "trade_code", "old_trade", "economic_type", "new_form",
    "employees", "address", "phone",
)  # fmt: skip
MAY_NOT = "登记工会要由组织、登记或比对岗位办理。"


def good_code(text: str, *, but: int = 0) -> str:
    """A union's own code, checked; ``ValueError`` says what is wrong with it or whose it is."""
    if not text.strip():
        return ""
    found = check_uscc(text)
    if not found.ok:
        raise ValueError(f"工会统一社会信用代码：{found.problem}")
    others = Union.objects.unscoped(reason="代码在全会只登记一次").filter(uscc=found.value)
    if others.exclude(pk=but).exists():
        raise ValueError(f"代码 {found.value} 已经登记给另一家工会。")
    return found.value


@transaction.atomic
def register_union(
    *,
    superior_id: int,
    kind: str,
    name: str,
    founded_on: date,
    by: Actor,
    uscc: str = "",
    document_number: str = "",
    reason: str = "",
    channel: str = Channel.OFFLINE,
    state: str = UnionState.NORMAL,
    **facts: Any,
) -> Union:
    """登记工会：在上级之下立一个单位，记下第一个版本。"""
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    superior = unit_for(by.scope, superior_id)
    if not may_hang(kind, superior.kind):
        raise NotAllowed(f"{UnitKind(kind).label}不能设在{superior.get_kind_display()}之下。")
    if founded_on > timezone.localdate():
        raise NotAllowed("建会日期不能晚于今天。")
    code = good_code(uscc)
    facts |= trades(facts)
    unit = _plant(superior, kind, name, founded_on)
    union = Union.objects.create(
        unit=unit, uscc=code, founded_on=founded_on, channel=channel,
        approval_number=document_number, created_by=by.name,
    )  # fmt: skip
    preparing = state == UnionState.PREPARATORY
    if preparing:  # approved to be prepared; the day it is founded on comes with the second reply
        union.founded_on = None
        union.save(update_fields=["founded_on"])
    kind_of_change = UnionChangeKind.PREPARE if preparing else UnionChangeKind.FOUND
    change = note_change(
        union, kind_of_change, on=founded_on, by=by, document_number=document_number,
        reason=reason,
    )  # fmt: skip
    version = UnionVersion(
        union=union, name=name, short_name=short_of(name), initials=unit.initials, kind=kind,
        state=state, valid_from=founded_on, recorded_by=by.name, change=change, **facts,
    )  # fmt: skip
    put(version, place_for(unit)).save(force_insert=True)
    trace("register", union, by, name=name, kind=kind, document=document_number)
    return union


@transaction.atomic
def found_union(*, union_id: int, on: date, document_number: str, by: Actor) -> UnionVersion:
    """批复成立：筹备中的工会转为正常，建会日期和批准文号随批复。"""
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    union = union_for(by.scope, union_id, lock=True)
    if open_version(union).state != UnionState.PREPARATORY:
        raise NotAllowed("只有筹备中的工会可以批复成立。")
    if on > timezone.localdate():
        raise NotAllowed("建会日期不能晚于今天。")
    change = note_change(
        union, UnionChangeKind.FOUND, on=on, by=by, document_number=document_number
    )
    union.founded_on, union.approval_number = on, document_number[:60]
    union.save(update_fields=["founded_on", "approval_number"])
    version = turn(union, change, by=by, state=UnionState.NORMAL)
    trace("found", union, by, day=on.isoformat(), document=document_number)
    return version


def _plant(superior: Unit, kind: str, name: str, founded_on: date) -> Unit:
    namesakes = Unit.objects.unscoped(reason="同级不重名").filter(parent=superior, name=name[:100])
    if namesakes.filter(valid_to__isnull=True).exists():
        raise NotAllowed(f"{superior.name}下已经有“{name}”。")
    return plant_unit(
        parent=superior, kind=UnitKind(kind), name=name, short_name=short_of(name),
        valid_from=founded_on,
    )  # fmt: skip


@transaction.atomic
def change_union(
    *,
    union_id: int,
    on: date,
    by: Actor,
    document_number: str = "",
    reason: str = "",
    correct: bool = False,
    **facts: Any,
) -> UnionVersion | None:
    """变更登记事项；改了名称是更名，``correct`` 是更正原来的差错。None: nothing differs."""
    union = union_for(by.scope, union_id, lock=True)
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    if on > timezone.localdate():
        raise NotAllowed("生效日期不能晚于今天。")
    if unknown := set(facts) - set(EDITABLE):
        raise ValueError(f"不能这样变更：{'、'.join(sorted(unknown))}")
    old = open_version(union)
    facts |= trades(facts)
    differing = changed({name: getattr(old, name) for name in EDITABLE}, facts)
    if not differing:
        return None
    kind = _kind_of(differing, correct)
    change = note_change(
        union, kind, on=on, by=by, document_number=document_number, reason=reason,
        details=differing,
    )  # fmt: skip
    new = turn(union, change, by=by, correct=correct, **facts)
    if not correct and (labels := to_register(differing)):
        owe_registration(union, change, labels=labels, by=by)
    trace(kind.value, union, by, day=on.isoformat(), document=document_number, facts=differing)
    return new


def _kind_of(differing: dict[str, Any], correct: bool) -> UnionChangeKind:
    if correct:
        return UnionChangeKind.CORRECT
    return UnionChangeKind.RENAME if "name" in differing else UnionChangeKind.AMEND


@transaction.atomic
def set_code(*, union_id: int, uscc: str, by: Actor) -> Union:
    """登记工会的统一社会信用代码。"""
    union = union_for(by.scope, union_id, lock=True)
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    before, union.uscc = union.uscc, good_code(uscc, but=union.pk)
    union.uscc_problem = ""
    union.save(update_fields=["uscc", "uscc_problem"])
    trace("code", union, by, uscc=[before, union.uscc])
    return union
