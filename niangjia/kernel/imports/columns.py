"""Columns of a list, and what a cell that cannot be read says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from niangjia.engine.sheets import Cell
from niangjia.kernel.imports.enums import Kind, Verdict

Context = Mapping[str, Any]
CellReader = Callable[[Cell, Context], Any]


class Doubtful(ValueError):
    """The row is imported with ``value`` and flagged 待核实 for this reason."""

    def __init__(self, reason: str, value: Any = None) -> None:
        super().__init__(reason)
        self.value = value


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a list may say of a firm.

    ``aliases``: other header words. ``required``: the column must be there and every cell filled
    (an empty USCC is only doubtful). ``unique``: a value met again is flagged, not refused.
    ``reader(cell, context)`` replaces the reading by kind; it raises ``ValueError`` (row refused)
    or ``Doubtful`` (row flagged) with a Chinese sentence. ``shown(values)`` puts codes it reads
    back into the words of the preview, all of the sample at once.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: Kind | str = Kind.TEXT
    required: bool = False
    max_length: int = 200
    choices: tuple[str, ...] = ()
    note: str = ""
    unique: bool = False
    reader: CellReader | None = None
    shown: Callable[[Sequence[Any]], Sequence[Any]] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Header words this column answers to."""
        return (self.label, *self.aliases)


class Problem(NamedTuple):
    """What is wrong with one cell or row: ``verdict`` failed, flagged or duplicate."""

    verdict: Verdict
    reason: str


Judge = Callable[[Mapping[str, Sequence[Any]], Context], Iterable[tuple[int, str, Problem]]]
"""``judge(columns of a batch, context)``: (position, column or "" for the row, problem)."""


@dataclass(slots=True)
class Reading:
    """One column of a batch: values by position, problems by position, further columns."""

    values: list[Any]
    problems: dict[int, Problem] = field(default_factory=dict)
    extra: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, at: int, reason: str) -> None:
        self.problems[at] = Problem(Verdict.FAILED, reason)
        self.values[at] = None

    def doubt(self, at: int, reason: str) -> None:
        self.problems.setdefault(at, Problem(Verdict.FLAGGED, reason))
