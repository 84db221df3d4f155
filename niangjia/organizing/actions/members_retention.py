"""Terms of personal data: the register itself, and the sweep that keeps to it (PIPL art. 19)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record, record_many
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.materials import forget_materials
from niangjia.organizing.enums.members import RetentionClass
from niangjia.organizing.models import DataEntry, Person, RetentionTerm, WorkRelation
from niangjia.organizing.queries.members_register import entry_for

BATCH = 2_000
CLEARED = "已清除"
EMPTIED = {
    "phone": "", "phone_index": "", "address": "", "native_place": "", "education": "",
    "political_status": "", "skill_grade": "", "household_type": "", "household_place": "",
    "employment": "", "occupation": "", "employer_name": "", "nationality_group": "",
    "card_number": "", "doubts": [],
}  # fmt: skip
NAMELESS = {"name": CLEARED, "initials": "", "number": "", "number_index": "", "birth_on": None}


@transaction.atomic
def change_entry(*, entry_id: int, facts: dict[str, str], why: str, by: Actor) -> DataEntry:
    """修改个人信息登记册的一项：旧的一版保留，新的一版自今日起。"""
    if not by.has(Role.LEADER, Role.ORGANISER):
        raise NotAllowed("修改：当前岗位没有这项权限")
    if not why.strip():
        raise ValueError("修改：请写明依据")
    old = entry_for(entry_id, lock=True)
    today = timezone.localdate()
    kept = {n: facts.get(n, getattr(old, n)) for n in ("owner", "purpose", "term")}
    if old.valid_from == today:
        for name, value in kept.items():
            setattr(old, name, value)
        old.source_text, old.created_by = why.strip(), by.name
        old.save(update_fields=[*kept, "source_text", "created_by"])
        new = old
    else:
        old.valid_to = today
        old.save(update_fields=["valid_to"])
        new = DataEntry.objects.create(
            model=old.model, field=old.field, label=old.label, valid_from=today,
            source_text=why.strip(), created_by=by.name, **kept,
        )  # fmt: skip
    record("members.data_entry", on=new, by=by, entry=str(new), why=why.strip()[:200])
    return new


def months_kept(retention: str, on: date) -> int:
    """Months for which a class is kept, by the rule in force on that day."""
    rows = RetentionTerm.objects.filter(retention=retention, valid_from__lte=on)
    found = rows.exclude(valid_to__lte=on).order_by("-valid_from").first()
    return found.months if found else 60


def sweep_persons(*, today: date | None = None) -> dict[str, int]:
    """到期清除：离会满期的只留最小档案，未入会申请人的资料清除。可以重复执行。

    Returns persons by class. In batches of their own, so that it may be stopped at any time.
    """
    day = today or timezone.localdate()
    done = {"former": 0, "applicant": 0}
    while count := _sweep_batch(RetentionClass.FORMER, day, EMPTIED):
        done["former"] += count
    while count := _sweep_batch(RetentionClass.APPLICANT, day, EMPTIED | NAMELESS):
        done["applicant"] += count
    return done


@transaction.atomic
def _sweep_batch(retention: str, day: date, emptied: dict[str, Any]) -> int:
    rows = Person.objects.unscoped(reason="保存期限对全市一律适用")
    due = rows.filter(retention=retention, purge_after__lte=day).select_for_update(of=("self",))
    people = list(due.order_by("pk")[:BATCH])
    if not people:
        return 0
    ids = [person.pk for person in people]
    facts = emptied | {"retention": RetentionClass.ARCHIVE, "purge_after": None}
    rows.filter(pk__in=ids).update(**facts)
    works = WorkRelation.objects.unscoped(reason="随本人资料到期清除")
    works.filter(person_id__in=ids).update(plate="", place="")
    forget_materials(person_ids=ids, by=Actor.system("保存期限"))
    record_many(
        "members.purge",
        ((person, {"retention": retention, "day": day.isoformat()}) for person in people),
        by=Actor.system("保存期限"),
    )
    return len(people)
