"""Names of persons: spelling made equal, masks (张*, 张某某) made one."""

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars
from niangjia.engine.columns.cleaning import clean
from niangjia.engine.text import clean_text

MASK = "*"
_MASKED = "^([\\p{Han}])[*＊×xX某○〇◯●?？_]+(\\p{Han}?)$"


def persons(texts: pa.Array) -> pa.Array:
    """王 小明 → 王小明; 王** and 王某某 → 王*; 王*明 keeps its last character."""
    texts = pc.fill_null(texts.cast(pa.string()), "")
    chars = Chars.of(texts)
    points = chars.points
    rows = chars.any_in_row((points < 0x4E00) | (points > 0x9FFF) | (points == ord("某")))
    plain = clean(chars)[0].to_arrow()
    if not rows.any():
        return plain
    mask = pa.array(rows)
    return pc.replace_with_mask(plain, mask, _others(texts.filter(mask)))


def _others(texts: pa.Array) -> pa.Array:
    """The same for names that are not Chinese characters alone, or that may be masked."""
    trimmed = pc.replace_substring_regex(texts, "\\s+", "")
    masked = pc.match_substring_regex(trimmed, _MASKED)
    chars, odd = clean(Chars.of(trimmed))
    plain = chars.to_arrow()
    if odd.any():
        values = [clean_text(text) for text in trimmed.filter(pa.array(odd)).to_pylist()]
        plain = pc.replace_with_mask(plain, pa.array(odd), pa.array(values, pa.string()))
    return pc.if_else(masked, pc.replace_substring_regex(trimmed, _MASKED, "\\1*\\2"), plain)
