"""Posting rows for the search of candidates: what of a row another row must share to be compared.

Each row of a list gives (number of the row, token) pairs; a token is a whole number made of its
kind and of the text it stands for. Rare tokens lead to few rows, so the search asks for those.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import (
    Chars,
    Flags,
    Hashes,
    Places,
    joined_hash,
    row_hashes,
    span_hashes,
)

Tokens = NDArray[np.int64]
SCHEMA = pa.schema([("row", pa.int64()), ("token", pa.int64()), ("weight", pa.int8())])
# Kinds: 1 neighbours and 2 near neighbours in the name, 3 name as spoken, 4 its beginning, 5 one
# character left out, 6 phone, 7 person and district, 8 address, 9 organisation code, 10 former name,
# 11 person and first character, 12 characters in any order, 13 person and street, 14 person and trade,
# 15 street and first character.
_KIND_BITS = np.uint64(58)
# What a shared token of each kind weighs. Several kinds tell of the same likeness of names.
_WEIGHTS = np.array([0, 10, 7, 5, 4, 3, 16, 16, 16, 60, 40, 16, 5, 16, 16, 16], np.int8)


def postings(rows: pa.Table, wanted: "Filter | None" = None) -> pa.Table:
    """The tokens of comparable rows with their ``row``; only those ``wanted``."""
    found = [*_name_tokens(rows), *_sound_tokens(rows), *_other_tokens(rows)]
    place = np.concatenate([places for places, _ in found])
    token = np.concatenate([tokens for _, tokens in found])
    if wanted is not None:
        kept = wanted.may_have(token)
        place, token = place[kept], token[kept]
    numbers = rows["row"].to_numpy()[place]
    return pa.table(
        {"row": numbers, "token": token, "weight": _WEIGHTS[token >> 58]}, schema=SCHEMA
    )


class Filter:
    """The tokens of one list, so that the other need not keep those nobody asks for."""

    def __init__(self, tokens: Tokens, bits: int = 26) -> None:
        self.mask = (1 << bits) - 1
        self.known = np.zeros(1 << bits, np.bool_)
        self.known[tokens & self.mask] = True

    def may_have(self, tokens: Tokens) -> Flags:
        """False where the token is surely not in the list."""
        found: Flags = self.known[tokens & self.mask]
        return found


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
        pair = (points[:-step][same] * np.uint64(0x10FFFF) + points[step:][same]) * np.uint64(
            0x9E3779B97F4A7C15
        )
        found.append((number[:-step][same], _kind(kind, pair)))
    return found


def _sound_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    chars = Chars.of(_column(rows, "sound"))
    sums, begin, end = chars.hashes(), chars.starts[:-1], chars.starts[1:]
    sizes = chars.sizes
    found = [_those(3, span_hashes(sums, begin, end), sizes >= 2)]
    for length in (3, 5):
        upto = np.minimum(begin + length, end)
        found.append(_those(4, span_hashes(sums, begin, upto), sizes >= length))
    mixed = (chars.points.astype(np.uint64) + np.uint64(1)) ** np.uint64(3) * np.uint64(
        0x9E3779B97F4A7C15
    )
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


def _other_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    chars = {name: Chars.of(_column(rows, name)) for name in _READ}
    told = {name: row_hashes(column) for name, column in chars.items()}
    address, core, person = chars["address"], chars["core"], chars["legal"]
    first = _beginning(core, 1)
    whole = (told["legal"] != 0) & ~person.any_in_row(person.points == ord("*"))
    numbers = (address.points >= ord("0")) & (address.points <= ord("9"))
    street = address.keep(~numbers & _before_number(address, numbers))
    long_enough = address.sizes >= 5
    return [
        _those(6, told["phone"], told["phone"] != 0),
        _those(7, _both(told["legal"], told["district"]), whole & (told["district"] != 0)),
        _those(8, told["address"], long_enough),
        _those(9, told["org"], told["org"] != 0),
        _former_tokens(_column(rows, "formers")), _those(10, told["key"], core.sizes > 0),
        _those(11, _both(told["legal"], first), whole & (first != 0)),
        _those(13, _both(told["legal"], _beginning(address, 3)), whole & (address.sizes >= 3)),
        _those(14, _both(told["legal"], told["trade"]), whole & (told["trade"] != 0)),
        _those(15, _both(row_hashes(street), first), (street.sizes >= 4) & (first != 0)),
    ]  # fmt: skip


def _former_tokens(formers: pa.Array) -> tuple[Places, Tokens]:
    """One token for each former name, the same as that of a name itself."""
    where = np.flatnonzero(pc.not_equal(formers, "").to_numpy(zero_copy_only=False))
    keys = pc.split_pattern(formers.take(pa.array(where)), "\n")
    rows = where[pc.list_parent_indices(keys).to_numpy()]
    return rows, _kind(10, row_hashes(Chars.of(pc.list_flatten(keys))))


_READ = ("core", "key", "legal", "district", "address", "org", "phone", "trade")


def _beginning(chars: Chars, size: int) -> Hashes:
    begin = chars.starts[:-1]
    return row_hashes(chars.part(begin, np.minimum(begin + size, chars.starts[1:])))


def _before_number(chars: Chars, numbers: Flags) -> Flags:
    """The points of each row that stand before its first number."""
    seen = np.cumsum(numbers)
    before = np.concatenate([[0], seen])[chars.starts[:-1]]
    earlier: Flags = seen == before[chars.rows]
    return earlier


def _both(first: Hashes, second: Hashes) -> Hashes:
    """One hash of two."""
    return (first * np.uint64(0xC2B2AE3D27D4EB4F)) ^ (second * np.uint64(0x165667B19E3779F9))


def _those(kind: int, hashes: Hashes, wanted: Flags) -> tuple[Places, Tokens]:
    where = np.flatnonzero(wanted)
    return where, _kind(kind, hashes[where])


def _column(rows: pa.Table, name: str) -> pa.Array:
    column = rows[name]
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
