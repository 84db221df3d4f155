"""Putting rows of a membership right: what was wrong is superseded, never changed."""

from copy import copy
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships_rows import rewrite
from niangjia.organizing.models import Membership, Person
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.memberships import membership_for, person_for, timeline

CORRECTABLE = frozenset(
    {"valid_from", "reason", "note", "migrant", "trade", "employer_id", "channel"}
)
"""A wrong state or union is no correction of a row: take the change back and make the right one."""


@transaction.atomic
def correct_membership(*, membership_id: int, why: str, by: Actor, **facts: Any) -> Membership:
    """更正会籍记录：原记录作废留痕，另写正确的一条；生效日期变动时，前一条随之更正。"""
    if unknown := set(facts) - CORRECTABLE:
        raise ValueError(f"更正：不能更正 {'、'.join(sorted(unknown))}")
    wrong = membership_for(by.scope, membership_id)
    person = person_for(by.scope, wrong.person_id, lock=True)
    rows = _rows(person, by)
    row = next((r for r in rows if r.pk == membership_id), None)
    if row is None:
        raise NotAllowed("更正：这条记录已被更正过，请刷新后再看")
    right = copy(row)
    for name, value in facts.items():
        setattr(right, name, value)
    before = _neighbour(rows, row, -1)
    if right.valid_from == row.valid_from:
        return rewrite(person, wrong=[row], right=[right], by=by, why=why)[0]
    _check_between(right, before, _neighbour(rows, row, 1))
    if before is None:
        return rewrite(person, wrong=[row], right=[right], by=by, why=why)[0]
    earlier = copy(before)
    earlier.valid_to = right.valid_from
    return rewrite(person, wrong=[before, row], right=[earlier, right], by=by, why=why)[1]


@transaction.atomic
def annul_last(*, person_id: int, why: str, by: Actor) -> Membership | None:
    """撤销最近一次变化：误登记的作废，恢复前一条；没有前一条的，会籍不再存在。"""
    person = person_for(by.scope, person_id, lock=True)
    rows = _rows(person, by)
    if not rows:
        raise NotAllowed("撤销：没有会籍记录")
    last, before = rows[-1], _neighbour(rows, rows[-1], -1)
    if before is None:
        rewrite(person, wrong=[last], right=[], by=by, why=why, verb="members.annul")
        return None
    again = copy(before)
    again.valid_to = None
    if not may_act_for(by, before.union):
        raise NotAllowed(f"撤销：会将会籍退回{before.union}，请由上级工会办理")
    return rewrite(
        person, wrong=[before, last], right=[again], by=by, why=why, verb="members.annul"
    )[0]


def _rows(person: Person, by: Actor) -> list[Membership]:
    """The timeline, oldest first, if the actor may put it right."""
    rows = timeline(person.pk)[::-1]
    if rows and not may_act_for(by, rows[-1].union):
        raise NotAllowed("更正：只有本工会或其上级工会的工作人员可以办理")
    return rows


def _neighbour(rows: list[Membership], row: Membership, step: int) -> Membership | None:
    at = rows.index(row) + step
    return rows[at] if 0 <= at < len(rows) else None


def _check_between(right: Membership, before: Membership | None, after: Membership | None) -> None:
    day: date = right.valid_from
    if day > timezone.localdate():
        raise ValueError(f"更正：日期 {day} 晚于今天")
    if before is not None and day <= before.valid_from:
        raise ValueError(f"更正：日期 {day} 不能早于或等于上一次变化（{before.valid_from}）")
    if after is not None and day >= after.valid_from:
        raise ValueError(f"更正：日期 {day} 不能晚于或等于下一次变化（{after.valid_from}）")
