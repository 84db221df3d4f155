"""What a module offers to read: a kind of list, its columns, and who writes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from niangjia.kernel.imports.columns import Column, Context, Judge
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role

if TYPE_CHECKING:
    from niangjia.kernel.imports.checking import Checked
    from niangjia.kernel.imports.models import ImportRun


@dataclass(slots=True)
class WriteCounts:
    """What the writing changed, in rows of the target."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    flagged: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


Writer = Callable[["ImportRun", Iterator[dict[str, Any]], Progress, Actor], WriteCounts]
Examiner = Callable[[Iterator["Checked"], Context], Iterator["Checked"]]
"""Batches whose columns are read, in; the same batches with what only whole rows show, out."""

CLERK = frozenset({Role.CLERK.value})


def _no_context(run: "ImportRun") -> Context:
    return {}


@dataclass(frozen=True, slots=True)
class Intake:
    """A kind of list.

    ``key_columns``: two rows alike in all of these are the same row (a full copy is a duplicate,
    a differing one is refused). ``writer(run, rows, progress, by)`` is called in one transaction;
    each row is a dict of column name → value, ``<division>_unit``, ``row_number`` and
    ``problems`` (``[{"column", "reason"}]``, the flags 待核实). ``context(run)`` goes to the
    readers; ``division`` in it resolves the text of a division to a unit's id. ``judge`` looks at
    the values of a whole batch: what one cell cannot tell, such as a firm that another row or the
    register holds.

    ``roles`` may bring the list in and see it. ``examine`` looks at whole rows before repeats are
    looked for; it may read ahead and use other processes. ``further`` are the columns it adds,
    each with the kind of its values; ``hidden`` are columns that never reach the disk as they
    are. ``personal``: long numbers are veiled wherever a cell is quoted.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    key_columns: tuple[str, ...]
    writer: Writer
    context: Callable[["ImportRun"], Context] = field(default=_no_context)
    note: str = ""
    roles: frozenset[str] = CLERK
    examine: Examiner | None = None
    further: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    personal: bool = False
    judge: Judge | None = None

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def words(self) -> list[str]:
        """Every header word of every column."""
        return [word for column in self.columns for word in column.words]


class NoSuchIntake(LookupError):
    """No module has registered this kind of list."""


_registered: dict[str, Intake] = {}


def register(intake: Intake) -> Intake:
    """Offer a kind of list; registering the code again replaces it."""
    unknown = set(intake.key_columns) - {c.name for c in intake.columns}
    if unknown:
        raise ValueError(f"{intake.code}：关键列不存在：{'、'.join(sorted(unknown))}")
    _registered[intake.code] = intake
    return intake


def intakes() -> list[Intake]:
    """In the order of registration."""
    return list(_registered.values())


def intake_for(code: str) -> Intake:
    if code not in _registered:
        raise NoSuchIntake(f"没有这种名册：{code}")
    return _registered[code]
