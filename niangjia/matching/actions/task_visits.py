"""What happens at the enterprise: visits, materials left there, stages of a new firm."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.tasks import advance, clock, take
from niangjia.matching.enums import Attitude, Clock, MaterialKind, MetWith, SyncStage, TaskState
from niangjia.matching.models import Handout, Material, ThreeSync, Visit
from niangjia.matching.policies import may_pass_on
from niangjia.matching.queries.materials import lock_materials
from niangjia.matching.queries.tasks import task_for


@transaction.atomic
def record_visit(
    *,
    task_id: int,
    visited_on: date,
    met: Sequence[str],
    attitude: str,
    by: Actor,
    headcount: int | None = None,
    questions: str = "",
    note: str = "",
    materials: Mapping[int, int] | None = None,
) -> Visit:
    """登记走访：会见对象只记职务。首次走访起算销号期限；资料从库存中减去。

    ``materials`` gives copies by ``Material`` id; zero copies are left out.
    """
    _check_visit(visited_on, met, attitude)
    first = task_for(by.scope, task_id, lock=True).state == TaskState.ASSIGNED
    task, step = take("visit" if first else "revisit", task_id, by)
    changes: dict[str, Any] = {}
    if first:
        changes = {"first_visit_on": visited_on} | clock(Clock.CLOSING, visited_on)
    written = advance(task, step, by=by, changes=changes)
    visit = Visit.objects.create(
        task=task, step=written, visited_on=visited_on, met=list(met), attitude=attitude,
        headcount=headcount, questions=questions.strip(), note=note.strip(), by_name=by.name,
    )  # fmt: skip
    _hand_out(visit, {pk: n for pk, n in (materials or {}).items() if n}, by)
    return visit


def _check_visit(visited_on: date, met: Sequence[str], attitude: str) -> None:
    if visited_on > timezone.localdate():
        raise ValueError("走访日期不能晚于今天")
    if not met or not set(met) <= set(MetWith.values):
        raise ValueError("请选择会见对象（只选职务，不填姓名）")
    if attitude not in Attitude.values:
        raise ValueError("请选择企业态度")


def _hand_out(visit: Visit, copies: Mapping[int, int], by: Actor) -> None:
    for pk, material in lock_materials(by, copies).items():
        if copies[pk] < 0:
            raise ValueError("份数不能为负")
        if copies[pk] > material.left:  # type: ignore[attr-defined]
            raise ValueError(f"《{material.title}》只剩{material.left}份")  # type: ignore[attr-defined]
        Handout.objects.create(visit=visit, material=material, copies=copies[pk])


@transaction.atomic
def add_material(*, title: str, kind: str, printed: int, by: Actor) -> Material:
    """登记宣传资料及印数。"""
    unit_id = _clerk(by, "登记资料")
    if not title.strip() or kind not in MaterialKind.values or printed < 0:
        raise ValueError("请填写资料名称、类别和印数")
    material, new = Material.objects.unscoped(reason="本单位资料目录").get_or_create(
        unit_id=unit_id, title=title.strip(), defaults={"kind": kind, "printed": printed}
    )
    if not new:
        raise ValueError(f"《{material.title}》已在目录中，可以登记加印")
    record("matching.add_material", on=material, by=by, printed=printed)
    return material


@transaction.atomic
def print_more(*, material_id: int, copies: int, by: Actor) -> Material:
    """登记加印。"""
    _clerk(by, "登记加印")
    if copies <= 0:
        raise ValueError("加印份数须大于零")
    found = Material.objects.within(by.scope).filter(pk=material_id).select_for_update(of=("self",))
    material = found.select_related("unit").first()
    if material is None:
        raise ValueError("只能给本单位的资料登记加印")
    before, material.printed = material.printed, material.printed + copies
    material.save(update_fields=["printed"])
    record("matching.print_more", on=material, by=by, printed=[before, material.printed])
    return material


def _clerk(by: Actor, deed: str) -> int:
    """The clerk's unit."""
    if not by.has(Role.CLERK) or by.unit_id is None:
        raise NotAllowed(f"{deed}：当前岗位不允许")
    return by.unit_id


@transaction.atomic
def date_stage(
    *, task_id: int, stage: str, firm_on: date | None, union_on: date | None, by: Actor
) -> ThreeSync:
    """三同步：登记一个阶段里企业和工会各自的日期。"""
    task = task_for(by.scope, task_id, lock=True)
    if not may_pass_on(by, task):
        raise NotAllowed("登记三同步：只有承办人本人可以办理")
    found = ThreeSync.objects.unscoped(reason="任务已限定范围").filter(task=task)
    row = found.select_for_update(of=("self",)).first()
    if row is None or stage not in SyncStage.values:
        raise ValueError("这项任务没有三同步阶段")
    if max(firm_on or date.min, union_on or date.min) > timezone.localdate():
        raise ValueError("日期不能晚于今天")
    firm, union = ThreeSync.PAIRS[stage]
    setattr(row, firm, firm_on)
    setattr(row, union, union_on)
    if row.established_on and row.operating_on and row.operating_on < row.established_on:
        raise ValueError("工会正常运行不能早于工会成立")
    row.save(update_fields=[firm, union])
    record("matching.date_stage", on=task, by=by, stage=stage, firm_on=str(firm_on or ""),
           union_on=str(union_on or ""))  # fmt: skip
    return row
