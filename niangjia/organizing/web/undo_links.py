"""Which entries of a history this actor may take back, and where."""

from django.urls import reverse

from niangjia.organizing.policies.unions import KEEPERS
from niangjia.organizing.queries.undo import ENDINGS
from niangjia.organizing.queries.undo_moves import may_undo


def link_changes(actor, changes):
    """``undo_url`` on each change of a union; empty where there is nothing to take back."""
    keeps = actor.has(*KEEPERS)
    for change in changes:
        change.undo_url = _of_change(actor.scope, change) if keeps else ""
    return changes


def link_moves(actor, moves):
    """The same for moves of a unit."""
    keeps = actor.has(*KEEPERS)
    for move in moves:
        move.undo_url = _of_move(actor.scope, move) if keeps else ""
    return moves


def _of_change(scope, change):
    if hasattr(change, "undone"):
        return ""
    if change.kind in ENDINGS:
        seen = change.other is None or scope.covers(change.other.unit.path)
        return reverse("organizing:change_undo", args=[change.pk]) if seen else ""
    return _of_move(scope, change.move) if change.move else ""


def _of_move(scope, move):
    if move.undone_at is not None or not may_undo(scope, move):
        return ""
    return reverse("organizing:move_undo", args=[move.pk])
