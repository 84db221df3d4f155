"""What a module offers to read: a kind of list, its columns, and who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from niangjia.kernel.imports.columns import Column, Context, Judge
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor

if TYPE_CHECKING:
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


def _no_context(run: "ImportRun") -> Context:
    return {}


@dataclass(frozen=True, slots=True)
class Intake:
    """A kind of list.

    ``key_columns``: two rows alike in all of these are the same row (a full copy is a duplicate,
    a differing one is refused). ``writer(run, rows, progress, by)`` is called in one transaction;
    each row is a dict of column name → value, ``<division>_unit``, ``row_number`` and
    ``problems`` (``[{"column", "reason"}]``, the flags 待核实). ``context(run)`` goes to the
    readers; ``division`` in it resolves the text of a division to a unit's id. ``judge`` looks at the values of a
    whole batch: what one cell cannot tell, such as a firm that another row or the register holds.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    key_columns: tuple[str, ...]
    writer: Writer
    context: Callable[["ImportRun"], Context] = field(default=_no_context)
    note: str = ""
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
