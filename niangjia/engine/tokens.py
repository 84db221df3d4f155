"""Posting rows for the search of candidates: what of a row another row must share to be compared.

Each row of a list gives (number of the row, token) pairs; a token is a whole number made of its
kind and of the text it stands for. Rare tokens lead to few rows, so the search asks for those.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars, Flags, Hashes, Places, joined_hash, row_hashes, span_hashes

Tokens = NDArray[np.int64]
SCHEMA = pa.schema([("row", pa.int64()), ("token", pa.int64()), ("weight", pa.int8())])
# Kinds: 1 neighbours and 2 near neighbours in the name, 3 name as spoken, 4 its beginning, 5 one
# character left out, 6 phone, 7 person and district, 8 address, 9 organisation code, 10 former name,
# 11 person and first character, 12 characters in any order, 13 person and street, 14 person and trade,
# 15 street and first character.
_KIND_BITS = np.uint64(58)
# What a shared token of each kind weighs. Several kinds tell of the same likeness of names.
_WEIGHTS = np.array([0, 10, 7, 5, 4, 3, 16, 16, 16, 20, 5, 16, 5, 16, 16, 16], np.int8)


def postings(rows: pa.Table, wanted: "Filter | None" = None) -> pa.Table:
    """The tokens of comparable rows with their ``row``, each pair once; only those ``wanted``."""
    found = [*_name_tokens(rows), *_sound_tokens(rows), *_other_tokens(rows)]
    place = np.concatenate([places for places, _ in found])
    token = np.concatenate([tokens for _, tokens in found])
    if wanted is not None:
        kept = wanted.may_have(token)
        place, token = place[kept], token[kept]
    order = np.lexsort((token, place))
    place, token = place[order], token[order]
    once = np.ones(len(token), np.bool_)
    once[1:] = (place[1:] != place[:-1]) | (token[1:] != token[:-1])
    place, token = place[once], token[once]
    numbers = rows["row"].to_numpy()[place]
    return pa.table({"row": numbers, "token": token, "weight": _WEIGHTS[token >> 58]}, schema=SCHEMA)


class Filter:
    """The tokens of one list, so that the other need not keep those nobody asks for."""

    def __init__(self, tokens: Tokens, bits: int = 26) -> None:
        self.mask = (1 << bits) - 1
        self.known = np.zeros(1 << bits, np.bool_)
        self.known[tokens & self.mask] = True

    def may_have(self, tokens: Tokens) -> Flags:
        """False where the token is surely not in the list."""
        return self.known[tokens & self.mask]


def _kind(kind: int, hashes: Hashes) -> Tokens:
    """Hashes of one kind as non-negative tokens."""
    mixed = hashes ^ (hashes >> np.uint64(29))
    return ((np.uint64(kind) << _KIND_BITS) | (mixed >> np.uint64(6))).view(np.int64)


def _name_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    text = pc.binary_join_element_wise("^", _column(rows, "core"), _column(rows, "tail"), "")
    chars = Chars.of(text)
    points, number = chars.points.astype(np.uint64), chars.rows
    place = np.arange(len(points)) - chars.starts[number]
    found = []
    for kind, step in ((1, 1), (2, 2)):
        if len(points) <= step:
            continue
        same = number[:-step] == number[step:]
        if kind == 2:
            same &= place[:-step] < 3
        pair = (points[:-step][same] * np.uint64(0x10FFFF) + points[step:][same]) * np.uint64(0x9E3779B97F4A7C15)
        found.append((number[:-step][same], _kind(kind, pair)))
    return found


def _sound_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    chars = Chars.of(_column(rows, "sound"))
    sums, begin, end = chars.hashes(), chars.starts[:-1], chars.starts[1:]
    sizes = chars.sizes
    found = [_spans(3, chars, sums, begin, end, sizes >= 2)]
    for length in (3, 5):
        found.append(_spans(4, chars, sums, begin, begin + length, sizes >= length))
    mixed = (chars.points.astype(np.uint64) + np.uint64(1)) ** np.uint64(3) * np.uint64(0x9E3779B97F4A7C15)
    total = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=total[1:])
    long_enough = np.flatnonzero(sizes >= 4)
    found.append((long_enough, _kind(12, (total[end] - total[begin])[long_enough])))
    found.append(_one_missing(chars, sums))
    return found


def _one_missing(chars: Chars, sums: Hashes) -> tuple[Places, Tokens]:
    """The spoken core without each of its characters: equal where one was lost, added or changed."""
    sizes = chars.sizes
    number = chars.rows
    wanted = np.flatnonzero((sizes[number] >= 3) & (sizes[number] <= 10))
    row = number[wanted]
    hashes = joined_hash(sums, chars.starts[row], wanted, wanted + 1, chars.starts[row + 1])
    return row, _kind(5, hashes)


def _spans(
    kind: int, chars: Chars, sums: Hashes, begin: Places, end: Places, wanted: Flags
) -> tuple[Places, Tokens]:
    where = np.flatnonzero(wanted)
    return where, _kind(kind, span_hashes(sums, begin[where], end[where]))


def _other_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    person, district = _column(rows, "legal"), _column(rows, "district")
    address, core = _column(rows, "address"), _column(rows, "core")
    whole = pc.and_(pc.not_equal(person, ""), pc.invert(pc.match_substring(person, "*")))
    street = pc.replace_substring_regex(address, "[0-9].*$", "")
    length = pc.utf8_length(address)
    at_home = pc.and_(whole, pc.not_equal(district, ""))
    first = pc.utf8_slice_codeunits(core, 0, 1)
    org, phone = _column(rows, "org"), _column(rows, "phone")
    join = pc.binary_join_element_wise
    found = [
        _whole(6, phone, pc.not_equal(phone, "")),
        _whole(7, join(person, district, "|"), at_home),
        _whole(8, address, pc.greater_equal(length, 5)),
        _whole(13, join(person, pc.utf8_slice_codeunits(address, 0, 3), "|"), pc.and_(whole, pc.greater_equal(length, 3))),
        _whole(14, join(person, _column(rows, "trade"), "|"), pc.and_(whole, pc.not_equal(_column(rows, "trade"), ""))),
        _whole(15, join(street, first, "|"), pc.greater_equal(pc.utf8_length(street), 4)),
        _whole(9, org, pc.not_equal(org, "")),
        _whole(11, join(person, first, "|"), whole),
    ]
    former = _column(rows, "formers")
    for text in (former, _column(rows, "key")):
        found.append(_whole(10, text, pc.not_equal(text, "")))
    return found


def _whole(kind: int, text: pa.Array, wanted: pa.Array) -> tuple[Places, Tokens]:
    where = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
    return where, _kind(kind, row_hashes(Chars.of(text.filter(wanted))))


def _column(rows: pa.Table, name: str) -> pa.Array:
    column = rows[name]
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
