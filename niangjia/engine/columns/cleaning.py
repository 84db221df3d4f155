"""``clean_text`` for columns: one table look-up for each character, rare characters one by one."""

import unicodedata
from functools import cache

import numpy as np

from niangjia.engine.columns.chars import Chars, Flags, Points
from niangjia.engine.text import clean_text

DROPPED = 0
_ODD = 1  # one character becomes several, or joins its neighbour: the row is cleaned by itself
_SIZE = 0x110000
_PLAIN = ((0x4E00, 0xA000), (0xAC00, 0xD7A4), (0x20000, 0x2F800), (0x30000, 0x32000))


@cache
def _table() -> Points:
    """For every code point the one it is compared as, ``DROPPED`` or ``_ODD``."""
    table = np.full(_SIZE, _ODD, np.uint32)
    for low, high in _PLAIN:
        table[low:high] = np.arange(low, high)
    for point in (*range(0x4E00), *range(0xA000, 0xAC00), *range(0xF900, 0x10000)):
        table[point] = _cleaned(point)
    for old in _traditional():
        table[ord(old)] = _cleaned(ord(old))
    return table


def _traditional() -> list[str]:
    from niangjia.engine.words import TRADITIONAL

    return [character for character in TRADITIONAL if len(character) == 1]


def _cleaned(point: int) -> int:
    character = chr(point)
    if point < 2 or unicodedata.combining(character) or "\u1100" <= character < "\u1200":
        return _ODD
    result = clean_text(character)
    if len(result) > 1 or (not result and len(unicodedata.normalize("NFKC", character)) > 1):
        return _ODD
    return ord(result) if result else DROPPED


def clean(chars: Chars) -> tuple[Chars, Flags]:
    """(cleaned rows, rows left to ``clean_text`` because a character in them needs care)."""
    points = _table().take(chars.points, mode="clip")
    rare = np.flatnonzero(points <= _ODD)
    odd_rows = np.zeros(len(chars), np.bool_)
    if not len(rare):
        return Chars(points, chars.starts), odd_rows
    odd = rare[points[rare] == _ODD]
    odd_rows[np.searchsorted(chars.starts, odd, side="right") - 1] = True
    kept = Chars(points.compress(points > _ODD), chars.starts - np.searchsorted(rare, chars.starts))
    return kept, odd_rows
