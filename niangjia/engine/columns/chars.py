"""A column of texts as one array of code points, so that a step costs one pass over all rows.

Everything here is array arithmetic outside the interpreter's lock: batches run side by side in
threads.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Points = NDArray[np.uint32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]
Octets = NDArray[np.uint8]

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
        data = str(np.ascontiguousarray(self.points).data, "utf-32-le").encode()
        begin = 3 * self.starts  # bytes of most characters; corrected by those that have not three
        other = np.flatnonzero((self.points - np.uint32(0x800)) > np.uint32(0xF7FF))
        if len(other):
            points = self.points[other]
            extra = np.zeros(len(other) + 1, np.int64)
            np.cumsum((points > 0xFFFF) - 1 * (points <= 0x7FF) - (points <= 0x7F), out=extra[1:])
            begin += extra[np.searchsorted(other, self.starts)]
        return pa.Array.from_buffers(
            pa.string(), len(self), [None, pa.py_buffer(begin.astype(np.int32)), pa.py_buffer(data)]
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
        return Chars(
            self.points.compress(wanted), self.starts - np.searchsorted(dropped, self.starts)
        )

    def through(self, table: Points) -> "Chars":
        """Every point replaced by its entry in ``table``."""
        return Chars(table.take(self.points, mode="clip"), self.starts)

    def part(self, begin: Places, end: Places) -> "Chars":
        """Of each row the points from ``begin`` to ``end``, counted in the whole array."""
        sizes = np.maximum(end - begin, 0)
        starts = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=starts[1:])
        where = np.repeat(begin - starts[:-1], sizes)
        where += np.arange(starts[-1])
        return Chars(self.points.take(where), starts)

    def rows_at(self, which: Places) -> "Chars":
        """The rows named, in that order."""
        return self.part(self.starts.take(which), self.starts.take(which + 1))

    def any_in_row(self, flags: Flags) -> Flags:
        """Which rows hold a flagged point."""
        hits = np.flatnonzero(flags)
        return np.diff(np.searchsorted(hits, self.starts)) > 0

    def next_of(self, flags: Flags, begin: Places) -> Places:
        """Where in each row the first flagged point from ``begin`` on stands, or the row's end."""
        hits = np.append(np.flatnonzero(flags), len(self.points))
        found: Places = np.minimum(hits.take(np.searchsorted(hits, begin)), self.starts[1:])
        return found

    def grid(self, width: int) -> NDArray[np.uint16]:
        """Line k has the k-th point of every row, 0 after its end; longer rows lose their end.

        A line for each place and not for each row: what is done to a place is done to all rows.
        """
        cells = np.zeros((width, len(self)), np.uint16)
        sizes = self.sizes
        for place in range(min(width, int(sizes.max(initial=0)))):
            rows = np.flatnonzero(sizes > place)
            cells[place, rows] = np.minimum(
                self.points.take(self.starts.take(rows) + place), 0xFFFF
            )
        return cells

    def hashes(self) -> Hashes:
        """Running polynomial hash before every point; for ``span_hashes``."""
        sums = np.zeros(len(self.points) + 1, np.uint64)
        np.cumsum(self._weighed(), out=sums[1:])
        return sums

    def _weighed(self) -> Hashes:
        """What each point adds to the running hash."""
        points = self.points.astype(np.uint64)
        points += np.uint64(1)
        points *= _powers(len(points))
        return points


def whole(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array; not copied where it is one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def octets(texts: pa.Array) -> tuple[Octets, Places]:
    """(the bytes of all rows, one row after another; where each row begins, and their end)."""
    texts = texts.cast(pa.string()).fill_null("")
    _, places, data = texts.buffers()
    if not len(texts):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    starts = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    whole = np.frombuffer(data or b"", np.uint8)
    return whole[starts[0] : starts[-1]], starts.astype(np.int64) - starts[0]


def of_octets(data: Octets, starts: Places) -> pa.Array:
    """As an Arrow array of strings; the bytes are UTF-8."""
    places = pa.py_buffer(starts.astype(np.int32))
    return pa.Array.from_buffers(
        pa.string(), len(starts) - 1, [None, places, pa.py_buffer(np.ascontiguousarray(data))]
    )


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
    return (sums.take(end) - sums.take(begin)) * _powers(len(sums) + 1, "down").take(begin)


def hashes_without(chars: Chars, sums: Hashes) -> Hashes:
    """For every point the hash of its row without it. ``sums`` are the hashes before every point."""
    inverse = np.uint64(_INVERSE)
    begin, end = chars.starts[:-1], chars.starts[1:]
    scale, rows = _powers(len(sums), "down").take(begin), chars.rows
    found = sums[1:] * inverse
    np.subtract(sums[:-1], found, out=found)
    found += (sums.take(end) * inverse - sums.take(begin)).take(rows)
    found *= scale.take(rows)
    return found


def row_hashes(chars: Chars) -> Hashes:
    """One hash for each row; 0 exactly where the row is empty."""
    found = np.zeros(len(chars), np.uint64)
    filled = np.flatnonzero(chars.sizes)
    if len(filled):
        begin = chars.starts.take(filled)
        sums = np.add.reduceat(chars._weighed(), begin)
        found[filled] = sums * _powers(len(chars.points), "down").take(begin)
    return found


def part_hashes(chars: Chars, begin: Places, end: Places) -> Hashes:
    """One hash for what each row has from ``begin`` to ``end``; 0 where that is nothing."""
    found = np.zeros(len(chars), np.uint64)
    filled = np.flatnonzero(end > begin)
    if len(filled):
        begin, end = begin.take(filled), end.take(filled)
        points = np.append(chars._weighed(), np.uint64(0))
        sums = np.add.reduceat(points, np.stack([begin, end], 1).ravel())[::2]
        found[filled] = sums * _powers(len(points), "down").take(begin)
    return found


def beginnings(chars: Chars, size: int) -> Hashes:
    """The hash of the first ``size`` points of each row, or of all where it has fewer."""
    found, sizes = np.zeros(len(chars), np.uint64), chars.sizes
    for place, power in enumerate(_powers(size)):
        rows = np.flatnonzero(sizes > place)
        found[rows] += (chars.points.take(chars.starts.take(rows) + place) + np.uint64(1)) * power
    return found
