"""Ranking by share done: equal shares share a rank, and no target means no rank."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One place in a campaign. ``rank`` is None without a target."""

    place_id: int
    name: str
    target: int | None
    done: int
    rank: int | None = None

    @property
    def share(self) -> float | None:
        """Of the target; None where there is none, or it is nought."""
        return self.done / self.target if self.target else None

    @property
    def lacking(self) -> int:
        return max(0, (self.target or 0) - self.done)


def ranked(rows: Iterable[Standing]) -> list[Standing]:
    """By share done, largest first (1, 2, 2, 4); those without a target stand last, by name.

    Shares are compared as fractions, so that 1/3 and 2/6 are equal.
    """
    rows = list(rows)
    racing = [row for row in rows if row.target]
    racing.sort(key=lambda row: row.name)
    racing.sort(key=lambda row: -(row.share or 0))
    found: list[Standing] = []
    for number, row in enumerate(racing, 1):
        rank = found[-1].rank if found and _equal(found[-1], row) else number
        found.append(Standing(row.place_id, row.name, row.target, row.done, rank))
    return found + sorted((row for row in rows if not row.target), key=lambda row: row.name)


def _equal(one: Standing, other: Standing) -> bool:
    return one.done * (other.target or 1) == other.done * (one.target or 1)
