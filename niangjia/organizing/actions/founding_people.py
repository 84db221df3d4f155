"""The preparatory group and the candidates: who, with what the law asks of them (B.5)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.engine.persons import check_person_name
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding import editable_case
from niangjia.organizing.enums.founding import BarKind, FoundingState, Seat
from niangjia.organizing.enums.members import MembershipState, Sex
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.models import Candidate, FoundingCase, Person, Preparer
from niangjia.organizing.policies.founding import acts_for
from niangjia.organizing.queries.founding import (
    NoSuchCase,
    candidates_of,
    case_for,
    members_named,
    preparers_of,
)
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.rules.strokes import by_strokes
from niangjia.organizing.workflow.founding import HANDS

KNOWN_OF_A_PERSON = ("sex", "nationality_group", "birth_on", "political_status", "education")
NOMINATING = (FoundingState.ENROLLING, FoundingState.ELECTION_INVALID)
YOUNGEST = 16


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is typed of a person; what a member's or preparer's row knows need not be."""

    name: str
    sex: str = Sex.UNKNOWN
    nationality_group: str = ""
    birth_on: date | None = None
    political_status: str = ""
    education: str = ""
    employer_post: str = ""
    bars: tuple[str, ...] = field(default=())

    def facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*KNOWN_OF_A_PERSON, "employer_post")}


def good_name(text: str) -> str:
    found = check_person_name(text)
    if found.problem:
        raise ValueError(found.problem)
    return found.value


@transaction.atomic
def add_preparer(*, case_id: int, who: Somebody, leads: bool, by: Actor) -> Preparer:
    """登记筹备组成员；组长只有一名。"""
    case = editable_case(case_id, by)
    name, group = good_name(who.name), preparers_of(case)
    _check_birth(who)
    if any(other.name == name for other in group):
        raise ValueError(f"{name}已经在筹备组里。")
    most = parameters_for(case.unit.path, timezone.localdate())[ParameterCode.PREPARATORY_MAX]
    if len(group) >= most.number:
        raise ValueError(f"筹备组至多{most.number}人（{most.source}）。")
    if leads:
        Preparer.objects.unscoped(reason="事项已按范围取得").filter(case=case).update(leads=False)
    made = Preparer.objects.create(case=case, name=name, leads=leads, **who.facts())
    record("organizing.founding_preparer", on=case, by=by, preparer=made.pk,
           acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return made


def _check_birth(who: Somebody) -> None:
    today = timezone.localdate()
    if who.birth_on and who.birth_on > today.replace(year=today.year - YOUNGEST, day=1):
        raise ValueError(f"{who.name}：出生日期有误，未满{YOUNGEST}周岁。")


@transaction.atomic
def remove_preparer(*, case_id: int, preparer_id: int, by: Actor) -> None:
    """从筹备组移出；提交前可改。"""
    case = editable_case(case_id, by)
    row = next((p for p in preparers_of(case) if p.pk == preparer_id), None)
    if row is None:
        raise NoSuchCase(preparer_id)
    record("organizing.founding_preparer_off", on=case, by=by, preparer=preparer_id)
    row.delete()


def group_problems(case: FoundingCase) -> list[str]:
    """What the preparatory group still lacks; small firms need no group of three (B.2)."""
    group = preparers_of(case)
    values = parameters_for(case.unit.path, timezone.localdate())
    least = values[ParameterCode.PREPARATORY_MIN].number
    if case.employees is not None:
        least = min(least, max(1, case.employees - 1)) if case.employees <= SMALL else least
    said = []
    if len(group) < least:
        said.append(
            f"筹备组应有{least}至{values[ParameterCode.PREPARATORY_MAX].number}人，现有{len(group)}人"
        )
    if group and not any(one.leads for one in group):
        said.append("筹备组还没有组长")
    return said


SMALL = 10


@transaction.atomic
def add_candidate(*, case_id: int, seat: str, who: Somebody, by: Actor) -> Candidate:
    """登记候选人：会员或筹备组成员的情况自动带出；有 B.5 情形的当场说明。"""
    case = nominating_case(case_id, by)
    name = good_name(who.name)
    if any(c.name == name and c.seat == seat for c in candidates_of(case)):
        raise ValueError(f"{name}已经是{Seat(seat).label}候选人。")
    person, retained = _member(case, name)
    facts = _known_facts(case, name, person) | {
        k: v for k, v in who.facts().items() if v not in ("", None, Sex.UNKNOWN)
    }
    bars = sorted({*who.bars, *([BarKind.RETAINED] if retained else [])})
    made = Candidate.objects.create(
        case=case, seat=seat, name=name, person=person, bars=bars, **facts
    )
    order_by_strokes(case, seat)
    record("organizing.founding_candidate", on=case, by=by, candidate=made.pk, seat=seat,
           bars=bars, acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return made


def nominating_case(case_id: int, by: Actor) -> FoundingCase:
    """The locked case while candidates may be changed."""
    case = case_for(by.scope, case_id, lock=True)
    if not by.has(*HANDS):
        raise NotAllowed("候选人由筹备组登记，窗口和建会专干可以代办。")
    if case.state not in NOMINATING:
        raise NotAllowed(
            f"事项现在是“{case.get_state_display()}”，候选人在发展会员阶段登记；公示后要改，请先“重新酝酿候选人”。"
        )
    return case


def _member(case: FoundingCase, name: str) -> tuple[Person | None, bool]:
    """The member of this name and whether the membership is retained; namesakes are left open."""
    found = members_named(case, name)
    if len(found) != 1:
        return None, False
    return found[0].person, found[0].state == MembershipState.RETAINED


def _known_facts(case: FoundingCase, name: str, person: Person | None) -> dict[str, Any]:
    """What is known already, so that nothing is typed twice (ME1)."""
    row: Any = next((p for p in preparers_of(case) if p.name == name), None) or person
    facts = {field: getattr(row, field) for field in KNOWN_OF_A_PERSON} if row else {}
    if isinstance(row, Preparer):
        facts["employer_post"] = row.employer_post
    elif person is not None:
        facts["employer_post"] = person.occupation
    return facts


def order_by_strokes(case: FoundingCase, seat: str) -> None:
    """Names on notice and ballot stand by strokes of the surname, whoever was entered first."""
    rows = [c for c in candidates_of(case) if c.seat == seat]
    place = {name: at for at, name in enumerate(by_strokes([c.name for c in rows]), start=1)}
    for row in rows:
        row.order = place[row.name]
    Candidate.objects.unscoped(reason="事项已按范围取得").bulk_update(rows, ["order"])


@transaction.atomic
def withdraw_candidate(*, case_id: int, candidate_id: int, by: Actor) -> Candidate:
    """候选人退出。"""
    case = nominating_case(case_id, by)
    row = next((c for c in candidates_of(case) if c.pk == candidate_id), None)
    if row is None:
        raise NoSuchCase(candidate_id)
    row.withdrawn_on = timezone.localdate()
    row.save(update_fields=["withdrawn_on"])
    record("organizing.founding_candidate_off", on=case, by=by, candidate=row.pk)
    return row
