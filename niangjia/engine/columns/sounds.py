"""Characters as spoken: every character replaced by one that stands for all of its sound.

控 and 空 become the same character, so that texts compare by ear with the means for texts. A
syllable written in Latin letters (淄博WEI达商贸) becomes the character of its sound as well.
"""

import importlib.util
import re
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars, Points

_LATIN = re.compile(r"[A-Z]+")
_MOST_SYLLABLES, _LONGEST_SYLLABLE = 4, 6
_BLURRED_START, _BLURRED_END = re.compile("^([ZCS])H"), re.compile("NG$")


def _readings() -> dict[int, str]:
    """Readings by code point. The package loads a dictionary of phrases as well, which takes longer
    than to read a list; its dictionary of characters is a file of its own."""
    package = importlib.util.find_spec("pypinyin")
    assert package
    assert package.submodule_search_locations
    place = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    spec = importlib.util.spec_from_file_location("niangjia.pinyin_dict", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    readings: dict[int, str] = module.pinyin_dict
    return readings


@cache
def _known() -> tuple[Points, dict[str, str]]:
    """(code point → its stand-in, syllable → its stand-in). A first reading per character."""
    table = np.arange(0x110000, dtype=np.uint32)
    standing: dict[str, str] = {}
    known = _readings()
    for point in range(0x4E00, 0xA000):
        readings = known.get(point)
        if readings:
            syllable = toneless(readings.split(",")[0])
            table[point] = ord(standing.setdefault(syllable, chr(point)))
    return table, standing


@cache
def near_sounds() -> Points:
    """Stand-ins that make sounds alike equal which speakers of many places do not tell apart."""
    table, standing = _known()
    nearer: dict[str, str] = {}
    merged = np.arange(len(table), dtype=np.uint32)
    for syllable, character in standing.items():
        plain = _BLURRED_END.sub("N", _BLURRED_START.sub(r"\1", syllable))
        merged[ord(character)] = ord(nearer.setdefault(plain, character))
    return merged[table][:0x10000]


def toneless(reading: str) -> str:
    """lǜ → LV, zhōng → ZHONG."""
    spelt = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǜ", "v"))
    spelt = spelt.replace("u\u0308", "v")
    return "".join(c for c in spelt if not unicodedata.combining(c)).upper()


def sound_table() -> Points:
    """For every code point the one that stands for its sound."""
    return _known()[0]


def spoken(chars: Chars) -> Chars:
    """Every character by the one that stands for its sound; Latin letters as they are."""
    return chars.through(_known()[0])


def as_spoken(chars: Chars, texts: pa.Array) -> pa.Array:
    """The column as spoken. ``chars`` and ``texts`` are the same column."""
    table, _ = _known()
    latin = (chars.points >= ord("A")) & (chars.points <= ord("Z"))
    heard = chars.through(table).to_arrow()
    rows = np.flatnonzero(chars.any_in_row(latin))
    if not len(rows):
        return heard
    mask = np.zeros(len(chars), np.bool_)
    mask[rows] = True
    values = [sound_text(text) for text in texts.take(pa.array(rows)).to_pylist()]
    return pc.replace_with_mask(heard, pa.array(mask), pa.array(values, pa.string()))


def sound_text(text: str) -> str:
    """One text as spoken: cleaned, upper case."""
    table, _ = _known()
    return "".join(chr(int(table[ord(c)])) for c in _LATIN.sub(_syllables, text))


@cache
def _syllable_pattern() -> re.Pattern[str]:
    words = sorted(_known()[1], key=lambda word: (-len(word), word))
    one = "|".join(word for word in words if word.isascii() and word.isalpha() and len(word) > 1)
    return re.compile(rf"(?:{one}){{1,{_MOST_SYLLABLES}}}")


def _syllables(found: re.Match[str]) -> str:
    if not _syllable_pattern().fullmatch(found[0]):
        return found[0]
    standing, rest, heard = _known()[1], found[0], ""
    while rest:
        size = next(
            size
            for size in range(min(_LONGEST_SYLLABLE, len(rest)), 0, -1)
            if rest[:size] in standing
            and (size == len(rest) or _syllable_pattern().fullmatch(rest, size))
        )
        heard, rest = heard + standing[rest[:size]], rest[size:]
    return heard
