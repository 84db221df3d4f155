"""Facts of a person: looking at what is veiled, putting facts right, where somebody works."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engine.identity import check_identity
from niangjia.engine.persons import check_mobile, check_person_name, name_initials
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships_rows import stretch_of
from niangjia.organizing.actions.memberships_tallies import shift_tallies
from niangjia.organizing.enums.members import Sex
from niangjia.organizing.models import Person, WorkRelation
from niangjia.organizing.policies.memberships import is_member_only, is_staff
from niangjia.organizing.queries.members import viewed_on, work_relation_for
from niangjia.organizing.queries.memberships import (
    dated_divisions,
    person_for,
    person_to_act_on,
    timeline,
)
from niangjia.organizing.rules.members import FactsRefused
from niangjia.organizing.rules.memberships import shifts

VEILED = {"number": "证件号码", "phone": "手机号", "address": "住址"}
"""Fields shown with stars until somebody says what for."""

INDEXES = {"number": "number_index", "phone": "phone_index"}
CORRECTABLE = (
    "name", "number", "phone", "address", "nationality_group", "native_place", "education",
    "political_status", "skill_grade", "household_type", "household_place", "employment",
    "occupation", "employer_name", "card_number",
)  # fmt: skip


@transaction.atomic
def look(*, person_id: int, field: str, purpose: str, by: Actor) -> str:
    """查看完整内容：写明用途，留痕，本人在“谁看过我”中看得到。"""
    if field not in VEILED:
        raise ValueError("没有这一项")
    if len(purpose.strip()) < 2:
        raise ValueError("请写明查看的用途")
    person = person_for(by.scope, person_id)
    if not is_staff(by):
        raise NotAllowed("查看：当前岗位只能看遮盖后的内容")
    record("members.look", on=person, by=by, fields=[VEILED[field]], purpose=purpose.strip()[:100])
    return str(getattr(person, field))


@transaction.atomic
def note_view(*, person_id: int, by: Actor) -> None:
    """打开会员页面留痕，同一账号一天记一次。"""
    person = person_for(by.scope, person_id)
    if not viewed_on(person.pk, by.account_id, timezone.localdate()):
        record("members.view", on=person, by=by)


@transaction.atomic
def note_export(*, person_ids: list[int], purpose: str, by: Actor) -> int:
    """导出完整信息：要有权限和用途；每个人都能看到自己被导出过。"""
    if not is_staff(by):
        raise NotAllowed("导出完整信息：当前岗位没有这项权限")
    if len(purpose.strip()) < 2:
        raise ValueError("请写明导出的用途")
    from niangjia.kernel.audit.models import record_many

    people = Person.objects.within(by.scope).filter(pk__in=person_ids).select_related("unit")
    facts = {"fields": list(VEILED.values()), "purpose": purpose.strip()[:100]}
    return record_many("members.export_row", ((p, facts) for p in people), by=by)


@transaction.atomic
def correct_fact(*, person_id: int, field: str, value: str, why: str, by: Actor) -> Person:
    """更正一项登记内容：写明依据，前后都留痕；敏感内容只记项目，不记内容。"""
    if field not in CORRECTABLE:
        raise ValueError("这一项不能更正")
    if not why.strip():
        raise ValueError("更正：请写明依据")
    if not (is_staff(by) or is_member_only(by)):
        raise NotAllowed("更正：当前岗位没有这项权限")
    person = person_to_act_on(by, person_id)
    before = {name: getattr(person, name) for name in (field, "sex")}
    changes = _read(field, value.strip(), person)
    for name, new in changes.items():
        setattr(person, name, new)
    written = [*changes, *(INDEXES[name] for name in changes if name in INDEXES), "changed_at"]
    try:
        with transaction.atomic():
            person.save(update_fields=written)
    except IntegrityError:
        raise FactsRefused({field: "这个号码已登记在别人名下，请核对"}) from None
    _recount(person, before["sex"])
    told = ["***", "***"] if field in VEILED else [before[field], getattr(person, field)]
    record("members.fact", on=person, by=by, field=field, value=told, why=why.strip()[:200])
    return person


def _read(field: str, value: str, person: Person) -> dict[str, Any]:
    """Field → value as it is kept, with what follows from it."""
    if field == "name":
        name = check_person_name(value)
        _refuse(field, name.problem)
        return {"name": name.value, "initials": name_initials(name.value)[:60]}
    if field == "phone":
        phone = check_mobile(value) if value else None
        _refuse(field, phone.problem if phone else "")
        return {"phone": phone.value if phone else ""}
    if field == "number":
        return _number(value, person)
    column: Any = Person._meta.get_field(field)
    if column.choices and value and value not in dict(column.flatchoices):
        raise FactsRefused({field: "请从列表中选择"})
    return {field: value}


def _number(value: str, person: Person) -> dict[str, Any]:
    today = timezone.localdate()
    read = check_identity(
        value, kind=person.document_kind, today=today, divisions=dated_divisions()
    )
    _refuse("number", read.problem)
    return {
        "number": read.value, "document_kind": str(read.kind), "sex": read.sex or person.sex,
        "birth_on": read.birth_on or person.birth_on, "doubts": list(read.warnings),
    }  # fmt: skip


def _refuse(field: str, problem: str) -> None:
    if problem:
        raise FactsRefused({field: problem})


def _recount(person: Person, was: str) -> None:
    """Women are counted: a number put right may turn a man into a woman."""
    if was != person.sex:
        rows = [stretch_of(row) for row in timeline(person.pk)]
        female = person.sex == Sex.FEMALE
        shift_tallies(shifts(rows, rows, woman=female, was_woman=was == Sex.FEMALE))


@transaction.atomic
def add_work(
    *, person_id: int, by: Actor, platform: str = "", employer_id: int | None = None,
    trade: str = "", relation: str = "none", place: str = "", plate: str = "",
    on: date | None = None,
) -> WorkRelation:  # fmt: skip
    """登记工作关系：同一名会员可以同时在几个平台接单（ME7）。"""
    person = person_to_act_on(by, person_id)
    if not platform.strip() and employer_id is None:
        raise ValueError("工作关系：请填写平台或单位")
    wanted: dict[str, Any] = {"platform": platform.strip(), "employer_id": employer_id}
    made, created = WorkRelation.objects.unscoped(reason="人员已限定范围").get_or_create(
        person=person, trade=trade, valid_to=None, **wanted,
        defaults={
            "relation": relation, "place": place, "plate": plate, "recorded_by": by.name,
            "valid_from": on or timezone.localdate(),
        },
    )  # fmt: skip
    if created:
        record("members.work_add", on=person, by=by, platform=made.platform, trade=trade)
    return made


@transaction.atomic
def end_work(*, relation_id: int, by: Actor, on: date | None = None) -> WorkRelation:
    """工作关系终止：记下终止日期，记录保留。"""
    row = work_relation_for(by.scope, relation_id)
    person = person_to_act_on(by, row.person_id)
    day = on or timezone.localdate()
    if row.valid_to is not None or day <= row.valid_from:
        raise ValueError("终止日期须晚于开始日期；已终止的不能再办")
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    record("members.work_end", on=person, by=by, platform=row.platform, on_day=day.isoformat())
    return row
