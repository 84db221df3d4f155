"""Division words in names and addresses. Which words are divisions is told by the caller."""

import re
from collections.abc import Iterable
from functools import lru_cache

from niangjia.engine.text import clean_text

_DIVISION_END = re.compile(
    r"(?:维吾尔自治区|(?:(?:壮|回|藏|彝|白|傣|苗|侗|羌|黎|满|畲|瑶|土|蒙古族|朝鲜|土家|布依|哈尼|景颇|傈僳|哈萨克"
    r"|柯尔克孜)族?)*自治[区州县旗]|特别行政区|省|市|县|区|州|盟|旗)$"
)
_LEVELS = frozenset("省市区县")
_NO_STEM = re.compile(
    r"(?:高新|经开|开发|新|工业园|园|示范|保税|管理|矿)区$|[镇乡]$|街道(?:办事处)?$|地区$"
)


class Regions:
    """Division words to be taken off names: the given names and their stems (淄博市, 淄博)."""

    def __init__(self, names: Iterable[str]) -> None:
        stems: dict[str, str] = {}
        for name in names:
            word = clean_text(name)
            if len(word) >= 2:
                stem = stem_of(word)
                stems |= {word: stem, stem: stem}
        self.by_head: dict[str, list[tuple[str, str]]] = {}
        for word in sorted(stems, key=lambda word: (-len(word), word)):
            self.by_head.setdefault(word[:2], []).append((word, stems[word]))
        heads = "|".join(map(re.escape, self.by_head))
        self.may_be_in = re.compile(heads or r"(?!)").search

    def at(self, text: str, start: int) -> tuple[int, str]:
        """(end, stem) of the longest division word at ``start``; ``(start, "")`` where none is."""
        for word, stem in self.by_head.get(text[start : start + 2], ()):
            if text.startswith(word, start):
                end = start + len(word)
                level = word == stem and text[end : end + 1] in _LEVELS
                return end + level, stem
        return start, ""


def stem_of(division: str) -> str:
    """淄博市 → 淄博, 内蒙古自治区 → 内蒙古; towns and functional zones keep their whole name."""
    if _NO_STEM.search(division):
        return division
    stem = _DIVISION_END.sub("", division)
    return stem if len(stem) >= 2 else division


@lru_cache(maxsize=64)
def regions_of(names: tuple[str, ...]) -> Regions:
    return Regions(names)
