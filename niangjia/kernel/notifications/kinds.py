"""What the modules say of the items they write: a name, how far a matter lies, what may be done.

Each kind is registered once, when its module is loaded. The inbox knows no module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import ScopedModel


@dataclass(frozen=True, slots=True)
class Part:
    """One thing an item stands for: what a batch decides on. ``flaw``: why it goes singly."""

    number: int
    label: str
    url: str
    deed: str = ""
    flaw: str = ""


Parts = Callable[[Actor, Sequence[TodoItem]], Mapping[int, Sequence[Part]]]
Approve = Callable[[int, Actor], str]
Reach = Callable[[TodoItem], str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Several items decided at once: ``parts`` by item, ``approve(number, by)`` for each.

    ``approve`` runs in a transaction of its own, returns what was done in a few words, and
    refuses with ``NotAllowed`` or ``ValueError`` as the page of the matter does.
    """

    parts: Parts
    approve: Approve


@dataclass(frozen=True, slots=True)
class Recall:
    """Taking one's own step back until the next person has acted.

    ``check(by, item)`` says what would be taken back, or refuses with ``NotAllowed`` and the
    reason; ``deed(by, item)`` does it, and checks again.
    """

    check: Callable[[Actor, TodoItem], str]
    deed: Callable[[Actor, TodoItem], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """``area`` is the working area, ``label`` the word in the list.

    ``reach``: the path of the unit the matter itself lies in, where that is below the desk.
    ``several``: an item stands for several parts, and a question is asked about one of them.
    ``no_recall`` says why a step of this kind cannot be taken back.
    """

    code: str
    label: str
    area: str
    reach: Reach | None = None
    batch: Batch | None = None
    several: bool = False
    recall: Recall | None = None
    no_recall: str = ""


_kinds: dict[str, Kind] = {}


def register_kind(*kinds: Kind) -> None:
    _kinds.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> Kind:
    """The kind, or a plain one under its own code."""
    return _kinds.get(code) or Kind(code, code, code)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def number_in(item: TodoItem) -> int:
    """The row an item is about: ``matching.task:12`` → 12."""
    return int(item.subject.rpartition(":")[2])


def lies_at(model: type[ScopedModel], path: str) -> Reach:
    """``lies_at(Task, "unit__path")``: the matter lies where the row the item is about lies."""

    def reach(item: TodoItem) -> str:
        rows = model.objects.unscoped(reason="待办所属事项的单位").filter(pk=number_in(item))
        return rows.values_list(path, flat=True).first() or ""

    return reach


def path_of(item: TodoItem) -> str:
    """Where the matter lies; a post at or above it reads it. ``item.unit`` is loaded."""
    reach = kind_of(item.kind).reach
    return (reach(item) if reach else "") or str(item.unit.path)
