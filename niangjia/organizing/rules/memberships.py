"""Arithmetic of membership: months, being deemed to have left, and what a row adds to a tally."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.organizing.enums.members import HELD, MembershipState
from niangjia.organizing.rules.months import months_after

FIGURES = ("members", "women", "migrants", "new_form", "retained")
"""Columns of a tally, in the order of the vectors below."""

Vector = tuple[int, int, int, int, int]
Events = dict[tuple[int, date], Vector]
"""(union, day) → what is added to the union's figures from that day on."""

NOTHING: Vector = (0, 0, 0, 0, 0)


def deemed_left_problem(
    *, last_sign: date, reminders: Sequence[date], today: date, months: int
) -> str:
    """Why somebody may not be deemed to have left, or "".

    会员会籍管理办法: ``months`` consecutive months without dues and without taking part in
    activities, in spite of reminders. ``last_sign``: the last day with either.
    """
    ready = months_after(last_sign, months)
    if last_sign > today or any(day > today for day in reminders):
        return "日期不能晚于今天"
    if today < ready:
        return f"自 {last_sign} 起未满 {months} 个月，最早 {ready} 可以办理"
    if not any(last_sign < day for day in reminders):
        return "须在此期间催告过，请登记至少一次催告日期"
    return ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of somebody's membership, as far as figures are concerned."""

    union: int
    start: date
    end: date | None
    state: str
    migrant: bool
    new_form: bool

    def vector(self, *, woman: bool) -> Vector:
        """What the row counts for; nothing once the person is no member any more."""
        if self.state not in HELD:
            return NOTHING
        kept = self.state == MembershipState.RETAINED
        return (1, int(woman), int(self.migrant), int(self.new_form), int(kept))


def shifts(
    before: Iterable[Stretch],
    after: Iterable[Stretch],
    *,
    woman: bool,
    was_woman: bool | None = None,
) -> Events:
    """What must be added to tallies when ``before`` is replaced by ``after``.

    Both are rows of one person. The sum over all persons of ``shifts([], rows)`` is the tally.
    """
    counted: Counter[tuple[int, date, int]] = Counter()
    was = woman if was_woman is None else was_woman
    for rows, sign, female in ((before, -1, was), (after, 1, woman)):
        for row in rows:
            for at, figure in enumerate(row.vector(woman=female)):
                counted[row.union, row.start, at] += sign * figure
                if row.end is not None:
                    counted[row.union, row.end, at] -= sign * figure
    events: Events = {}
    for (union, day, at), figure in counted.items():
        if figure:
            old = events.get((union, day), NOTHING)
            events[union, day] = (*old[:at], old[at] + figure, *old[at + 1 :])  # type: ignore[assignment]
    return events
