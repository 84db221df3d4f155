"""What a change of links would do, found by doing it and taking it back (MA6)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from niangjia.kernel.scope.models import Actor
from niangjia.matching.actions.changes import merge_firms, undo_change, undo_link
from niangjia.matching.models import LedgerRow, LinkChange
from niangjia.matching.queries.changes import (
    Difference,
    Edit,
    Hanging,
    active_change,
    current_rows,
    edits_since,
    firm_names,
    hanging_on,
    link_for,
    row_differences,
)

TRYING = "预览"


@dataclass(frozen=True, slots=True)
class FirmBeforeAfter:
    """One enterprise with what its ledger row would become; a name is all a new one has."""

    name: str
    enters: bool
    leaves: bool
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything shown before somebody confirms."""

    firms: list[FirmBeforeAfter]
    moved: list[str]
    hanging: list[Hanging]
    edits: list[Edit]
    left_alone: list[str]


WORDS = {"link": "名册行的对应", "task": "任务", "firm": "并入标记", "change": "先前的变更"}


def _tried(deed: Callable[[], LinkChange], edits: list[Edit]) -> Preview:
    """Do it within a savepoint, look, and roll back: the preview cannot differ from the deed."""
    with transaction.atomic():
        change = deed()
        after, names = current_rows(change.firms), firm_names(change.firms)
        links = [move["id"] for move in change.moves if move["what"] == "link"]
        hanging = hanging_on(change.firms, links)
        transaction.set_rollback(True)
    firms = _compared(names, current_rows(change.firms), after)
    return Preview(firms, _counted(change), hanging, edits, change.left_alone)


def _counted(change: LinkChange) -> list[str]:
    kinds = [move["what"] for move in change.moves]
    return [f"{label} {kinds.count(what)} 项" for what, label in WORDS.items() if what in kinds]


def _compared(
    names: dict[int, str], before: dict[int, LedgerRow], after: dict[int, LedgerRow]
) -> list[FirmBeforeAfter]:
    return [
        FirmBeforeAfter(
            name, pk in after and pk not in before, pk in before and pk not in after,
            row_differences(before.get(pk), after.get(pk)),
        )
        for pk, name in sorted(names.items())
    ]  # fmt: skip


def preview_undo_link(*, link_id: int, by: Actor) -> Preview:
    """撤销一条对应之前看它会移动什么。"""
    link = link_for(by.scope, link_id)
    change = active_change(link)
    edits = edits_since(change) if change else []
    return _tried(lambda: undo_link(link_id=link_id, reason=TRYING, by=by), edits)


def preview_undo_change(*, change: LinkChange, by: Actor) -> Preview:
    """撤销一次变更之前看它会移动什么。"""
    return _tried(
        lambda: undo_change(change_id=change.pk, reason=TRYING, by=by),
        edits_since(change),
    )  # fmt: skip


def preview_merge(*, winner_id: int, loser_id: int, by: Actor) -> Preview:
    """合并两家企业之前看它会移动什么。"""
    return _tried(
        lambda: merge_firms(winner_id=winner_id, loser_id=loser_id, reason=TRYING, by=by),
        [],
    )  # fmt: skip
