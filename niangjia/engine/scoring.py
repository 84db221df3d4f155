"""Candidates compared: levels of evidence and points for batches of pairs."""

import numpy as np
import pyarrow as pa

from niangjia.engine.columns.chars import Places
from niangjia.engine.evidence.levels import FIELDS, OF_NAMES, levels
from niangjia.engine.evidence.sides import Side
from niangjia.engine.model import Model

SCHEMA = pa.schema(
    [
        ("left_row", pa.int64()),
        ("right_row", pa.int64()),
        ("points", pa.int32()),
        *((name, pa.int8()) for name in FIELDS),
    ]
)


def score(left: Side, right: Side, at_left: Places, at_right: Places, model: Model) -> pa.Table:
    """Points and levels of the pairs (at_left[i], at_right[i]); ``SCHEMA``."""
    found = levels(left, right, at_left, at_right, model.rarity)
    rows = (side.column("row").to_numpy()[at] for side, at in ((left, at_left), (right, at_right)))
    first, second = rows
    columns = {"left_row": first, "right_row": second, "points": model.totals(found), **found}
    return pa.table(columns, schema=SCHEMA)


PART_OF_POINTS = pa.struct([("field", pa.string()), ("label", pa.string()), ("points", pa.int32())])


def grouped_parts(scored: pa.Table, model: Model) -> pa.Array:
    """For each scored pair what its points are made of, a list of ``PART_OF_POINTS``."""
    found = {name: scored[name].to_numpy() for name in FIELDS}
    renamed = found["former"] > 0
    labels, fields, points, told = [], [], [], []
    for group, amount in model.shares(found).items():
        if group == "base":
            words, level = ["起点：没有任何证据时"], np.zeros(len(amount), np.int64)
        else:
            own = [f"{FIELDS[group].label}：{word}" for word in FIELDS[group].words]
            words = own + [f"{word}（按曾用名）" for word in own]
            level = found[group].astype(np.int64) + len(own) * (renamed & (group in OF_NAMES))
        labels.append(np.array(words, object)[level])
        fields.append(np.full(len(amount), group, object))
        points.append(amount)
        told.append(amount != 0)
    kept = np.stack(told, 1)
    offsets = np.zeros(len(kept) + 1, np.int32)
    np.cumsum(kept.sum(1), out=offsets[1:])
    columns = [np.stack(part, 1)[kept] for part in (fields, labels, points)]
    flat = pa.StructArray.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, PART_OF_POINTS, strict=True)],
        fields=list(PART_OF_POINTS),
    )
    return pa.ListArray.from_arrays(pa.array(offsets), flat)


def reasons(scored: pa.Table) -> pa.Array:
    """For each scored pair the list of its shown evidence in words."""
    shown = [(name, field) for name, field in FIELDS.items() if field.shown]
    words: list[str] = []
    places = np.zeros((scored.num_rows, len(shown)), np.int64)
    for n, (name, field) in enumerate(shown):
        places[:, n] = scored[name].to_numpy() + len(words)
        words += field.words
    told = np.array([_worth_telling(word) for word in words], bool)
    kept = told[places]
    of_name = np.array([name in OF_NAMES for name, _ in shown])
    kept &= ~(of_name & (scored["former"].to_numpy() > 0)[:, None])
    offsets = np.zeros(scored.num_rows + 1, np.int32)
    np.cumsum(kept.sum(1), out=offsets[1:])
    flat = pa.array(words, pa.string()).take(pa.array(places[kept]))
    return pa.ListArray.from_arrays(pa.array(offsets), flat)


def _worth_telling(word: str) -> bool:
    """Not what says nothing: fields that cannot be compared, or that neither side has."""
    return not word.endswith("不可比") and word not in (
        "一方没有可用代码", "都不是分支机构", "都没有序号", "没有曾用名对应", "一方没有字号", "一方没有行业",
    )  # fmt: skip
