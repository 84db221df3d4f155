"""One side of the pairs to be compared: its columns as hashes and arrays of code points."""

import re
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars, Hashes, Places, row_hashes
from niangjia.engine.columns.sounds import spoken
from niangjia.engine.words import SYNONYMS

NAME_WIDTH, ADDRESS_WIDTH = 30, 26
Matrix = NDArray[np.uint16]
Small = NDArray[np.int8]


class Side:
    """Comparable rows (``prepare.COLUMNS``) of one side, read column by column when asked."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows
        self._hashes: dict[str, Hashes] = {}
        self._chars: dict[str, Chars] = {}

    def column(self, name: str) -> pa.Array:
        column = self.rows[name]
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

    def chars(self, name: str) -> Chars:
        if name not in self._chars:
            self._chars[name] = Chars.of(self.column(name))
        return self._chars[name]

    def hashes(self, name: str) -> Hashes:
        """One hash per row; 0 exactly where the text is empty."""
        if name not in self._hashes:
            self._hashes[name] = row_hashes(Chars.of(self.column(name)))
        return self._hashes[name]

    @cached_property
    def name(self) -> Chars:
        """Core and tail as one text."""
        return Chars.of(_joined(self.column("core"), self.column("tail")))

    @cached_property
    def spoken(self) -> Chars:
        tail = spoken(Chars.of(self.column("tail"))).to_arrow()
        return Chars.of(_joined(self.column("sound"), tail))

    @cached_property
    def canon(self) -> Hashes:
        """Hash of the trade with synonyms made one."""
        coded = self.column("trade").dictionary_encode()
        plain = pa.array(
            [canonical_trade(text) for text in coded.dictionary.to_pylist()], pa.string()
        )
        return row_hashes(Chars.of(plain.take(coded.indices)))

    @cached_property
    def lines(self) -> Hashes:
        """The groups of ``SYNONYMS`` that words of the trade belong to, one bit for each."""
        coded = self.column("trade").dictionary_encode()
        bits = np.array([trade_lines(text) for text in coded.dictionary.to_pylist()], np.uint64)
        empty: Hashes = np.zeros(len(coded), np.uint64)
        return bits[coded.indices.to_numpy()] if len(bits) else empty

    @cached_property
    def numerals(self) -> Hashes:
        """Hash of the digits and ordinal signs of the name."""
        points = self.name.points
        return row_hashes(self.name.keep((points >= ord("1")) & (points <= ord("9"))))

    @cached_property
    def house(self) -> Hashes:
        """Hash of the first number of the address."""
        found = pc.extract_regex(self.column("address"), "(?P<number>[0-9]+)")
        number = pc.fill_null(pc.struct_field(found, "number"), "")
        return row_hashes(Chars.of(number))

    @cached_property
    def core_sizes(self) -> Places:
        return self.chars("core").sizes


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(first, second, "")


@lru_cache(maxsize=1)
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    standing = {word: group[0] for group in SYNONYMS for word in group}
    words = sorted(standing, key=lambda word: (-len(word), word))
    return re.compile("|".join(words)), standing


@lru_cache(maxsize=100_000)
def canonical_trade(text: str) -> str:
    """商贸 → 贸易, 装潢 → 装饰: words of a trade that departments write for one another."""
    pattern, standing = _synonyms()
    plain = pattern.sub(lambda found: standing[found[0]], text)
    return _TWICE.sub(r"\1", plain)


_TWICE = re.compile(r"(..+?)\1+")  # 广告传媒: both words are 广告
_LINE = {group[0]: 1 << place for place, group in enumerate(SYNONYMS)}


@lru_cache(maxsize=100_000)
def trade_lines(text: str) -> int:
    """The groups of ``SYNONYMS`` in a trade as bits: 文化传媒 and 广告传播 share one."""
    pattern, standing = _synonyms()
    bits = 0
    for word in pattern.findall(text):
        bits |= _LINE[standing[word]]
    return bits


def warmed(side: Side) -> Side:
    """The side with everything computed that the comparison of pairs will ask for."""
    for name in ["name", "spoken", "canon", "lines", "numerals", "house", "core_sizes"]:
        getattr(side, name)
    for name in [
        "code",
        "org",
        "legal",
        "phone",
        "district",
        "form",
        "tail",
        "divisions",
        "trade",
        "brand",
        "formers",
        "address",
    ]:
        side.hashes(name)
    for name in ["written", "legal", "phone", "tail", "divisions", "trade", "brand", "address"]:
        side.chars(name)
    return side
