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
    trimmed = pc.replace_substring_regex(texts, "\\s+", "")
    masked = pc.match_substring_regex(trimmed, _MASKED)
    chars, odd = clean(Chars.of(trimmed))
    plain = chars.to_arrow()
    if odd.any():
        values = [clean_text(text) for text in trimmed.filter(pa.array(odd)).to_pylist()]
        plain = pc.replace_with_mask(plain, pa.array(odd), pa.array(values, pa.string()))
    return pc.if_else(masked, pc.replace_substring_regex(trimmed, _MASKED, "\\1*\\2"), plain)
