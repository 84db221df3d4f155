"""Trades: sections of GB/T 4754-2017, new-form trades, the eight fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SECTIONS = {
    "A": "农、林、牧、渔业", "B": "采矿业", "C": "制造业",
    "D": "电力、热力、燃气及水生产和供应业", "E": "建筑业", "F": "批发和零售业",
    "G": "交通运输、仓储和邮政业", "H": "住宿和餐饮业", "I": "信息传输、软件和信息技术服务业",
    "J": "金融业", "K": "房地产业", "L": "租赁和商务服务业", "M": "科学研究和技术服务业",
    "N": "水利、环境和公共设施管理业", "O": "居民服务、修理和其他服务业", "P": "教育",
    "Q": "卫生和社会工作", "R": "文化、体育和娱乐业", "S": "公共管理、社会保障和社会组织",
    "T": "国际组织",
}  # fmt: skip
"""The 20 sections (domain.md A.4)."""

LAST_DIVISION = [
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"),
    (65, "I"), (69, "J"), (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"),
    (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
]  # fmt: skip
"""The last two-digit division of each section."""


def _comparable(text: str) -> str:
    return re.sub(r"[、,\uff0c和与及\s]|服务业$|业$", "", text)


COMPARABLE = {_comparable(label): letter for letter, label in SECTIONS.items()}


def section_of_code(code: str) -> str:
    """The section letter of a code such as ``5437`` or ``G5437``; ``""`` if it has none."""
    if code[:1] in SECTIONS and (code[1:].isdigit() or not code[1:]):
        return code[0]
    if len(code) < 2 or not code[:2].isdigit():
        return ""
    division = int(code[:2])
    return next((letter for last, letter in LAST_DIVISION if 0 < division <= last), "")


@lru_cache(maxsize=5000)
def section_of_text(text: str) -> str:
    """The section letter of a label as departments write it (``制造业``, ``G 交通运输``)."""
    text = text.strip()
    if text[:1] in SECTIONS and not text[1:2].isascii():
        return text[0]
    return COMPARABLE.get(_comparable(re.sub(r"^[A-T]?[\s\-—.、]*", "", text)), "")


def section(code: str, text: str) -> str:
    """The section of a firm by its code, else by the words of its trade."""
    return section_of_code(code) or section_of_text(text)


def first_item(scope: str) -> str:
    """The first item of a business scope, without the preambles registrars put before it."""
    text = re.sub(r"^\s*(一般项目|许可项目|经营范围)[:\uff1a]", "", scope)
    return re.split(r"[;\uff1b。]", text, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class TradeTest:
    """One dated rule: beginnings of codes, and words where no precise code is known."""

    code: str
    label: str
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class TradeBook:
    """The rules of one group in their order, made ready for hundreds of thousands of firms."""

    def __init__(self, tests: Iterable[TradeTest]) -> None:
        self.tests = list(tests)
        self._by_prefix: dict[str, str] = {}
        for test in reversed(self.tests):
            self._by_prefix |= dict.fromkeys(test.codes, test.code)
        self._sections = {t.code: {section_of_code(c) for c in t.codes} for t in self.tests}
        words = sorted({w for t in self.tests for w in t.words}, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, words))) if words else None

    def by_code(self, code: str) -> str:
        """The rule whose code is the longest beginning of this one."""
        digits = code[1:] if code[:1] in SECTIONS else code
        for length in range(len(digits), 1, -1):
            if found := self._by_prefix.get(digits[:length]):
                return found
        return ""

    def by_words(self, text: str, own_section: str) -> str:
        """The first rule one of whose words occurs, in a section it can belong to."""
        if self._any is None or not self._any.search(text):
            return ""
        for test in self.tests:
            fits = not own_section or not test.codes or own_section in self._sections[test.code]
            if fits and any(word in text for word in test.words):
                return test.code
        return ""

    def kind(self, code: str, own_section: str, text: str) -> str:
        """The rule a firm falls under, or ``""``. A code of three digits or more decides alone.

        ``text``: trade labels, name and the first item of the business scope.
        """
        digits = code[1:] if code[:1] in SECTIONS else code
        if len(digits) >= 3:
            return self.by_code(code)
        return self.by_code(code) or self.by_words(text, own_section)
