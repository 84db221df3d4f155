"""Moving a union, or a whole town or county with all its unions, below another superior."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.api import Progress
from niangjia.kernel.scope.actions import rehang
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.versions import FACTS, put
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import UnionChange, UnionVersion, UnitMove
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.policies.unions import may_keep
from niangjia.organizing.queries.places import places_for
from niangjia.organizing.rules.unions import may_hang

BATCH = 2_000


@transaction.atomic
def move_unit(
    *,
    unit_id: int,
    superior_id: int,
    on: date,
    by: Actor,
    document_number: str = "",
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """调整隶属：单位连同下级移到另一上级之下，每家工会记下新版本。Returns unions moved.

    Both places must lie in the actor's scope. The tree shows the new place at once; a day before
    ``on`` is still answered by the old one.
    """
    unit, superior = checked_move(unit_id, superior_id, on, by)
    before, old_parent = unit.path, unit.parent
    assert old_parent is not None  # the top is refused
    try:
        rehang(unit, superior, rewriting(progress))
    except ValueError as refused:
        raise NotAllowed(f"{refused}。") from None
    facts: dict[str, Any] = {"document_number": document_number, "reason": reason, "effective_on": on,
             "by_name": by.name, "by_account": by.account_id, "by_unit": by.unit_name}  # fmt: skip
    move = UnitMove.objects.create(unit=unit, before=old_parent, after=superior, **facts)
    details = {"superior": [str(old_parent), str(superior)]}
    move.unions = moved = _turn_all(
        unit, on=on, by=by, facts=facts | {"move": move}, details=details
    )
    move.save(update_fields=["unions"])
    record(
        "organizing.move", on=unit, by=by, unit_path=unit.path, before=before, name=unit.name,
        superior=superior.name, unions=moved, day=on.isoformat(), document=document_number,
    )  # fmt: skip
    return moved


def rewriting(progress: Progress | None) -> Callable[[int, int], None] | None:
    """How far the paths kept in tables are rewritten, for whoever waits."""
    if progress is None:
        return None
    return partial(progress.step, message="改写各表的隶属")


def checked_move(unit_id: int, superior_id: int, on: date, by: Actor) -> tuple[Unit, Unit]:
    """The unit and its new superior; ``NotAllowed`` where it may not be moved there."""
    if not may_keep(by):
        raise NotAllowed("调整隶属要由组织、登记或比对岗位办理。")
    unit, superior = unit_for(by.scope, unit_id), unit_for(by.scope, superior_id)
    _check(unit, superior, on, by)
    return unit, superior


def _check(unit: Unit, superior: Unit, on: date, by: Actor) -> None:
    if unit.pk == by.unit_id or unit.parent_id is None:
        raise NotAllowed("不能移动本单位或最上级单位。")
    if superior.pk == unit.parent_id:
        raise NotAllowed(f"{unit.name}本来就在{superior.name}之下。")
    if superior.valid_to is not None:
        raise NotAllowed(f"{superior.name}已经撤销。")
    if not may_hang(unit.kind, superior.kind):
        raise NotAllowed(f"{unit.get_kind_display()}不能设在{superior.get_kind_display()}之下。")
    if on > timezone.localdate():
        raise NotAllowed("生效日期不能晚于今天。")


def _turn_all(
    unit: Unit, *, on: date, by: Actor, facts: dict[str, Any], details: dict[str, list[str]]
) -> int:
    """New versions for all unions of the subtree, in a few statements."""
    old = list(
        UnionVersion.objects.within(unit.scope)
        .filter(OPEN)
        .select_related("union__unit")
        .select_for_update(of=("self",))
    )
    late = [row for row in old if row.valid_from > on]
    if late:
        raise NotAllowed(
            f"{late[0].name}的现行版本自 {late[0].valid_from:%Y-%m-%d} 起，晚于生效日期。"
        )
    changes = _changes(unit, old, details, **facts)
    places = places_for(row.union.unit for row in old)
    new = [_copy(row, on, by.name, changes.get(row.union_id)) for row in old]
    for row in new:
        put(row, places[row.union.unit_id])
    _close(old, on)
    UnionVersion.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _changes(
    unit: Unit, rows: Iterable[UnionVersion], details: dict[str, list[str]], **deed: Any
) -> dict[int, UnionChange]:
    """The move of the unit's own union, and of those that follow their superior."""
    found = {}
    for row in rows:
        own = row.union.unit_id == unit.pk
        found[row.union_id] = UnionChange(
            union_id=row.union_id,
            kind=UnionChangeKind.MOVE if own else UnionChangeKind.FOLLOW,
            details=details if own else {"with": unit.name},
            **deed,
        )
    UnionChange.objects.bulk_create(found.values(), batch_size=BATCH)
    return found


def _copy(row: UnionVersion, on: date, name: str, change: UnionChange | None) -> UnionVersion:
    values = {fact: getattr(row, fact) for fact in FACTS}
    return UnionVersion(union=row.union, valid_from=on, recorded_by=name, change=change, **values)


def _close(rows: Iterable[UnionVersion], on: date) -> None:
    """Close at ``on``; what began on that very day never held."""
    why = "移动的版本已按范围取得并加锁"
    same = [row.pk for row in rows if row.valid_from == on]
    earlier = [row.pk for row in rows if row.valid_from < on]
    every = UnionVersion.objects.unscoped(reason=why)
    every.filter(pk__in=same).update(superseded_at=timezone.now())
    every.filter(pk__in=earlier).update(valid_to=on)
