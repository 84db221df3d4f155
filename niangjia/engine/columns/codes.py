"""``usable_code`` for columns, and the other numbers of a row: telephone, written code."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Flags, Octets, Places, octets, of_octets
from niangjia.engine.uscc import MISREAD, SYMBOLS, WEIGHTS, clean_code, usable_code

_LENGTH = 18
_BAD = 1 << 20  # more than the sum of eighteen weighted values
_VALUES = np.full(256, _BAD, np.int32)
for _place, _symbol in enumerate(SYMBOLS):
    _VALUES[ord(_symbol)] = _place
_WEIGHTS = np.array([*WEIGHTS, 1], np.int32)
_MENDED = bytearray(range(256))
for _wrong, _right in MISREAD.items():
    _MENDED[_wrong] = ord(_right) if isinstance(_right, str) else _right
_OTHER = np.ones(256, np.bool_)
_OTHER[[*b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]] = False
_WITH_COUNTRY = re.compile(rb"0*861[0-9]{10}")


def codes(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """(usable unified code, usable organisation code, the 18 characters as written).

    The last is kept though its check character be wrong: a code with one wrong character still
    tells something beside another. A union's own code (8…) is left out of all three.
    """
    texts = pc.utf8_upper(pc.utf8_trim_whitespace(pc.fill_null(texts.cast(pa.string()), "")))
    data, starts = octets(texts)
    sizes = np.diff(starts)
    regular = (sizes == _LENGTH) & _plain_rows(data, starts)
    mended = np.frombuffer(_only(texts, data, regular).tobytes().translate(_MENDED), np.uint8)
    found = _regular(mended.reshape(-1, _LENGTH), np.flatnonzero(regular), len(texts))
    others = ~regular & (sizes > 0)
    if not others.any():
        return found
    mask = pa.array(others)
    cleaned = [clean_code(text) for text in texts.filter(mask).to_pylist()]
    pairs = [usable_code(text) for text in cleaned]
    whole = [c if len(c) == _LENGTH and c.isascii() and c[0] != "8" else "" for c in cleaned]
    rest = ([code for code, _ in pairs], [org for _, org in pairs], whole)
    first, second, third = (
        pc.replace_with_mask(plain, mask, pa.array(values, pa.string()))
        for plain, values in zip(found, rest, strict=True)
    )
    return first, second, third


def _plain_rows(data: Octets, starts: Places) -> Flags:
    """Rows of digits and capitals alone: ``clean_code`` leaves them as they are."""
    others = np.flatnonzero(_OTHER.take(data))
    plain: Flags = np.diff(np.searchsorted(others, starts)) == 0
    return plain


def _only(texts: pa.Array, data: Octets, rows: Flags) -> Octets:
    """The bytes of some rows. ``data`` are those of all."""
    return data if rows.all() else octets(texts.filter(pa.array(rows)))[0]


def _regular(data: Octets, rows: Places, height: int) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The same for the rows that have eighteen ASCII characters, the lines of ``data``."""
    values = _VALUES.take(data, mode="clip")
    sums = np.einsum("ij,j->i", values, _WEIGHTS)
    good = (sums < _BAD) & (sums % 31 == 0)
    employer = data[:, 0] != ord("8")
    usable, organisation = (
        _cut(data[:, low:high], rows, good & employer, height) for low, high in ((0, 18), (8, 17))
    )
    return usable, organisation, _cut(data, rows, employer, height)


def _cut(data: Octets, rows: Places, wanted: Flags, height: int) -> pa.Array:
    """The wanted lines as texts of their rows; empty texts elsewhere."""
    lines = np.flatnonzero(wanted)
    sizes = np.zeros(height + 1, np.int64)
    sizes[1 + rows[lines]] = data.shape[1]
    return of_octets(data.take(lines, axis=0).ravel(), np.cumsum(sizes))


def phones(texts: pa.Array) -> pa.Array:
    """Mobile numbers whole, others by their last seven digits; shorter ones are nothing."""
    data, starts = octets(texts)
    digit = (data >= ord("0")) & (data <= ord("9"))
    data, ends = data.compress(digit), starts - np.searchsorted(np.flatnonzero(~digit), starts)
    begin, end = ends[:-1], ends[1:]
    sizes = end - begin
    mobile = _mobile(data, end, sizes)
    kept = np.where(mobile, 11, np.where(sizes >= 7, 7, 0))
    starts = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(kept, out=starts[1:])
    where = np.repeat(end - starts[1:], kept) + np.arange(starts[-1])
    return of_octets(data.take(where), starts)


def _mobile(data: Octets, end: Places, sizes: Places) -> Flags:
    """Eleven digits from 1 on, alone or after 86, which may have zeros before it."""
    found: Flags = sizes == 11
    rows = np.flatnonzero(found)
    found[rows] = data[end[rows] - 11] == ord("1")
    longer = np.flatnonzero(sizes > 12)
    for row in longer.tolist():
        text = data[end[row] - sizes[row] : end[row]].tobytes()
        found[row] = _WITH_COUNTRY.fullmatch(text) is not None
    return found
