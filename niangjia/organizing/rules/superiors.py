"""Naming a superior so that only one is meant: short name, path, full name or code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SLASH = "/"
NAMED = 5
"""So many candidates are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Named:
    """A unit with all above it, top first and itself last, each as (full name, short name)."""

    number: int
    line: tuple[tuple[str, str], ...]
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> set[str]:
        """What it is called without its superiors."""
        return {*self.line[-1], *self.codes} - {""}

    def below(self, above: list[str]) -> bool:
        """Whether these superiors stand above it in this order; some may be left out."""
        names = iter(self.line[:-1])
        return all(any(word in pair for pair in names) for word in above)

    def path(self, size: int, full: bool = False) -> str:
        """The last ``size`` names of the line."""
        return SLASH.join(pair[not full] for pair in self.line[-size:])

    @property
    def shown(self) -> str:
        """From the county on, as a refusal names it."""
        said = self.path(max(len(self.line) - 1, 1))
        return f"{said}（代码 {self.codes[0]}）" if self.codes else said


class Directory:
    """Units by everything they may be called."""

    def __init__(self, units: Iterable[Named]) -> None:
        self._words: dict[str, list[Named]] = {}
        for unit in units:
            for word in unit.words:
                self._words.setdefault(word, []).append(unit)

    def find(self, text: str) -> list[Named]:
        """All that ``text`` may mean: a name or code, or names joined by strokes."""
        text = text.strip().replace("／", SLASH)
        if text in self._words or SLASH not in text:
            return self._words.get(text, [])
        *above, own = [part.strip() for part in text.split(SLASH)]
        return [unit for unit in self._words.get(own, []) if unit.below(above)]

    def written(self, unit: Named) -> str:
        """The shortest of its names that means nothing else."""
        forms = list(_forms(unit))
        return next((text for text in forms if self.find(text) == [unit]), forms[-1])


def _forms(unit: Named) -> Iterator[str]:
    depth = len(unit.line)
    yield from (unit.path(size) for size in range(1, depth + 1))
    yield unit.path(1, full=True)
    yield from unit.codes
    yield unit.path(depth, full=True)


def ambiguous(text: str, found: list[Named]) -> str:
    """The refusal: who is meant by this name, and what to write instead."""
    names = "、".join(unit.shown for unit in found[:NAMED])
    more = f"等 {len(found)} 家" if len(found) > NAMED else ""
    return (
        f"上级工会“{text}”有 {len(found)} 家同名：{names}{more}；"
        "请写成“区县/镇街”的样子，或写全称、统一社会信用代码、区划代码"
    )
