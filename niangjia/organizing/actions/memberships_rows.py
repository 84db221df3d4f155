"""Writing the rows of a membership: a change closes and opens, a correction supersedes.

Every deed on a membership ends here, so that the row, what ``Person`` repeats of it and the
figures of the unions are written together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.organizing.actions.members_retention import months_kept
from niangjia.organizing.actions.memberships_tallies import shift_tallies
from niangjia.organizing.enums.members import (
    HELD,
    ChangeReason,
    JoinChannel,
    MembershipChange,
    RetentionClass,
    Sex,
)
from niangjia.organizing.models import Membership, Person, Union
from niangjia.organizing.policies.memberships import acting_roles
from niangjia.organizing.queries.memberships import timeline
from niangjia.organizing.rules.memberships import Stretch, shifts
from niangjia.organizing.rules.months import months_after
from niangjia.organizing.workflow.memberships import CHANGES, MEMBERSHIP_FLOW, NOBODY, REASONS

Listener = Callable[..., object]
AFTER_CHANGE: list[Listener] = []
"""Called after commit with ``membership_id=`` and ``step=``; ``portal.wiring`` adds to it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change says besides the step itself. ``on``: the first day it holds."""

    on: date
    union: Union
    reason: str = ""
    note: str = ""
    employer_id: int | None = None
    channel: str = JoinChannel.WINDOW
    acted_for: str = ""
    migrant: bool = False
    trade: str = ""


def take(name: str, current: Membership | None, by: Actor, *, note: str = "") -> Step:
    """The step from what holds now, or ``NotAllowed`` with the reason in Chinese."""
    state = current.state if current else NOBODY
    step = MEMBERSHIP_FLOW.steps[name]
    if state not in step.leaves:
        shown = current.get_state_display() if current else "尚未入会"
        raise NotAllowed(f"{step.label}：当前会籍是“{shown}”，不能办理")
    step = MEMBERSHIP_FLOW.take(name, state, acting_roles(by))
    if step.needs_reason and not note.strip():
        raise ValueError(f"{step.label}：请写明情况")
    return step


def check_day(on: date, current: Membership | None, today: date) -> None:
    """A change is a fact: not in the future, and not before the last one."""
    if on > today:
        raise ValueError(f"生效日期 {on} 晚于今天，请在当天办理")
    if current is not None and on < current.valid_from:
        raise ValueError(
            f"生效日期 {on} 早于上一次变化（{current.valid_from} "
            f"{current.get_change_display()}）；上一次登记有误的，请先更正"
        )


def write_change(
    person: Person, *, current: Membership | None, step: Step, change: Change, by: Actor
) -> Membership:
    """Close what held and open what holds now. ``person`` is locked, ``current`` is its open row.

    Two changes on one day: the day belongs to the later one, and the earlier row is superseded.
    Somebody who joins and moves on the same day is still counted as having joined that day.
    """
    check_day(change.on, current, timezone.localdate())
    now, new = timezone.now(), _row(person, step, change, by)
    before = [stretch_of(current)] if current else []
    after = [stretch_of(new)]
    if current is not None and change.on > current.valid_from:
        current.valid_to = change.on
        current.save(update_fields=["valid_to"])
        after.append(stretch_of(current))
    elif current is not None:
        _supersede(current, now)
        if current.change == MembershipChange.JOINED and new.state in HELD:
            new.change, new.channel = current.change, current.channel
    new.recorded_at = now
    new.save(force_insert=True)
    repeat_on_person(person, new)
    shift_tallies(shifts(before, after, woman=person.sex == Sex.FEMALE))
    _trace(person, current, new, step, by)
    return new


def _row(person: Person, step: Step, change: Change, by: Actor) -> Membership:
    kind, usual = CHANGES[step.name]
    reason = change.reason or usual
    if change.reason and change.reason not in REASONS.get(step.name, ChangeReason.values):
        raise ValueError(f"{step.label}：请从列表中选择原因")
    return Membership(
        person=person, union=change.union, state=step.reaches, change=kind, reason=reason,
        note=change.note.strip()[:200], migrant=change.migrant, trade=change.trade,
        employer_id=change.employer_id, channel=change.channel, acted_for=change.acted_for,
        valid_from=change.on, recorded_by=by.name,
    )  # fmt: skip


def _supersede(row: Membership, now: datetime) -> None:
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])


def stretch_of(row: Membership) -> Stretch:
    return Stretch(
        row.union_id, row.valid_from, row.valid_to, row.state, row.migrant, bool(row.trade)
    )


def repeat_on_person(person: Person, row: Membership) -> None:
    """What lists read off ``Person``. The day of joining survives transfers and retention."""
    if row.change == MembershipChange.JOINED:
        person.joined_on = row.valid_from
    person.unit, person.path, person.state = row.union.unit, row.union.unit.path, row.state
    person.migrant, person.trade = row.migrant, row.trade
    held = row.state in HELD
    person.retention = RetentionClass.MEMBER if held else RetentionClass.FORMER
    person.purge_after = None if held else _kept_until(row.valid_from)
    person.save(
        update_fields=["unit", "path", "state", "joined_on", "migrant", "trade", "retention",
                       "purge_after", "changed_at"]
    )  # fmt: skip


def _kept_until(ended: date) -> date:
    return months_after(ended, months_kept(RetentionClass.FORMER, timezone.localdate()))


def _trace(person: Person, old: Membership | None, new: Membership, step: Step, by: Actor) -> None:
    record(
        f"members.{step.name}", on=person, by=by, state=[old.state if old else "", new.state],
        union=[old.union_id if old else None, new.union_id], on_day=new.valid_from.isoformat(),
        change=new.change, reason=new.reason, acted_for=new.acted_for,
    )  # fmt: skip
    for listener in AFTER_CHANGE:
        transaction.on_commit(partial(listener, membership_id=new.pk, step=step.name))


def rewrite(
    person: Person,
    *,
    wrong: Iterable[Membership],
    right: Iterable[Membership],
    by: Actor,
    why: str,
    verb: str = "members.correct",
) -> list[Membership]:
    """Supersede rows that turned out wrong and write them anew, in one moment.

    Afterwards what ``Person`` repeats is taken from the timeline again.
    """  # fmt: skip
    if not why.strip():
        raise ValueError("更正：请写明原因和依据")
    now, wrong, right = timezone.now(), list(wrong), list(right)
    for row in wrong:
        _supersede(row, now)
    for row in right:
        row.pk, row.superseded_at, row.recorded_at, row.recorded_by = None, None, now, by.name
        row.save(force_insert=True)
    events = shifts(map(stretch_of, wrong), map(stretch_of, right), woman=person.sex == Sex.FEMALE)
    shift_tallies(events)
    retell(person)
    record(
        verb, on=person, by=by, why=why[:200],
        was=[_told(row) for row in wrong], now=[_told(row) for row in right],
    )  # fmt: skip
    return right


def retell(person: Person) -> None:
    """Take what ``Person`` repeats from the rows again."""
    rows = timeline(person.pk)
    joined = [row.valid_from for row in rows if row.change == MembershipChange.JOINED]
    person.joined_on = max(joined, default=None)
    if rows:
        repeat_on_person(person, rows[0])
        return
    person.state, person.retention, person.purge_after = "", RetentionClass.APPLICANT, None
    person.save(update_fields=["state", "joined_on", "retention", "purge_after", "changed_at"])


def _told(row: Membership) -> dict[str, Any]:
    return {
        "union": row.union_id, "state": row.state, "change": row.change,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat() if row.valid_to else None,
    }  # fmt: skip
