"""Keeping what somebody hands in, once; handing it out with a trace; deleting it (X6, PIPL 47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from niangjia.kernel.audit.models import record, record_many
from niangjia.kernel.files.api import FileKind, discard, keep_to_module, open_file, store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.materials import MaterialKind
from niangjia.organizing.models import (
    DataRequest,
    Employer,
    EmployerMaterial,
    MaterialUse,
    Person,
    PersonMaterial,
)
from niangjia.organizing.queries.firms import firm_for
from niangjia.organizing.queries.materials import (
    cases_with,
    firm_material,
    material_sent,
    materials_of,
    own_material,
    uses_of,
)
from niangjia.organizing.queries.memberships import person_to_act_on
from niangjia.organizing.queries.own import request_for
from niangjia.organizing.rules.materials import dates_problem
from niangjia.organizing.workflow.founding import HANDS

PRIVATE = keep_to_module("organizing.material")
KINDS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
LIMIT = 20 * 1024 * 1024  # bytes
ONCE = "同样内容只存一份"
MOST = 60
"""Materials of one person; whoever needs more deletes old ones first."""
Facts = dict[str, Any]
M = TypeVar("M", PersonMaterial, EmployerMaterial)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it was sent, and what it is said to be."""

    kind: str
    title: str
    stream: BinaryIO
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def facts(self) -> Facts:
        title = self.title.strip()[:200] or str(MaterialKind(self.kind).label)
        return {
            "kind": self.kind, "title": title, "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }  # fmt: skip


def _stored(sent: HandedIn, unit: Unit, by: Actor) -> StoredFile:
    if problem := dates_problem(sent.valid_from, sent.valid_to):
        raise ValueError(problem)
    return store(
        sent.stream, name=sent.name, by=by, unit=unit, purpose=PRIVATE, limit=LIMIT, kinds=KINDS
    )


@transaction.atomic
def hand_in_own(*, person_id: int, sent: HandedIn, by: Actor) -> tuple[PersonMaterial, bool]:
    """存入我的材料。内容相同的只存一份：返回已有的那份和“是否新存”。"""
    person = person_to_act_on(by, person_id)
    hold(f"organizing.material:{person.pk}")
    if len(materials_of(person.pk)) >= MOST:
        raise ValueError(f"最多存 {MOST} 份材料，请先删除不用的。")
    file = _stored(sent, person.unit, by)
    row, new = keep_own(person=person, file=file, facts=sent.facts(), origin="本人上传", by=by)
    if not new:
        discard(file, by=by)
    return row, new


def keep_own(
    *, person: Person, file: StoredFile, facts: Facts, origin: str, by: Actor
) -> tuple[PersonMaterial, bool]:
    """The stored file becomes the person's material, unless its content is one already."""
    owned = PersonMaterial.objects.unscoped(reason=ONCE).filter(person=person)
    made = PersonMaterial(person=person, origin=origin, **facts)
    return _kept(owned, made, file, person.path, by)


def _kept(owned: QuerySet[M], made: M, file: StoredFile, path: str, by: Actor) -> tuple[M, bool]:
    """The owner's material of this content: the one there is, or ``made``, written now."""
    known = owned.filter(sha256=file.sha256).first()
    if known is not None:
        return known, False
    made.file, made.sha256, made.created_by = file, file.sha256, by.name
    made.save(force_insert=True)
    record("organizing.material_keep", on=made, by=by, unit_path=path, kind=made.kind)
    return made, True


@transaction.atomic
def remove_own(*, person_id: int, material_id: int, by: Actor) -> None:
    """删除我的材料：没有事项用到的，连同文件一起删除。"""
    person = person_to_act_on(by, person_id)
    row = own_material(person.pk, material_id, lock=True)
    if uses := uses_of(row):
        raise NotAllowed(f"这份材料{uses[0]}，须随该件保存，不能删除。")
    _removed(row, person.path, by)


def _removed(row: PersonMaterial | EmployerMaterial, path: str, by: Actor) -> None:
    record("organizing.material_remove", on=row, by=by, unit_path=path, kind=row.kind)
    file = row.file
    row.delete()
    discard(file, by=by)


@transaction.atomic
def open_own(*, person_id: int, material_id: int, by: Actor) -> tuple[str, BinaryIO]:
    """下载我的材料；本人下载也留痕。"""
    person = person_to_act_on(by, person_id)
    row = own_material(person.pk, material_id)
    content = open_file(row.file)
    record("organizing.material_own", on=row, by=by, unit_path=person.path)
    return row.file.name, content


@transaction.atomic
def open_sent(*, request_id: int, material_id: int, by: Actor) -> tuple[str, BinaryIO]:
    """办件人查看随请求提交的材料：记入会员的“谁看过我”。"""
    asked = request_for(by.scope, request_id)
    row = material_sent(asked, material_id)
    content = open_file(row.file)
    purpose = f"办理{asked.get_kind_display()}请求"
    record(
        "organizing.material_view", on=asked.person, by=by, unit_path=asked.person.path,
        fields=[row.title], purpose=purpose,
    )  # fmt: skip
    return row.file.name, content


def send_along(*, request: DataRequest, materials: Iterable[int], by: Actor) -> None:
    """随请求提交已有的材料；别人的、已过期的不收。"""
    for number in dict.fromkeys(materials):
        row = own_material(request.person_id, number)
        if row.standing == "expired":
            raise ValueError(f"“{row.title}”已于 {row.valid_to} 过期，请上传新的一份。")
        MaterialUse.objects.create(material=row, request=request)
        path = request.person.path
        record("organizing.material_reuse", on=row, by=by, unit_path=path, request=request.pk)


@transaction.atomic
def hand_in_for_firm(
    *, employer_id: int, sent: HandedIn, by: Actor
) -> tuple[EmployerMaterial, bool]:
    """代单位存入材料：以后办事直接使用。"""
    if not by.has(*HANDS):
        raise NotAllowed("收存材料：由窗口或建会专干办理。")
    employer = firm_for(by.scope, employer_id)
    file, told = _stored(sent, employer.unit, by), sent.facts()
    row, new = keep_for_firm(employer=employer, file=file, facts=told, origin="窗口收存", by=by)
    if not new:
        discard(file, by=by)
    return row, new


def keep_for_firm(
    *, employer: Employer, file: StoredFile, facts: Facts, origin: str, by: Actor
) -> tuple[EmployerMaterial, bool]:
    """The stored file becomes the firm's material, unless its content is one already."""
    hold(f"organizing.firm-material:{employer.pk}")
    owned = EmployerMaterial.objects.unscoped(reason=ONCE).filter(employer=employer)
    made = EmployerMaterial(employer=employer, origin=origin[:200], **facts)
    return _kept(owned, made, file, employer.unit.path, by)


@transaction.atomic
def remove_for_firm(*, material_id: int, by: Actor) -> int:
    """删除单位材料：没有事项用到的才删；返回单位编号。"""
    if not by.has(*HANDS):
        raise NotAllowed("删除材料：由窗口或建会专干办理。")
    row = firm_material(by.scope, material_id, lock=True)
    if used := cases_with(row):
        raise NotAllowed(f"“{row.title}”已用于“{used[0].union_name}”，须随该件保存，不能删除。")
    _removed(row, row.employer.unit.path, by)
    return row.employer_id


@transaction.atomic
def open_for_firm(*, material_id: int, by: Actor) -> tuple[str, BinaryIO]:
    """查看单位材料，每次留痕。"""
    row = firm_material(by.scope, material_id)
    content = open_file(row.file)
    told = {"title": row.title, "sensitive": row.is_sensitive}
    record("organizing.material_view", on=row, by=by, unit_path=row.employer.unit.path, **told)
    return row.file.name, content


def forget_materials(*, person_ids: list[int], by: Actor) -> int:
    """保存期满：连同请求里的引用和文件一起清除。"""
    why = "随本人资料到期清除"
    rows = PersonMaterial.objects.unscoped(reason=why).filter(person_id__in=person_ids)
    over = list(rows.select_related("file", "person"))
    MaterialUse.objects.unscoped(reason=why).filter(material__in=over).delete()
    for row in over:
        record_many("organizing.material_forget", [(row, {})], by=by, unit_path=row.person.path)
        file = row.file
        row.delete()
        discard(file, by=by)
    return len(over)
