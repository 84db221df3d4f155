"""Working days, deadlines and terms: pure arithmetic over a set of special days.

Counting follows the Civil Code, arts. 201 and 203: the day of the event is not counted,
and a last day that is not a working day moves to the next working day. Every clock says
whether it counts calendar days or working days (domain.md A.8, D.4).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
# A notice may move the very last days of the year before: 2018-12-31 was a holiday by the
# notice for 2019. Until the next year's notice is out these days are not settled.
LAST_SETTLED_OF_DECEMBER = 27


class DayKind(StrEnum):
    """What a clock counts."""

    CALENDAR = "calendar"
    WORKING = "working"

    @property
    def label(self) -> str:
        return {"calendar": "自然日", "working": "工作日"}[self.value]


class Light(StrEnum):
    """Traffic light of a due date."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        return {"green": "正常", "yellow": "临期", "red": "逾期"}[self.value]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, whether it may still move, and how it was counted."""

    due: date
    provisional: bool
    basis_zh: str


@dataclass(frozen=True)
class Calendar:
    """Holidays and make-up workdays of the years whose notice is published.

    In a year that is not in ``years`` only weekends are known, and whatever was counted
    through it is provisional.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if both := self.holidays & self.workdays:
            raise ValueError(f"{min(both)} 不能既放假又上班")

    def is_working_day(self, day: date) -> bool:
        """Make-up workdays count, holidays and ordinary weekends do not (调休)."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def is_settled(self, day: date) -> bool:
        """Whether the notices that can touch ``day`` are all published."""
        if day.year not in self.years:
            return False
        late = day.month == 12 and day.day > LAST_SETTLED_OF_DECEMBER
        return not late or day.year + 1 in self.years

    def working_day_from(self, day: date) -> date:
        """``day`` itself, or the next working day."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_calendar_days(self, start: date, days: int) -> Deadline:
        """``days`` calendar days after ``start``; the last one moves to a working day."""
        last = _after(start, days)
        due = self.working_day_from(last)
        moved = "" if due == last else f"，末日{last}非工作日，顺延"
        return self._deadline(last, due, f"自{start}次日起{days}个自然日{moved}")

    def add_working_days(self, start: date, days: int) -> Deadline:
        """The ``days``-th working day after ``start``."""
        due = _after(start, 0)
        for _ in range(_natural(days)):
            due = self.working_day_from(due + ONE_DAY)
        due = self.working_day_from(due)
        return self._deadline(start, due, f"自{start}次日起{days}个工作日")

    def add(self, start: date, days: int, kind: DayKind) -> Deadline:
        """``add_working_days`` or ``add_calendar_days``."""
        counts_working = kind == DayKind.WORKING
        return (self.add_working_days if counts_working else self.add_calendar_days)(start, days)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in the half-open span (start, end]; 0 where ``end`` is earlier."""
        return sum(1 for day in days_after(start, end) if self.is_working_day(day))

    def light(self, due: date, today: date, *, warn: int = 3) -> Light:
        """Red once the day is over, yellow when at most ``warn`` working days are left."""
        if due < today:
            return Light.RED
        return Light.YELLOW if self.working_days_between(today, due) <= warn else Light.GREEN

    def _deadline(self, first: date, due: date, basis: str) -> Deadline:
        open_years = sorted({d.year for d in _span(first, due) if not self.is_settled(d)})
        if open_years:
            named = "、".join(f"{year}年" for year in open_years)
            basis += f"（涉及{named}放假安排尚未公布，暂按周末推算）"
        return Deadline(due, bool(open_years), basis)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock: ``start`` is the first day not counted, ``end`` the first counted."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Term:
    """A clock of ``days`` days after ``start`` that can be paused and resumed."""

    start: date
    days: int
    kind: DayKind
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        _natural(self.days)

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end is None

    def pause(self, on: date) -> "Term":
        """Stop the clock from ``on``."""
        if self.is_paused:
            raise ValueError("期限已经中止")
        if on <= self.start or (self.pauses and on < (self.pauses[-1].end or on)):
            raise ValueError("中止日早于起算日或上一次恢复日")
        return replace(self, pauses=(*self.pauses, Pause(on)))

    def resume(self, on: date) -> "Term":
        """Let the clock run again; ``on`` counts."""
        if not self.is_paused:
            raise ValueError("期限没有中止")
        last = self.pauses[-1]
        if on < last.start:
            raise ValueError("恢复日早于中止日")
        return replace(self, pauses=(*self.pauses[:-1], Pause(last.start, on)))

    def deadline(self, calendar: Calendar, today: date) -> Deadline:
        """Where the term ends. While paused: as if it were resumed today, and provisional."""
        term = self.resume(max(today, self.pauses[-1].start)) if self.is_paused else self
        day, left = self.start, self.days
        while left:
            day += ONE_DAY
            left -= term._counts(day, calendar)
        due = calendar.working_day_from(day)
        first = self.start if self.kind == DayKind.WORKING else day
        found = calendar._deadline(first, due, self._basis())
        return replace(found, provisional=True) if self.is_paused else found

    def _counts(self, day: date, calendar: Calendar) -> bool:
        if any(pause.covers(day) for pause in self.pauses):
            return False
        return self.kind == DayKind.CALENDAR or calendar.is_working_day(day)

    def _basis(self) -> str:
        text = f"自{self.start}次日起{self.days}个{self.kind.label}"
        return f"{text}，中止{len(self.pauses)}次" if self.pauses else text


def days_after(start: date, end: date) -> Iterator[date]:
    """The days of (start, end]."""
    day = start + ONE_DAY
    while day <= end:
        yield day
        day += ONE_DAY


def _span(first: date, last: date) -> Iterable[date]:
    """First and last day and every 28 December between: enough to see each unsettled year."""
    yield first
    yield last
    for year in range(first.year, last.year + 1):
        for day in (date(year, 1, 1), date(year, 12, 28)):
            if first <= day <= last:
                yield day


def _natural(days: int) -> int:
    if days < 0:
        raise ValueError("天数不能为负")
    return days


def _after(start: date, days: int) -> date:
    return start + timedelta(days=_natural(days))
