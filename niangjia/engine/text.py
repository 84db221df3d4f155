"""Characters made comparable: width, brackets, traditional forms, and how they are spoken."""

import unicodedata

from niangjia.engine.words import TRADITIONAL

_SIGNS = dict.fromkeys(
    map(ord, "·•・‧。*“”\"‘’'`《》〈〉「」『』□■▇〓?\u200b\u200c\u200d\u2060\ufeff")
)
_SIGNS |= {ord(c): ord("(") for c in "〔[【{"} | {ord(c): ord(")") for c in "〕]】}"}
_SIGNS |= {ord(c): ord("-") for c in "‐‑‒–—―−"}
_SIGNS |= {ord(old): ord(new) for old, new in TRADITIONAL.items()}


def clean_text(text: str | None) -> str:
    """Half-width, simplified, upper case, one kind of bracket, no spaces and no ornaments."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(folded.split()).upper()


class _Sounds(dict[int, str]):
    """Syllables of characters, looked up once; for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        from pypinyin import Style, pinyin

        said = chr(point)
        if "\u4e00" <= said <= "\u9fff":
            said = pinyin(said, style=Style.NORMAL)[0][0] + " "
        self[point] = said
        return said


_SOUNDS = _Sounds()


def sound_key(text: str) -> str:
    """The text as spoken, without tones: homophones are equal (a first reading per character)."""
    return text.translate(_SOUNDS)
