"""Reading what rule books set: values from text, and whose value counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter in force: its text, how it is read, its source, whose it is (path; "": all)."""

    text: str
    measure: str
    source: str
    path: str = ""

    @property
    def number(self) -> int:
        """Days, months or persons."""
        return int(self.text)

    @property
    def share(self) -> Fraction:
        """``2/3`` of those due."""
        return Fraction(self.text)

    @property
    def choices(self) -> tuple[int, ...]:
        """``3/5``: three or five years."""
        return tuple(int(part) for part in self.text.split("/"))


def nearest(rows: Iterable[tuple[str, str, Value]], path: str) -> Mapping[str, Value]:
    """Code → value for a union at ``path``; rows are (code, path of the federation, value).

    The federation nearest above decides; the national value (empty path) where none does.
    """
    found: dict[str, Value] = {}
    fitting = (row for row in rows if path.startswith(row[1]))
    for code, _, value in sorted(fitting, key=lambda row: len(row[1])):
        found[code] = value
    return found
