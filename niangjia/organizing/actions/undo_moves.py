"""Taking a move back: the unit hangs where it hung, and every day since is counted there."""

from collections.abc import Iterable
from copy import copy

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.api import Progress
from niangjia.kernel.scope.actions import lock_tree, rehang
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.moves import rewriting
from niangjia.organizing.actions.undo import MAY_NOT
from niangjia.organizing.actions.versions import put, same_facts
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import UnionChange, UnionVersion, UnitMove
from niangjia.organizing.models.facts import KNOWN
from niangjia.organizing.policies.unions import may_keep
from niangjia.organizing.queries.places import chain_of
from niangjia.organizing.queries.undo_moves import misplaced, move_for, move_preview
from niangjia.organizing.rules.places import place_of

BATCH = 2_000
WHY = "移动的两个上级都在范围内，单位树已加锁"


@transaction.atomic
def undo_move(*, move_id: int, reason: str, by: Actor, progress: Progress | None = None) -> int:
    """撤回调整隶属：单位连同下级移回原上级，移动以来各日改按原上级计。Returns unions put right.

    What was registered or changed below the unit since stays as it is, below the old superior.
    """
    lock_tree()
    move = checked_undo(move_id, reason, by, lock=True)
    unit, wrong = move.unit, misplaced(move)
    here = unit.path
    try:
        rehang(unit, move.before, rewriting(progress))
    except ValueError as refused:
        raise NotAllowed(f"不能撤回：{refused}。") from None
    move.undone_at, move.undone_by = timezone.now(), by.name
    move.undone_reason = reason.strip()
    move.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _note(move, {row.union_id for row in wrong}, by)
    _put_right(move, wrong, by)
    unions = len({row.union_id for row in wrong})
    record(
        "organizing.undo", on=unit, by=by, unit_path=unit.path, before=here, name=unit.name,
        deed=UnionChangeKind.MOVE.label, superior=move.before.name, unions=unions,
        day=move.effective_on.isoformat(), reason=move.undone_reason,
    )  # fmt: skip
    return unions


def checked_undo(move_id: int, reason: str, by: Actor, *, lock: bool = False) -> UnitMove:
    """The move to be taken back; ``NotAllowed`` or ``ValueError`` where it cannot be."""
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    if not reason.strip():
        raise ValueError("请写明撤回的事由。")
    move = move_for(by.scope, move_id, lock=lock)
    if obstacles := move_preview(move).obstacles:
        raise NotAllowed(f"不能撤回：{'；'.join(obstacles)}。")
    return move


def _note(move: UnitMove, unions: Iterable[int], by: Actor) -> None:
    """One entry in the history of each union; it names the one it takes back, if there is one."""
    taken = {
        row.union_id: row for row in UnionChange.objects.unscoped(reason=WHY).filter(move=move)
    }
    UnionChange.objects.bulk_create(
        [
            UnionChange(
                union_id=union, kind=UnionChangeKind.UNDO, effective_on=timezone.localdate(),
                by_name=by.name, by_account=by.account_id, by_unit=by.unit_name,
                reason=move.undone_reason, undoes=taken.get(union),
                details={"with": move.unit.name},
            )
            for union in sorted({*unions, *taken})
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _put_right(move: UnitMove, wrong: list[UnionVersion], by: Actor) -> None:
    """Supersede what stood below the wrong superior; write it anew below the right one."""
    chain, kinds = chain_of(move.unit), _kinds(wrong)
    before = _before(move, wrong)
    right, old = [], [row.pk for row in wrong]
    for row in wrong:
        again = copy(row)
        again.pk, again.superseded_at = None, None
        again.recorded_at, again.recorded_by = timezone.now(), by.name
        below = row.lineage[row.lineage.index(move.unit_id) + 1 :]
        put(again, place_of([*chain, *((number, kinds[number]) for number in below)]))
        last = before.get(row.union_id) if _by(move, row) else None
        if last is not None:
            again.change_id = last.change_id
            if last.superseded_at is None and same_facts(last, again):
                again.valid_from = last.valid_from
                old.append(last.pk)
        right.append(again)
    every = UnionVersion.objects.unscoped(reason=WHY)
    every.filter(pk__in=old).update(superseded_at=timezone.now())
    UnionVersion.objects.bulk_create(right, batch_size=BATCH)


def _kinds(rows: Iterable[UnionVersion]) -> dict[int, str]:
    numbers = {number for row in rows for number in row.lineage}
    found = Unit.objects.unscoped(reason=WHY).filter(pk__in=numbers)
    return dict(found.values_list("pk", "kind"))


def _by(move: UnitMove, row: UnionVersion) -> bool:
    return row.change is not None and row.change.move_id == move.pk


def _before(move: UnitMove, wrong: list[UnionVersion]) -> dict[int, UnionVersion]:
    """What each union's version was before the move: closed on its day, or begun on it."""
    unions = {row.union_id for row in wrong if _by(move, row)}
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union__in=unions)
    day = move.effective_on
    same = rows.filter(valid_from=day, superseded_at__gte=move.at, recorded_at__lt=move.at)
    found = {row.union_id: row for row in same.order_by("pk")}
    return found | {row.union_id: row for row in rows.filter(KNOWN, valid_to=day)}
