"""Large moves run in the background: a county takes the place of every member and firm with it.

166,061 members and the enterprises of a district were rewritten in 41 to 48 s on two cores; nobody
should wait for that with a page that says nothing.
"""

from datetime import date
from typing import Any

from niangjia.kernel.jobs.api import start
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.moves import checked_move, move_unit
from niangjia.organizing.actions.undo_moves import checked_undo, undo_move
from niangjia.organizing.queries.subtrees import weight_of

MANY = 5_000
"""Units and members that are moved while the page waits."""


def begin_move(
    *,
    unit_id: int,
    superior_id: int,
    on: date,
    by: Actor,
    document_number: str = "",
    reason: str = "",
) -> int | JobRun:
    """调整隶属：下级少的当场办完，返回随迁工会数；多的交给后台，返回任务。"""
    unit, _ = checked_move(unit_id, superior_id, on, by)
    papers: dict[str, Any] = {"document_number": document_number, "reason": reason}
    if not _large(unit):
        return move_unit(unit_id=unit_id, superior_id=superior_id, on=on, by=by, **papers)
    facts = {"moved_id": unit_id, "superior_id": superior_id, "on": on.isoformat(), **papers}
    return _aside("organizing.move", unit, by, facts)


def begin_undo_move(*, move_id: int, reason: str, by: Actor) -> int | JobRun:
    """撤回调整隶属：下级少的当场办完，返回更正的工会数；多的交给后台，返回任务。"""
    unit = checked_undo(move_id, reason, by).unit
    if not _large(unit):
        return undo_move(move_id=move_id, reason=reason, by=by)
    return _aside("organizing.undo_move", unit, by, {"move_id": move_id, "reason": reason})


def _large(unit: Unit) -> bool:
    weight = weight_of(unit.scope)
    return weight.units + weight.members > MANY


def _aside(name: str, unit: Unit, by: Actor, facts: dict[str, Any]) -> JobRun:
    """The run shows at the officer's own unit, which is above both places."""
    home = by.unit_id or unit.pk
    who = {"account_id": by.account_id, "name": by.name, "roles": sorted(by.roles)}
    return start(
        name, by=by, unit_id=home, subject=f"organizing.move:{unit.pk}", **facts,
        who=who | {"unit_id": home},
    )  # fmt: skip
