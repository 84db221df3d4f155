"""One search box: fragments of names, pinyin initials, the end of a code."""

import re
import unicodedata
from dataclasses import dataclass

NAME_GRAM = 2
INITIAL_GRAM = 3
CODE_PART = re.compile(r"[0-9A-Z]{3,18}")


def _pieces(text: str, size: int) -> set[str]:
    return {text[i : i + size] for i in range(len(text) - size + 1)}


def grams_of(search_text: str, initials: str) -> list[str]:
    """Fragments a row is found by: two characters of each name, three letters of the initials."""
    found = {g for line in search_text.split("\n") for g in _pieces(line, NAME_GRAM)}
    return sorted(found | _pieces(initials, INITIAL_GRAM))


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, brought to the three ways of looking; empty ones are not asked.

    ``too_short`` tells the reader that one character finds nothing.
    """

    name: str = ""
    initials: str = ""
    code_tail: str = ""
    too_short: bool = False

    @property
    def name_grams(self) -> list[str]:
        return sorted(_pieces(self.name, NAME_GRAM))

    @property
    def initial_grams(self) -> list[str]:
        return sorted(_pieces(self.initials, INITIAL_GRAM))


def question(typed: str) -> Question:
    """Chinese: part of a name. Letters: initials, or Latin letters of a name. With a digit: a code."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()
    text = text.replace("(", "\uff08").replace(")", "\uff09")
    if len(text) < 2:
        return Question(too_short=bool(text))
    name = text[:60]
    if not text.isascii():
        return Question(name=name)
    letters = text.isalpha()
    return Question(
        name=name,
        initials=text.lower() if letters and len(text) >= INITIAL_GRAM else "",
        code_tail=text if CODE_PART.fullmatch(text) else "",
    )
