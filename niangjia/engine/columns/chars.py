"""A column of texts as one array of code points, so that a step costs one pass over all rows.

Everything here is array arithmetic outside the interpreter's lock: batches run side by side in
threads. ``WordTable`` finds the longest known word at a place of every row at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Points = NDArray[np.uint32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = pow(int(_BASE), -1, 1 << 64)


@dataclass(frozen=True, slots=True)
class Chars:
    """``points``: code points of all rows, one after another. ``starts``: row i is
    ``points[starts[i]:starts[i + 1]]``; the last start is the number of points."""

    points: Points
    starts: Places

    @classmethod
    def of(cls, texts: pa.Array) -> "Chars":
        """From an Arrow array of strings; null is empty."""
        texts = texts.fill_null("") if texts.null_count else texts
        if len(texts) == 0:
            return cls(np.empty(0, np.uint32), np.zeros(1, np.int64))
        texts = texts.cast(pa.large_string())
        _, offsets_buffer, data = texts.buffers()
        offsets = np.frombuffer(offsets_buffer, np.int64)[
            texts.offset : texts.offset + len(texts) + 1
        ]
        raw = memoryview(data or b"").cast("B")[int(offsets[0]) : int(offsets[-1])]
        points = np.frombuffer(str(raw, "utf-8").encode("utf-32-le"), np.uint32)
        if len(points) == len(raw):
            return cls(points, offsets - offsets[0])
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(pc.utf8_length(texts).to_numpy(zero_copy_only=False), out=starts[1:])
        return cls(points, starts)

    def to_arrow(self) -> pa.Array:
        """As an Arrow array of strings."""
        data = self.points.astype("<u4", copy=False).tobytes().decode("utf-32-le").encode()
        width = np.ones(len(self.points), np.uint8)
        for least in (0x7F, 0x7FF, 0xFFFF):
            width += self.points > least
        sizes = np.zeros(len(self.points) + 1, np.int32)
        np.cumsum(width, out=sizes[1:])
        offsets = sizes[self.starts]
        return pa.Array.from_buffers(
            pa.string(), len(self), [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data)]
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> Places:
        """Characters of each row."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Places:
        """The row of every point."""
        return np.repeat(np.arange(len(self)), self.sizes)

    def keep(self, wanted: Flags) -> "Chars":
        """Without the points that are not wanted; every row stays."""
        dropped = np.flatnonzero(~wanted)
        if not len(dropped):
            return self
        return Chars(self.points[wanted], self.starts - np.searchsorted(dropped, self.starts))

    def through(self, table: Points) -> "Chars":
        """Every point replaced by its entry in ``table``."""
        return Chars(table[self.points], self.starts)

    def part(self, begin: Places, end: Places) -> "Chars":
        """Of each row the points from ``begin`` to ``end``, counted in the whole array."""
        sizes = np.maximum(end - begin, 0)
        starts = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=starts[1:])
        where = np.repeat(begin - starts[:-1], sizes) + np.arange(starts[-1])
        return Chars(self.points[where], starts)

    def rows_at(self, which: Places) -> "Chars":
        """The rows named, in that order."""
        return self.part(self.starts[which], self.starts[which + 1])

    def any_in_row(self, flags: Flags) -> Flags:
        """Which rows hold a flagged point."""
        hits = np.flatnonzero(flags)
        return np.diff(np.searchsorted(hits, self.starts)) > 0

    def matrix(self, width: int) -> NDArray[np.uint16]:
        """Rows as lines of ``width`` points, 0 after their end; longer rows lose their end."""
        cells = np.zeros((len(self), width), np.uint16)
        sizes = np.minimum(self.sizes, width)
        lines = np.repeat(np.arange(len(self)), sizes)
        begun = np.zeros(len(self) + 1, np.int64)
        np.cumsum(sizes, out=begun[1:])
        places = np.arange(begun[-1]) - np.repeat(begun[:-1], sizes)
        found = self.points[np.repeat(self.starts[:-1], sizes) + places]
        cells[lines, places] = np.minimum(found, 0xFFFF)
        return cells

    def hashes(self) -> Hashes:
        """Running polynomial hash before every point; for ``span_hashes``."""
        sums = np.zeros(len(self.points) + 1, np.uint64)
        np.cumsum(
            (self.points.astype(np.uint64) + np.uint64(1)) * _powers(len(self.points)), out=sums[1:]
        )
        return sums


_POWERS: dict[str, Hashes] = {"up": np.ones(1, np.uint64), "down": np.ones(1, np.uint64)}


def _powers(size: int, name: str = "up") -> Hashes:
    """Powers of the hash base (``up``) or of its inverse (``down``), kept between calls."""
    known = _POWERS[name]
    if len(known) < size:
        base = int(_BASE) if name == "up" else _INVERSE
        steps = np.full(max(size, 2 * len(known)), np.uint64(base), np.uint64)
        steps[0] = 1
        known = np.multiply.accumulate(steps)
        _POWERS[name] = known
    return known[:size]


def span_hashes(sums: Hashes, begin: Places, end: Places) -> Hashes:
    """Hash of each span of points; equal texts have equal hashes wherever they stand."""
    return (sums[end] - sums[begin]) * _powers(len(sums) + 1, "down")[begin]


def joined_hash(sums: Hashes, begin: Places, end: Places, after: Places, last: Places) -> Hashes:
    """Hash of the text begin…end and after…last joined, which leaves out what lies between."""
    first = (sums[end] - sums[begin]) * _powers(len(sums) + 1, "down")[begin]
    rest = (sums[last] - sums[after]) * _powers(len(sums) + 1, "down")[after]
    joined: Hashes = first + rest * _powers(len(sums) + 1)[end - begin]
    return joined


def row_hashes(chars: Chars) -> Hashes:
    """One hash for each row."""
    return span_hashes(chars.hashes(), chars.starts[:-1], chars.starts[1:])


class WordTable:
    """Known words, found at the beginning or the end of a span of every row."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if word})
        self.lengths = sorted({len(word) for word in self.words}, reverse=True)
        chars = Chars.of(pa.array(self.words, pa.string()))
        hashes = row_hashes(chars)
        self._order = np.argsort(hashes).astype(np.int64)
        self._sorted = hashes[self._order]
        self._sizes = np.array([len(word) for word in self.words], np.int64)
        self.first = np.zeros(0x10000, np.bool_)
        self.last = np.zeros(0x10000, np.bool_)
        for word in self.words:
            self.first[min(ord(word[0]), 0xFFFF)] = self.last[min(ord(word[-1]), 0xFFFF)] = True

    def known(self, hashes: Hashes, sizes: Places | int) -> Places:
        """Index into ``words`` for each hash, -1 where it is none of them."""
        if not self.words:
            return np.full(len(hashes), -1, np.int64)
        at = np.minimum(np.searchsorted(self._sorted, hashes), len(self._sorted) - 1)
        index = self._order[at]
        return np.where((self._sorted[at] == hashes) & (self._sizes[index] == sizes), index, -1)

    def at_begin(self, chars: Chars, sums: Hashes, begin: Places, end: Places) -> Places:
        """The longest word that each span begins with (index, or -1)."""
        return self._longest(chars, sums, begin, end, backwards=False)

    def at_end(self, chars: Chars, sums: Hashes, begin: Places, end: Places) -> Places:
        """The longest word that each span ends with (index, or -1)."""
        return self._longest(chars, sums, begin, end, backwards=True)

    def _longest(
        self, chars: Chars, sums: Hashes, begin: Places, end: Places, *, backwards: bool
    ) -> Places:
        found = np.full(len(begin), -1, np.int64)
        filled = np.flatnonzero(end > begin)
        edge = chars.points[end[filled] - 1] if backwards else chars.points[begin[filled]]
        may = (self.last if backwards else self.first)[np.minimum(edge, 0xFFFF)]
        open_rows = filled[may]
        for length in self.lengths:
            fits = open_rows[end[open_rows] - begin[open_rows] >= length]
            if not len(fits):
                continue
            low = end[fits] - length if backwards else begin[fits]
            index = self.known(span_hashes(sums, low, low + length), length)
            found[fits[index >= 0]] = index[index >= 0]
            open_rows = open_rows[found[open_rows] < 0]
        return found
