"""The task list: whom a task goes to, the week of the sheet, the three stages (三同步)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

COUNTY_LENGTH = 8
"""Length of a county's path: two levels of four characters."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What routing looks at. ``path`` is the path of the unit where the firm sits."""

    path: str
    name: str = ""
    section: str = ""
    trade_code: str = ""
    trade: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Firms of a trade within the subtree ``area`` go to the unit ``target`` (its path)."""

    area: str
    target: str
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def takes(self, firm: Firm) -> bool:
        """A code decides where the firm has one; else the words of its trade or name."""
        if not firm.path.startswith(self.area):
            return False
        digits = firm.trade_code.lstrip("ABCDEFGHIJKLMNOPQRST")
        if digits:
            coded = (digits, firm.section + digits)
            return any(text.startswith(code) for code in self.codes for text in coded)
        if firm.section and firm.section in self.codes:
            return True
        return any(word in firm.trade or word in firm.name for word in self.words)


def candidates(firm: Firm, routes: Iterable[Route]) -> list[str]:
    """Paths of units that may take the firm, first choice first: trade, town, county.

    Empty if not even the county is known. The narrowest area's route goes before wider ones.
    """
    if len(firm.path) < COUNTY_LENGTH:
        return []
    fitting = sorted((r for r in routes if r.takes(firm)), key=lambda r: -len(r.area))
    places = [firm.path[:n] for n in range(len(firm.path), COUNTY_LENGTH - 1, -4)]
    return list(dict.fromkeys([*(route.target for route in fitting), *places]))


@dataclass
class Desk:
    """Who may take tasks where, and how many each holds already.

    ``people`` gives the account ids of the organisers at each unit path.
    """

    people: Mapping[str, Sequence[int]]
    loads: dict[int, int] = field(default_factory=dict)

    def place(self, paths: Sequence[str]) -> tuple[str, int | None]:
        """The first unit that has somebody, and there the person with the fewest tasks.

        Nobody anywhere: the first unit, without a person. No unit: ``("", None)``.
        """
        for path in paths:
            if staff := self.people.get(path):
                person = min(staff, key=lambda one: (self.loads.get(one, 0), one))
                self.loads[person] = self.loads.get(person, 0) + 1
                return path, person
        return (paths[0] if paths else ""), None


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A calendar week, Monday to Sunday, written ``2026-W48`` (ISO 8601)."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str) -> "Week":
        """Read ``2026-W48``; ``ValueError`` if there is no such week."""
        year, _, number = text.partition("-W")
        try:
            return cls(date.fromisocalendar(int(year), int(number), 1))
        except ValueError:
            raise ValueError(f"没有这一周：{text}") from None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def shift(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def label(self) -> str:
        return f"{self.monday:%Y年%m月%d日}至{self.sunday:%m月%d日}"


@dataclass(frozen=True, slots=True)
class Sync:
    """One stage of 三同步: ``tone`` is ``ok``, ``late``, ``waiting`` or ``none``."""

    tone: str
    text: str
    days: int = 0


def sync(firm_on: date | None, union_on: date | None, today: date) -> Sync:
    """Compare the firm's stage with the union's: in step, late by days, or still to come."""
    if firm_on is None and union_on is None:
        return Sync("none", "未到")
    if firm_on is None:
        return Sync("ok", "工会先行")
    if union_on is None:
        behind = max((today - firm_on).days, 0)
        return Sync("waiting", f"待跟进，已{behind}天" if behind else "待跟进", behind)
    late = (union_on - firm_on).days
    return Sync("late", f"滞后{late}天", late) if late > 0 else Sync("ok", "同步")


def may_undo(*, author: int | None, actor: int | None, on: date, today: date, undone: bool) -> str:
    """Empty if the last step may be undone, else why not: by its author, on the same day."""
    if undone:
        return "最后一步已经是撤回"
    if author is None or author != actor:
        return "只有办理本人可以撤回"
    return "" if on == today else "只能在当日撤回"
