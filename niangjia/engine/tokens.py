"""Posting rows for the search of candidates: what of a row another row must share to be compared.

Each row of a list gives (number of the row, token) pairs; a token is a whole number made of its
kind and of the text it stands for. Rare tokens lead to few rows, so the search asks for those.
"""

from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import (
    Chars,
    Flags,
    Hashes,
    Places,
    beginnings,
    hashes_without,
    part_hashes,
    row_hashes,
    span_hashes,
    whole,
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
_MIX = np.uint64(0x9E3779B97F4A7C15)


def postings(rows: pa.Table, wanted: "Filter | None" = None) -> pa.Table:
    """The tokens of comparable rows with their ``row``; only those ``wanted``."""
    found = [*_name_tokens(rows), *_sound_tokens(rows), *_other_tokens(rows)]
    if wanted is not None:
        found = [wanted.those_asked(*one) for one in found]
    place = np.concatenate([places for places, _ in found])
    token = np.concatenate([tokens for _, tokens in found])
    if wanted is not None:
        wanted.count(token)
    numbers = rows["row"].to_numpy().take(place)
    return pa.table(
        {"row": numbers, "token": token, "weight": _WEIGHTS.take(token >> 58)}, schema=SCHEMA
    )


class Filter:
    """The tokens of one list, so that the other need not keep those nobody asks for.

    Nobody asks either for a token that more than ``most`` rows have: once as many were given, it is
    wanted no longer. Threads may share one filter.
    """

    def __init__(self, tokens: Tokens, most: int, bits: int = 24) -> None:
        self.most, self.mask = most, (1 << bits) - 1
        self.asked = _each_once(np.sort(tokens))
        self.places = np.sort(self.asked & self.mask)
        self.known = np.zeros(1 << bits >> 3, np.uint8)  # small enough for the processor's cache
        places = _each_once(self.places)
        for bit in range(8):
            of_bit = places[places & 7 == bit]
            self.known[of_bit >> 3] |= np.uint8(1 << bit)
        self._lock = Lock()
        self._given: list[Tokens] = []
        self._looked, self._size = _FIRST_LOOK, 0

    def those_asked(self, places: Places, tokens: Tokens) -> tuple[Places, Tokens]:
        """Without the tokens that are surely not asked for."""
        at = tokens & self.mask
        bits = self.known.take(at >> 3)
        bits >>= (at & 7).astype(np.uint8)
        bits &= 1
        kept = np.flatnonzero(bits)
        return places.take(kept), tokens.take(kept)

    def count(self, given: Tokens) -> None:
        """Tokens that were given; now and then those given too often are looked for."""
        with self._lock:
            self._given.append(given)
            self._size += len(given)
            if self._size >= self._looked:
                self._forget_common()
                self._looked *= 3

    def _forget_common(self) -> None:
        given = np.sort(np.concatenate(self._given))
        begins = np.flatnonzero(_first_of_each(given))
        sizes = np.diff(begins, append=len(given))
        often = sizes > self.most
        common = given[begins[often]]
        self._given = [given[np.repeat(~often, sizes)]]
        self._forget(common[_times(self.asked, common) == 1])

    def _forget(self, common: Tokens) -> None:
        """Let no more of these through, unless another token lies at the same place."""
        places = common & self.mask
        places = places[_times(self.places, places) == 1]
        np.bitwise_and.at(self.known, places >> 3, ~(1 << (places & 7)).astype(np.uint8))


def _first_of_each(ordered: Tokens) -> Flags:
    flags = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=flags[1:])
    return flags


def _each_once(ordered: Tokens) -> Tokens:
    return ordered.compress(_first_of_each(ordered))


def _times(ordered: Tokens, values: Tokens) -> Places:
    """How often each value is among those in order."""
    return np.searchsorted(ordered, values, "right") - np.searchsorted(ordered, values)


_FIRST_LOOK = 300_000  # tokens


def _kind(kind: int, hashes: Hashes) -> Tokens:
    """Hashes of one kind as non-negative tokens."""
    mixed = hashes >> np.uint64(29)
    mixed ^= hashes
    mixed >>= np.uint64(6)
    mixed |= np.uint64(kind) << _KIND_BITS
    return mixed.view(np.int64)


def _name_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    text = pc.binary_join_element_wise("^", _column(rows, "core"), _column(rows, "tail"), "")
    chars = Chars.of(text)
    points, begin = chars.points.astype(np.uint64), chars.starts[:-1]
    inner = np.ones(len(points), np.bool_)
    inner[chars.starts[1:] - 1] = False
    near = (begin[:, None] + np.arange(3)).ravel()
    near = near.compress(near < np.repeat(chars.starts[1:] - 2, 3))
    firsts = {1: np.flatnonzero(inner), 2: near}
    number = chars.rows
    return [
        (
            number.take(first),
            _kind(
                step, (points.take(first) * np.uint64(0x10FFFF) + points.take(first + step)) * _MIX
            ),
        )
        for step, first in firsts.items()
    ]


def _sound_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    chars = Chars.of(_column(rows, "sound"))
    sums, begin, end = chars.hashes(), chars.starts[:-1], chars.starts[1:]
    sizes = chars.sizes
    found = [_those(3, span_hashes(sums, begin, end), sizes >= 2)]
    for length in (3, 5):
        upto = np.minimum(begin + length, end)
        found.append(_those(4, span_hashes(sums, begin, upto), sizes >= length))
    mixed = chars.points.astype(np.uint64)
    mixed += np.uint64(1)
    mixed = mixed * mixed * mixed * _MIX
    total = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=total[1:])
    long_enough = np.flatnonzero(sizes >= 4)
    found.append((long_enough, _kind(12, (total.take(end) - total.take(begin)).take(long_enough))))
    found.append(_one_missing(chars, sums))
    return found


def _one_missing(chars: Chars, sums: Hashes) -> tuple[Places, Tokens]:
    """The spoken core without each of its characters: equal where one was lost, added or changed."""
    rows = chars.rows
    fits = np.flatnonzero(((chars.sizes >= 3) & (chars.sizes <= 10)).take(rows))
    return rows.take(fits), _kind(5, hashes_without(chars, sums).take(fits))


def _other_tokens(rows: pa.Table) -> list[tuple[Places, Tokens]]:
    chars = {name: Chars.of(_column(rows, name)) for name in _READ}
    told = {name: row_hashes(column) for name, column in chars.items()}
    address, core, person = chars["address"], chars["core"], chars["legal"]
    first, district = beginnings(core, 1), _shared(_column(rows, "district"))
    whole = (told["legal"] != 0) & ~person.any_in_row(person.points == ord("*"))
    number = (address.points >= ord("0")) & (address.points <= ord("9"))
    street = address.next_of(number, address.starts[:-1])
    long_enough = address.sizes >= 5
    return [
        _those(6, told["phone"], told["phone"] != 0),
        _those(7, _both(told["legal"], district), whole & (district != 0)),
        _those(8, told["address"], long_enough),
        _those(9, told["org"], told["org"] != 0),
        _former_tokens(_column(rows, "formers")), _those(10, told["key"], core.sizes > 0),
        _those(11, _both(told["legal"], first), whole & (first != 0)),
        _those(13, _both(told["legal"], beginnings(address, 3)), whole & (address.sizes >= 3)),
        _those(14, _both(told["legal"], told["trade"]), whole & (told["trade"] != 0)),
        _those(
            15, _both(part_hashes(address, address.starts[:-1], street), first),
            (street - address.starts[:-1] >= 4) & (first != 0),
        ),
    ]  # fmt: skip


def _former_tokens(formers: pa.Array) -> tuple[Places, Tokens]:
    """One token for each former name, the same as that of a name itself."""
    where = np.flatnonzero(pc.not_equal(formers, "").to_numpy(zero_copy_only=False))
    keys = pc.split_pattern(formers.take(pa.array(where)), "\n")
    rows = where[pc.list_parent_indices(keys).to_numpy()]
    return rows, _kind(10, row_hashes(Chars.of(pc.list_flatten(keys))))


_READ = ("core", "key", "legal", "address", "org", "phone", "trade")


def _shared(texts: pa.Array) -> Hashes:
    """One hash for each row of a column with few different texts."""
    coded = texts.dictionary_encode()
    found: Hashes = row_hashes(Chars.of(coded.dictionary)).take(coded.indices.to_numpy())
    return found


def _both(first: Hashes, second: Hashes) -> Hashes:
    """One hash of two."""
    return (first * np.uint64(0xC2B2AE3D27D4EB4F)) ^ (second * np.uint64(0x165667B19E3779F9))


def _those(kind: int, hashes: Hashes, wanted: Flags) -> tuple[Places, Tokens]:
    where = np.flatnonzero(wanted)
    return where, _kind(kind, hashes.take(where))


def _column(rows: pa.Table, name: str) -> pa.Array:
    return whole(rows[name])
