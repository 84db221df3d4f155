"""Trades as departments write them, new-form trades, the eight fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from niangjia.engine.trades import SECTIONS, section_of_code


def _comparable(text: str) -> str:
    return re.sub(r"[、,\uff0c和与及\s]|服务业$|业$", "", text)


COMPARABLE = {_comparable(label): letter for letter, label in SECTIONS.items()}


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
