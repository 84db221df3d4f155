"""Batch approval out of the inbox: what is ticked, part by part, each in a transaction of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from niangjia.kernel.locks import Busy
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.kinds import Part, kind_of
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import items_of
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.scoped import Absent
from niangjia.kernel.workflow import NotAllowed

AT_ONCE = 200
"""A larger batch waits too long for its page; take it in portions."""
SINGLY = "要逐件办理，不能批量"
GONE = "这件事已不在您的待办里，可能刚由他人办理"


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a ticked item. ``key`` comes back with the form: ``item.number``."""

    item: TodoItem
    part: Part

    @property
    def key(self) -> str:
        return f"{self.item.pk}.{self.part.number}"


@dataclass(slots=True)
class Outcome:
    """What became of a batch: (label, address, what was done or why not)."""

    done: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def lines_of(actor: Actor, item_ids: Iterable[int]) -> list[Line]:
    """The parts of the actor's open items; what cannot go in a batch carries its flaw."""
    rows = items_of(actor).filter(pk__in=list(item_ids), state=TodoState.OPEN, copy=False)
    items = list(rows.select_related("unit").order_by("kind", "due_on", "pk"))
    by_kind: dict[str, list[TodoItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    return [line for kind, some in by_kind.items() for line in _lines(actor, kind, some)]


def _lines(actor: Actor, kind: str, items: list[TodoItem]) -> list[Line]:
    batch = kind_of(kind).batch
    if batch is None:
        return [Line(item, Part(0, item.title, item.url, flaw=SINGLY)) for item in items]
    parts = batch.parts(actor, items)
    return [Line(item, part) for item in items for part in parts.get(item.pk, ())]


def approve_batch(*, keys: Iterable[str], by: Actor) -> Outcome:
    """批量办理：逐件各自办理，个别办不了的不影响其余，并说明原因；同一件不会办两次。"""
    wanted = list(dict.fromkeys(key for key in keys if _is_key(key)))
    if len(wanted) > AT_ONCE:
        raise ValueError(f"一次最多办理 {AT_ONCE} 件，请分批。")
    known = {line.key: line for line in lines_of(by, {int(key.split(".")[0]) for key in wanted})}
    found = Outcome()
    for key in wanted:
        if line := known.get(key):
            _take(line, by, found)
        else:
            found.refused.append((f"第 {key.split('.')[1]} 号", "", GONE))
    return found


def _is_key(key: str) -> bool:
    item, _, number = key.partition(".")
    return all(part.isdecimal() and len(part) < 19 for part in (item, number))


def _take(line: Line, by: Actor, found: Outcome) -> None:
    part, batch = line.part, kind_of(line.item.kind).batch
    try:
        if part.flaw or batch is None:
            raise NotAllowed(part.flaw or SINGLY)
        with transaction.atomic():
            said = batch.approve(part.number, by)
    except (NotAllowed, ValueError, Busy) as refusal:
        found.refused.append((part.label, part.url, str(refusal)))
    except Absent:
        found.refused.append((part.label, part.url, GONE))
    else:
        found.done.append((part.label, part.url, said))
