"""Taking a merge or a dissolution back: everything as it was, and both deeds in the history."""

from collections.abc import Iterable
from copy import copy
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.notifications.actions import settle
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.duties import subject_of
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.actions.versions import note_change, same_facts, show_on_unit, trace
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import (
    CertificateDuty,
    Coverage,
    FederationSeat,
    Membership,
    Officer,
    Person,
    Term,
    UnionChange,
    UnionVersion,
)
from niangjia.organizing.models.facts import KNOWN, OPEN, Fact
from niangjia.organizing.policies.unions import may_keep
from niangjia.organizing.queries.undo import (
    change_for,
    ending_preview,
    memberships_before,
    memberships_made,
    rows_closed,
    version_before,
    versions_ended,
)
from niangjia.organizing.queries.unions import union_for

F = TypeVar("F", bound=Fact)
BATCH = 5_000
WHY = "撤回的办理已按范围取得并加锁"
MAY_NOT = "撤回要由组织、登记或比对岗位办理。"


@transaction.atomic
def undo_ending(*, change_id: int, reason: str, by: Actor) -> int:
    """撤回合并或撤销：会员、覆盖、席位、届次和任职恢复原样。Returns how many members went back."""
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    if not reason.strip():
        raise ValueError("请写明撤回的事由。")
    found = change_for(by.scope, change_id)
    for number in sorted({found.union_id, *([found.other_id] if found.other_id else [])}):
        union_for(by.scope, number, lock=True)
    change = change_for(by.scope, change_id, lock=True)
    if obstacles := ending_preview(change).obstacles:
        raise NotAllowed(f"不能撤回：{'；'.join(obstacles)}。")
    undone = note_change(
        change.union, UnionChangeKind.UNDO, on=timezone.localdate(), by=by, undoes=change,
        reason=reason.strip(), other=change.other,
    )  # fmt: skip
    _version_back(change, by)
    people = _members_back(change, by)
    covered = _coverages_back(change, by)
    write_again(rows_closed(change, FederationSeat, "seats"), by)
    _offices_back(change)
    _owe_nothing(change, by)
    trace("undo", change.union, by, deed=change.get_kind_display(), change=undone.pk,
          day=change.effective_on.isoformat(), members=people, employers=covered,
          reason=reason.strip())  # fmt: skip
    return people


def write_again(rows: Iterable[F], by: Actor) -> list[F]:
    """These rows as they were before they were closed: superseded, and written anew, open."""
    rows, now = list(rows), timezone.now()
    if not rows:
        return []
    model: Any = type(rows[0])
    every = model.objects.unscoped(reason=WHY)
    every.filter(KNOWN, pk__in=[row.pk for row in rows]).update(superseded_at=now)
    again = [copy(row) for row in rows]
    for row in again:
        row.pk, row.valid_to, row.superseded_at = None, None, None
        row.recorded_at, row.recorded_by = now, by.name
    made: list[F] = model.objects.bulk_create(again, batch_size=BATCH)
    return made


def _version_back(change: UnionChange, by: Actor) -> None:
    """Every version since the deed is written anew as living; the first goes on from before it."""
    wrong, before = versions_ended(change), version_before(change)
    if before is None or not wrong:
        raise NotAllowed("不能撤回：找不到办理前的登记。")
    right, old = [_living(row, before, by) for row in wrong], [row.pk for row in wrong]
    if wrong[0].change_id == change.pk:
        right[0].change_id = before.change_id
    if before.superseded_at is None and same_facts(before, right[0]):
        right[0].valid_from, right[0].change_id = before.valid_from, before.change_id
        old.append(before.pk)
    every = UnionVersion.objects.unscoped(reason=WHY)
    every.filter(pk__in=old).update(superseded_at=timezone.now())
    UnionVersion.objects.bulk_create(right)
    show_on_unit(change.union, right[-1])
    unit = change.union.unit
    unit.valid_to = None
    unit.save(update_fields=["valid_to"])


def _living(row: UnionVersion, before: UnionVersion, by: Actor) -> UnionVersion:
    again = copy(row)
    again.pk, again.superseded_at, again.state = None, None, before.state
    again.recorded_at, again.recorded_by = timezone.now(), by.name
    return again


def _members_back(change: UnionChange, by: Actor) -> int:
    made = list(memberships_made(change).filter(OPEN).select_for_update(of=("self",)))
    before = memberships_before(change, made)
    if len(before) != len(made):
        raise NotAllowed("不能撤回：有会员办理前的会籍此后被更正过，请在会员页面逐人处理。")
    every = Membership.objects.unscoped(reason=WHY)
    every.filter(pk__in=[row.pk for row in made]).update(superseded_at=timezone.now())
    again = write_again(before.values(), by)
    unit = change.union.unit
    for state in {row.state for row in again}:
        people = [row.person_id for row in again if row.state == state]
        Person.objects.unscoped(reason=WHY).filter(pk__in=people).update(
            state=state, unit=unit, path=unit.path
        )
    recount_unions({change.union_id, change.other_id or change.union_id})
    return len(again)


def _coverages_back(change: UnionChange, by: Actor) -> int:
    made = Coverage.objects.unscoped(reason=WHY).filter(KNOWN, change=change)
    made.update(superseded_at=timezone.now())
    return len(write_again(rows_closed(change, Coverage, "coverages"), by))


def _offices_back(change: UnionChange) -> None:
    rows_closed(change, Term, "terms").update(ended_on=None)
    rows_closed(change, Officer, "officers").update(valid_to=None, end_reason="")


def _owe_nothing(change: UnionChange, by: Actor) -> None:
    """The certificate need not follow what did not happen."""
    rows = CertificateDuty.objects.unscoped(reason=WHY).filter(change=change, settled_on=None)
    for duty in rows:
        duty.settled_on, duty.settled_by = timezone.localdate(), by.name
        duty.save(update_fields=["settled_on", "settled_by"])
        settle(subject=subject_of(duty), by=by, outcome="变更已撤回，不用办理")
