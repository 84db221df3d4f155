"""Several departments, one value: which is taken, why, and when they contradict."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from niangjia.matching.enums import Source, Status

REGISTRAR_FIRST = (
    Source.REGISTRATION,
    Source.TAX,
    Source.STATISTICS,
    Source.SOCIAL,
    Source.UNION,
    Source.PARTY,
)
"""For names, codes, places, states: the registering authority's word counts first."""


class Reported(NamedTuple):
    """What one entry says: its value, whose list, of which day; ``entry`` breaks ties."""

    source: str
    value: Any
    day: date
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value taken, by whose word, and the reason in words."""

    value: Any
    source: str
    reason: str


def _rank(report: Reported) -> tuple[date, Any, int]:
    number = report.value if isinstance(report.value, int) else 0
    return (report.day, number, -report.entry)


def first_by_order(reports: Iterable[Reported], order: Sequence[str]) -> Reported | None:
    """The report of the first source in ``order``; within it the latest, then the largest.

    A source that the order does not name is not asked. Empty values (``None``, ``""``) are
    no report; the number 0 is one.
    """
    places = places_in(tuple(order))
    best: Reported | None = None
    best_place = len(places)
    for report in reports:
        place = places.get(report.source)
        if place is None or place > best_place or report.value is None or report.value == "":
            continue
        if place < best_place or best is None or _rank(report) > _rank(best):
            best, best_place = report, place
    return best


@lru_cache(maxsize=64)
def places_in(order: tuple[str, ...]) -> dict[str, int]:
    """Place by source; plain text as key, because enum members hash slowly."""
    return {str(source): place for place, source in enumerate(order)}


def choose(reports: Iterable[Reported], order: Sequence[str], rule: str) -> Chosen | None:
    """As ``first_by_order``, with the reason; ``rule`` names where the order comes from."""
    reports = [r for r in reports if r.value is not None and r.value != ""]
    best = first_by_order(reports, order)
    if best is None:
        return None
    label = Source(best.source).label
    others = {r.source for r in reports} - {best.source}
    if not others:
        reason = f"仅{label}有此值"
    else:
        before = [Source(s).label for s in order[: order.index(best.source)]]
        reason = f"{rule}，{label}在先" + (f"（{'、'.join(before)}未报）" if before else "")
    if sum(r.source == best.source for r in reports) > 1:
        reason += "；同一来源有多条，取日期最新的"
    return Chosen(best.value, best.source, reason)


def choose_headcount(
    reports: Iterable[Reported], order: Sequence[str], basis: str = "按人数取值次序"
) -> Chosen | None:
    """The head-count that counts (domain.md B.10: social security first, a dated rule)."""
    return choose(reports, order, basis)


def headcounts_conflict(values: Iterable[int | None], tolerance: int) -> bool:
    """Whether the largest exceeds the smallest by more than ``tolerance`` per cent of itself."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return False
    low, high = min(known), max(known)
    return (high - low) * 100 > high * tolerance


def texts_conflict(values: Iterable[str], key: Callable[[str], str] = str) -> bool:
    """Whether non-empty texts differ after ``key`` has made them comparable."""
    return len({key(value) for value in values if value}) > 1


def paths_conflict(paths: Iterable[str], depth: int = 8) -> bool:
    """Whether places lie in different counties; ``depth`` characters of path are a county.

    A place known only to the city (a shorter path) contradicts nobody.
    """
    return len({path[:depth] for path in paths if len(path) >= depth}) > 1


def narrowest(first: str, others: Iterable[str]) -> str:
    """The chosen path, made as precise as others allow without leaving it."""
    within = [path for path in others if path.startswith(first)]
    return min(within, key=lambda path: (-len(path), path), default=first)


CLOSED_WORDS = ("注销", "吊销", "撤销", "清算", "关闭", "破产")
SUSPENDED_WORDS = ("停业", "歇业", "非正常", "筹建", "中止")
ACTIVE_WORDS = ("存续", "在业", "开业", "正常", "在营", "营业", "登记", "在册", "确立", "参保")


@lru_cache(maxsize=5_000)
def status_of(text: str) -> Status:
    """Departments' words for alive or not, brought to four states."""
    for words, status in (
        (CLOSED_WORDS, Status.CLOSED),
        (SUSPENDED_WORDS, Status.SUSPENDED),
        (ACTIVE_WORDS, Status.ACTIVE),
    ):
        if any(word in text for word in words):
            return status
    return Status.UNKNOWN
