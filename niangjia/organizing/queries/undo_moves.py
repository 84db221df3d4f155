"""Moves of a unit, and what taking one back would do."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from niangjia.kernel.scope.models import Scope, Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.organizing.models import UnionVersion, UnitMove
from niangjia.organizing.models.facts import KNOWN
from niangjia.organizing.queries.subtrees import weight_of
from niangjia.organizing.queries.undo import Preview
from niangjia.organizing.queries.unions import NoSuchRecord
from niangjia.organizing.rules.unions import may_hang

WHY = "调整隶属的两个上级都在范围内"


def moves_of(scope: Scope, unit: Unit) -> list[UnitMove]:
    """All moves of a unit, the last first."""
    rows = UnitMove.objects.within(scope).filter(unit=unit)
    return list(rows.select_related("unit", "before", "after"))


def may_undo(scope: Scope, move: UnitMove) -> bool:
    """Both superiors lie in scope, as the move itself asked for."""
    return scope.covers(move.before.path) and scope.covers(move.after.path)


def move_for(scope: Scope, move_id: int, *, lock: bool = False) -> UnitMove:
    """A move whose both superiors lie in scope."""
    rows = UnitMove.objects.within(scope).filter(pk=move_id)
    rows = rows.select_related("unit__parent", "before", "after")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or not may_undo(scope, found):
        raise NoSuchRecord(move_id)
    return found


def misplaced(move: UnitMove) -> list[UnionVersion]:
    """All that the register says of unions below the wrong superior since the move, by union."""
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(
        KNOWN, lineage__contains=[move.after_id, move.unit_id]
    )
    rows = rows.exclude(valid_to__lte=move.effective_on).select_related("union__unit", "change")
    return [row for row in rows.order_by("union", "valid_from") if _wrong(row, move)]


def _wrong(row: UnionVersion, move: UnitMove) -> bool:
    at = row.lineage.index(move.unit_id)
    return at > 0 and row.lineage[at - 1] == move.after_id


def move_preview(move: UnitMove) -> Preview:
    """What hangs below the unit now goes back with it."""
    weight = weight_of(move.unit.scope)
    lines = [
        ("单位", f"{move.unit.name}移回{move.before.name}之下"),
        ("连同下级", f"{weight.units:,} 个单位"),
        ("工会", f"{weight.unions:,} 家"),
        ("会员", f"{weight.members:,} 人"),
        ("数字", f"自 {move.effective_on:%Y-%m-%d} 起各日改按{move.before.name}计"),
    ]
    return Preview(lines, list(_in_the_way(move)))


def _in_the_way(move: UnitMove) -> Iterator[str]:
    if move.undone_at is not None:
        yield "这次调整已经撤回过"
        return
    unit, before = move.unit, move.before
    if unit.parent_id != move.after_id:
        yield f"{unit.name}此后又移到了{unit.parent}之下，请先撤回后来的一次"
        return
    if unit.valid_to is not None and unit.valid_to <= timezone.localdate():
        yield f"{unit.name}此后已终止，请先撤回它的终止"
    if before.valid_to is not None:
        yield f"原上级{before.name}已经撤销"
    if not may_hang(unit.kind, before.kind):
        yield f"{unit.get_kind_display()}不能设在{before.get_kind_display()}之下"
    if later := _moved_above(move).first():
        yield (
            f"上级{later.unit.name}此后调整过隶属（{later.effective_on:%Y-%m-%d}），请先撤回那一次"
        )


def _moved_above(move: UnitMove) -> QuerySet[UnitMove]:
    """Later moves of units above either superior: then past lines are not today's."""
    above = {*prefixes(move.before.path), *prefixes(move.after.path)}
    rows = UnitMove.objects.unscoped(reason=WHY).filter(
        undone_at=None, pk__gt=move.pk, unit__path__in=above
    )
    return rows.select_related("unit").order_by("-pk")
