"""``usable_code`` for columns, and the other numbers of a row: telephone, written code."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Flags
from niangjia.engine.uscc import MISREAD, SYMBOLS, WEIGHTS, clean_code, usable_code

_LENGTH = 18
_VALUES = np.full(256, 99, np.int64)
for _place, _symbol in enumerate(SYMBOLS):
    _VALUES[ord(_symbol)] = _place
_MENDED = np.arange(256, dtype=np.uint8)
for _wrong, _right in MISREAD.items():
    _MENDED[_wrong] = ord(_right) if isinstance(_right, str) else _right


def codes(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """(usable unified code, usable organisation code, the 18 characters as written).

    The last is kept though its check character be wrong: a code with one wrong character still
    tells something beside another. A union's own code (8…) is left out of all three.
    """
    texts = pc.utf8_upper(pc.utf8_trim_whitespace(pc.fill_null(texts.cast(pa.string()), "")))
    bytes_of = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    written = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    regular = (bytes_of == _LENGTH) & (written == _LENGTH)
    usable, organisation, raw = _regular(texts.filter(pa.array(regular)))
    others = np.flatnonzero(~regular & (bytes_of > 0))
    cleaned = [clean_code(text) for text in texts.take(pa.array(others)).to_pylist()]
    pairs = [usable_code(text) for text in cleaned]
    whole = [c if len(c) == _LENGTH and c.isascii() and c[0] != "8" else "" for c in cleaned]
    columns = (
        (usable, [code for code, _ in pairs]), (organisation, [org for _, org in pairs]), (raw, whole),
    )  # fmt: skip
    first, second, third = (_merged(regular, plain, others, rest) for plain, rest in columns)
    return first, second, third


def _merged(
    regular: Flags, plain: pa.Array, others: NDArray[np.int64], rest: list[str]
) -> pa.Array:
    values = pa.concat_arrays([plain, pa.array(rest, pa.string()), pa.array([""], pa.string())])
    where = np.full(len(regular), len(values) - 1, np.int64)
    where[regular] = np.arange(len(plain))
    where[others] = len(plain) + np.arange(len(rest))
    return values.take(pa.array(where))


def _regular(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The same for texts of eighteen ASCII characters."""
    if not len(texts):
        return texts, texts, texts
    data = np.frombuffer("".join(texts.to_pylist()).encode(), np.uint8).reshape(-1, _LENGTH)
    data = _MENDED[data]
    values = _VALUES[data]
    sums = (values[:, :17] * np.array(WEIGHTS)).sum(1)
    good = (values.max(1) < 99) & ((31 - sums % 31) % 31 == values[:, 17])
    union = data[:, 0] == ord("8")
    whole = _cut(data, 0, _LENGTH, ~union)
    return _cut(data, 0, _LENGTH, good & ~union), _cut(data, 8, 17, good & ~union), whole


def _cut(data: NDArray[np.uint8], low: int, high: int, wanted: Flags) -> pa.Array:
    kept = np.ascontiguousarray(data[wanted, low:high])
    offsets = np.zeros(len(data) + 1, np.int32)
    np.cumsum(wanted * (high - low), out=offsets[1:])
    return pa.Array.from_buffers(
        pa.string(), len(data), [None, pa.py_buffer(offsets), pa.py_buffer(kept)]
    )


def phones(texts: pa.Array) -> pa.Array:
    """Mobile numbers whole, others by their last seven digits; shorter ones are nothing."""
    digits = pc.replace_substring_regex(pc.fill_null(texts.cast(pa.string()), ""), "[^0-9]", "")
    digits = pc.replace_substring_regex(digits, "^(?:0*86)?(1[0-9]{10})$", "\\1")
    mobile = pc.match_substring_regex(digits, "^1[0-9]{10}$")
    local = pc.utf8_slice_codeunits(digits, -7)
    enough = pc.greater_equal(pc.utf8_length(digits), 7)
    return pc.if_else(enough, pc.if_else(mobile, digits, local), "")
