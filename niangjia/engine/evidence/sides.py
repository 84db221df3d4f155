"""One side of the pairs to be compared: its columns as hashes and arrays of code points."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import (
    Chars,
    Hashes,
    Places,
    beginnings,
    part_hashes,
    row_hashes,
    whole,
)
from niangjia.engine.columns.sounds import spoken
from niangjia.engine.words import SYNONYMS

NAME_WIDTH = 30
WIDTHS = {
    "written": 18, "legal": 5, "phone": 11, "tail": 14, "divisions": 12, "trade": 12, "brand": 12,
    "address": 26,
}  # fmt: skip
"""Characters of each column that are compared one by one."""
Matrix = NDArray[np.uint16]
Small = NDArray[np.int8]


class Side:
    """Comparable rows (``prepare.COLUMNS``) of one side, read column by column when asked."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows
        self._hashes: dict[str, Hashes] = {}
        self._grids: dict[str, Matrix] = {}
        self._sharing: dict[str, Small] = {}
        self._weight: Places | None = None

    def column(self, name: str) -> pa.Array:
        return whole(self.rows[name])

    def _read(self, name: str) -> None:
        chars = Chars.of(self.column(name))
        self._hashes[name] = row_hashes(chars)
        if name in WIDTHS:
            self._grids[name] = chars.grid(WIDTHS[name])

    def hashes(self, name: str) -> Hashes:
        """One hash per row; 0 exactly where the text is empty."""
        if name not in self._hashes:
            self._read(name)
        return self._hashes[name]

    def grid(self, name: str) -> Matrix:
        """The first ``WIDTHS[name]`` characters of every row, place by place."""
        if name not in self._grids:
            self._read(name)
        return self._grids[name]

    @cached_property
    def name(self) -> Chars:
        """Core and tail as one text."""
        return Chars.of(_joined(self.column("core"), self.column("tail")))

    @cached_property
    def name_sizes(self) -> Places:
        """Characters of the name that are compared."""
        return np.minimum(self.name.sizes, NAME_WIDTH)

    @cached_property
    def front(self) -> Matrix:
        """The name's characters from its beginning."""
        return self.name.grid(NAME_WIDTH)

    @cached_property
    def back(self) -> Matrix:
        """The same characters from the last one on."""
        begin, size = self.name.starts[:-1], self.name_sizes
        last = self.name.part(begin, begin + size)
        backwards = np.repeat(last.starts[:-1] + last.starts[1:] - 1, size)
        points = last.points.take(backwards - np.arange(len(last.points)))
        return Chars(points, last.starts).grid(NAME_WIDTH)

    @cached_property
    def spoken(self) -> Hashes:
        """Hash of the characters compared as spoken."""
        tail = spoken(Chars.of(self.column("tail"))).to_arrow()
        heard = Chars.of(_joined(self.column("sound"), tail))
        return beginnings(Chars(np.minimum(heard.points, 0xFFFF), heard.starts), NAME_WIDTH)

    def weight(self, rarity: Small) -> Places:
        """Rarity of all characters of the name that are compared."""
        if self._weight is None:
            self._weight = rarity.take(self.front).sum(0, dtype=np.int64)
        return self._weight

    @cached_property
    def canon(self) -> Hashes:
        """Hash of the trade with synonyms made one."""
        coded = self.column("trade").dictionary_encode()
        plain = pa.array(
            [canonical_trade(text) for text in coded.dictionary.to_pylist()], pa.string()
        )
        found: Hashes = row_hashes(Chars.of(plain)).take(coded.indices.to_numpy())
        return found

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
        chars = Chars.of(self.column("address"))
        digit = (chars.points >= ord("0")) & (chars.points <= ord("9"))
        begin = chars.next_of(digit, chars.starts[:-1])
        return part_hashes(chars, begin, chars.next_of(~digit, begin))

    @cached_property
    def core_sizes(self) -> Places:
        sizes: Places = pc.utf8_length(self.column("core")).to_numpy(zero_copy_only=False)
        return sizes.astype(np.int64)

    @cached_property
    def company(self) -> Small:
        """Legal forms that are easily confused: 2 with 有限, 1 公司 alone, 0 others."""
        kinds = pc.index_in(self.column("form"), pa.array(("公司", "有限公司", "股份有限公司")))
        kind = pc.fill_null(kinds, 3).to_numpy(zero_copy_only=False)
        found: Small = np.array([1, 2, 2, 0], np.int8)[kind]
        return found

    def sharing(self, column: str) -> Small:
        """How many right rows share the text, by powers of three: 0 none, 1 one or two, 2 up to 8 …"""
        if column not in self._sharing:
            counts = pc.fill_null(self.column(column), 0).to_numpy(zero_copy_only=False)
            steps = np.log(np.maximum(counts, 1)) / np.log(3) + 1e-9
            shares = np.where(counts == 0, 0, 1 + np.minimum(steps, 7)).astype(np.int8)
            self._sharing[column] = shares
        return self._sharing[column]


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


def warming(side: Side) -> list[Callable[[], object]]:
    """Everything to compute that the comparison of pairs will ask for; may be done side by side."""
    derived = (
        "front", "back", "spoken", "canon", "lines", "numerals", "house", "core_sizes", "company"
    )  # fmt: skip
    read = ("code", "org", "district", "form", "formers", *WIDTHS)
    return [
        *(partial(getattr, side, name) for name in derived),
        *(partial(side._read, name) for name in read),
        *(partial(side.sharing, name) for name in ("brand_rows", "core_rows")),
    ]
