"""字号: those of the crowd are reused in other trades, those of the sharp cases never."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

from niangjia.sample.places import AREAS, Area
from niangjia.sample.words import BANNED, FIRST, RESERVED, SECOND, THIRD

T = TypeVar("T")
FIRSTS = "".join(dict.fromkeys(FIRST))


def pick(rng: Random, values: Sequence[T]) -> T:
    """One of ``values``; several times faster than ``rng.choice``."""
    return values[int(rng.random() * len(values))]


class Namer:
    """字号 that never repeat within a trade and an area, and names that never repeat; reserved 字号
    never repeat at all."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[tuple[str, str, str]] = set()
        self._alone: set[tuple[str, str]] = set()
        self._names: set[str] = set()
        pairs = [a + b for a in RESERVED for b in SECOND]
        rng.shuffle(pairs)
        self._reserved: Iterator[str] = iter(pairs)

    def ordinary(self, words: str, area: Area, *, alone: bool = False) -> str:
        """A 字号 that no other firm of this trade bears in this area; ``alone``: in the city."""
        rng = self._rng
        while True:
            core = pick(rng, FIRSTS) + pick(rng, SECOND)
            if core in BANNED or core[0] == core[1]:
                continue
            if rng.random() < 0.6:
                core += pick(rng, THIRD)
            if self.claim(core, words, area, alone=alone):
                return core

    def claim(self, core: str, words: str, area: Area, *, alone: bool = False) -> bool:
        """Note the use; false if it is taken. ``alone``: for all areas, and for good."""
        if (core, words) in self._alone:
            return False
        if any((core, words, one.short) in self._used for one in (AREAS if alone else (area,))):
            return False
        self._used.add((core, words, area.short))
        if alone:
            self._alone.add((core, words))
        return True

    def register(self, name: str) -> bool:
        """Note a whole name; false if a firm bears it or bore it.

        A registrar enters no name twice (企业名称登记管理规定 第十七条), and one names the whole city.
        """
        if name in self._names:
            return False
        self._names.add(name)
        return True

    def reserved(self) -> str:
        """A 字号 whose two characters begin no other name."""
        return next(self._reserved)
