"""From what a list says of a place to the unit that stands for it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit

TERRITORIES = frozenset(
    {UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWN, UnitKind.PARK}
)
CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
NOISE = re.compile(r"[\s·,，、()（）]|总工会$|工会联合会$")
# What a zone is called in full, taken down to the word its unit carries.
ZONE_TAILS = re.compile(r"高新技术产业开发区|高新技术开发区|经济技术开发区|经济开发区")
ZONE_WORDS = {"高新": "高新区", "经济": "经开区"}
KINDS_OF_PLACE = re.compile(r"(街道办事处|街道|镇|乡|区|县|市)$")


class UnitFinder:
    """Looks places up among the territories given to it; one query feeds a whole file.

    ``find`` takes a code of 6, 9 or 12 digits (a number read from a sheet too), or names such as
    ``张店区``, ``淄博市张店区``, ``张店区马尚街道``, ``马尚街道``, ``淄博高新技术产业开发区``.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = sorted((u for u in units if u.kind in TERRITORIES), key=lambda u: u.path)
        self._by_code = {u.division_code: u for u in self._units if u.division_code}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in self._units:
            for word in {plain(unit.short_name), stem(plain(unit.short_name))}:
                self._by_name.setdefault(word, []).append(unit)
        self.find = lru_cache(maxsize=50_000)(self._find)

    def _find(self, text: str) -> Unit | None:
        """The unit, or ``None`` when nothing or more than one thing fits."""
        words = plain(text)
        if CODE.fullmatch(words):
            return self._coded(words)
        return self._named(words, within="")

    def _coded(self, code: str) -> Unit | None:
        """By the whole code, else by its town, else by its county."""
        keys = (code, code[:9], code[:6])
        return next((self._by_code[k] for k in keys if k in self._by_code), None)

    def _named(self, words: str, within: str) -> Unit | None:
        """The longest word of place at the head, then the rest of the text below that place."""
        for length in range(len(words), 1, -1):
            fitting = [
                u for u in self._by_name.get(words[:length], []) if u.path.startswith(within)
            ]
            if not fitting:
                continue
            rest = words[length:]
            found = {u.path: self._named(rest, u.path) or u for u in fitting} if rest else {}
            deeper = [f for path, f in found.items() if f.path != path]
            candidates = deeper or fitting
            return candidates[0] if len(candidates) == 1 else None
        return None


def plain(text: str) -> str:
    """Without blanks, brackets and the tail of a federation; zones by their short word."""
    bare = NOISE.sub("", text).removesuffix(".0")
    return ZONE_TAILS.sub(lambda m: ZONE_WORDS[m[0][:2]], bare).removesuffix("管委会")


def stem(name: str) -> str:
    """``马尚街道`` → ``马尚``; a word of one sign stays whole."""
    short = KINDS_OF_PLACE.sub("", name)
    return short if len(short) > 1 else name
