"""Organisations of several firms: 甲公司乙公司联合党支部 is compared once for each firm it names."""

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars
from niangjia.engine.columns.cleaning import clean
from niangjia.engine.names import split_joint

PART = "\x1f"
_FORM = "(?:公司|合作社|厂|商行|酒店|超市)"
_MAY_BE_SEVERAL = f"{_FORM}.*{_FORM}|[、,;/+&(]"
_MAY_BE_JOINT = "联合(?:党|工会|总支|支部)|联合基层工会"


def expanded(left: pa.Table) -> pa.Table:
    """The list with one row more for each further firm of a joint organisation.

    Such a row has the id of its own row, ``PART`` and a number; only names differ.
    """
    if not {"id", "name"} <= set(left.column_names):
        return left
    ids, names, places = [], [], []
    for place in _perhaps(left["name"].cast(pa.string())).to_pylist():
        firms = split_joint(left["name"][place].as_py())
        for number, firm in enumerate(firms if len(firms) > 1 else []):
            ids.append(f"{left['id'][place].as_py()}{PART}{number}")
            names.append(firm)
            places.append(place)
    if not places:
        return left
    more = left.take(pa.array(places))
    more = more.set_column(more.column_names.index("id"), "id", pa.array(ids, pa.string()))
    more = more.set_column(more.column_names.index("name"), "name", pa.array(names, pa.string()))
    for code in {"uscc"} & set(
        more.column_names
    ):  # the code is that of one of them, nobody says which
        blank = pa.repeat(pa.scalar(""), len(places))
        more = more.set_column(more.column_names.index(code), code, blank)
    return pa.concat_tables([left, more.cast(left.schema)])


def _perhaps(names: pa.ChunkedArray) -> pa.Array:
    """The rows that may name several firms: few of them need a look at the words."""
    joint = pc.fill_null(pc.match_substring_regex(names, _MAY_BE_JOINT), False)
    rows = pc.indices_nonzero(joint)
    chars, odd = clean(Chars.of(names.take(rows).combine_chunks()))
    return rows.filter(
        pc.or_(pc.match_substring_regex(chars.to_arrow(), _MAY_BE_SEVERAL), pa.array(odd))
    )


def owners(ids: pa.Array) -> pa.Array:
    """The id of the list's own row for each id of an expanded list."""
    if not pc.any(pc.match_substring(ids, PART)).as_py():
        return ids
    return pc.replace_substring_regex(ids, f"{PART}[0-9]+$", "")
