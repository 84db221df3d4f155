"""A later batch of a list: only what is new or changed is compared; what people decided stays."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from niangjia.engine.columns.chars import Chars, row_hashes
from niangjia.engine.link import AUTO, LINKS, NONE, REVIEW, LinkOptions, LinkResult, link, states_of
from niangjia.engine.prepare import INPUT, with_input_columns
from niangjia.engine.recipe import Progress

DECIDED = "decided"
_SIDES = ("left", "right")
_MARKS = pa.schema([("side", pa.string()), ("id", pa.string()), ("mark", pa.uint64())])


@dataclass(frozen=True)
class Memory:
    """What a comparison leaves for the next one: a mark of every row, and the links."""

    marks: pa.Table
    links: pa.Table

    def save(self, path: Path) -> None:
        """One parquet file, complete or not there at all."""
        links = pa.StructArray.from_arrays(
            [self.links[name].combine_chunks() for name in LINKS.names], fields=list(LINKS)
        )
        empty = self.marks.num_rows, self.links.num_rows
        table = pa.table(
            {
                "mark": pa.concat_arrays([_structs(self.marks), pa.nulls(empty[1], pa.struct(list(_MARKS)))]),
                "link": pa.concat_arrays([pa.nulls(empty[0], pa.struct(list(LINKS))), links]),
            }
        )  # fmt: skip
        part = path.with_name(f".{path.name}.part")
        try:
            pq.write_table(table, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _structs(table: pa.Table) -> pa.StructArray:
    return pa.StructArray.from_arrays(
        [table[name].combine_chunks() for name in _MARKS.names], fields=list(_MARKS)
    )


def read_memory(path: Path) -> Memory:
    """The memory saved at ``path``."""
    table = pq.read_table(path)
    marks, links = (
        pa.Table.from_struct_array(
            table[name].combine_chunks().filter(table[name].is_valid().combine_chunks())
        )
        for name in ("mark", "link")
    )
    return Memory(marks.cast(_MARKS), links.cast(LINKS))


def link_again(
    left: pa.Table,
    right: pa.Table,
    *,
    before: Memory | None = None,
    decided: pa.Table | None = None,
    options: LinkOptions | None = None,
    progress: Progress | None = None,
) -> tuple[LinkResult, Memory]:
    """Compare what is new or changed since ``before``; ``counts["compared"]`` tells how much that was.

    decided: left_id, right_id (empty: no counterpart) as people decided; such rows are never
    compared. A left row whose right row changed or went away is compared anew; others meet only
    the new and changed right rows, and keep their link unless one of these is likelier.
    """
    options = options or LinkOptions()
    left, right = with_input_columns(left), with_input_columns(right)
    marks = pa.concat_tables([_marks(*pair) for pair in zip(_SIDES, (left, right), strict=True)])
    settled = _decided(decided, left, right)
    old = before or Memory(_MARKS.empty_table(), LINKS.empty_table())
    new_left, new_right = (_new(marks, old.marks, side) for side in _SIDES)
    gone = pc.invert(pc.is_in(old.links["right_id"], _kept(right["id"], new_right)))
    lost = old.links["left_id"].filter(gone)
    first = pc.or_(pc.is_in(left["id"], new_left), pc.is_in(left["id"], lost))
    first = pc.and_(first, pc.invert(pc.is_in(left["id"], settled["left_id"])))
    others = pc.and_(pc.invert(first), pc.invert(pc.is_in(left["id"], settled["left_id"])))
    whole = link(left.filter(first), right, options=options, progress=progress)
    changed = right.filter(pc.is_in(right["id"], new_right))
    part = link(left.filter(others), changed, options=options, progress=progress)
    kept = old.links.filter(
        pc.and_(pc.is_in(old.links["left_id"], left["id"].filter(others)), pc.invert(gone))
    )
    links = _likeliest(pa.concat_tables([whole.links, part.links, kept]), options.max_candidates)
    links = pa.concat_tables([links, settled]).sort_by(
        [("left_id", "ascending"), ("probability", "descending"), ("right_id", "ascending")]
    )
    counts = {"left": left.num_rows, "right": right.num_rows, AUTO: 0, REVIEW: 0, NONE: 0}
    states = states_of(left["id"].combine_chunks(), links)
    counts |= {e["values"]: e["counts"] for e in states["state"].value_counts().to_pylist()}
    counts["compared"] = whole.counts["compared"] + part.counts["compared"]
    counts["looked_at"] = left.filter(first).num_rows
    seconds = {name: whole.stages[name] + part.stages[name] for name in whole.stages}
    return LinkResult(links, states, counts, seconds), Memory(
        marks, links.filter(_undecided(links))
    )


def _undecided(links: pa.Table) -> pa.Array:
    return pc.not_equal(links["rule"], DECIDED)


def _marks(side: str, table: pa.Table) -> pa.Table:
    """One mark a row: equal marks, equal rows."""
    text = pc.binary_join_element_wise(*(table[name] for name in INPUT), "\x1f").combine_chunks()
    return pa.table(
        {
            "side": [side] * table.num_rows,
            "id": table["id"].combine_chunks(),
            "mark": row_hashes(Chars.of(text)),
        },
        schema=_MARKS,
    )


def _new(now: pa.Table, before: pa.Table, side: str) -> pa.Array:
    """Ids of the side's rows that were not there before, or not like this."""
    here, there = (t.filter(pc.equal(t["side"], side)) for t in (now, before))
    same = pc.is_in(here["mark"], there["mark"])  # the id is part of the mark
    return here["id"].filter(pc.invert(same)).combine_chunks()


def _kept(ids: pa.ChunkedArray, new: pa.Array) -> pa.Array:
    return ids.filter(pc.invert(pc.is_in(ids, new))).combine_chunks()


def _decided(decided: pa.Table | None, left: pa.Table, right: pa.Table) -> pa.Table:
    """The decisions as links, for rows that are still there; ``right_id`` empty: none."""
    if decided is None:
        return LINKS.empty_table()
    here = pc.is_in(decided["left_id"], left["id"].combine_chunks())
    known = pc.or_(
        pc.is_in(decided["right_id"], right["id"].combine_chunks()),
        pc.equal(decided["right_id"], ""),
    )
    table = decided.filter(pc.and_(here, known))
    size = table.num_rows
    none = pc.equal(table["right_id"], "").combine_chunks()
    return pa.table(
        {
            "left_id": table["left_id"], "right_id": table["right_id"],
            "probability": pc.if_else(none, 0.0, 1.0),
            "zone": pc.if_else(none, NONE, AUTO), "rule": [DECIDED] * size,
            "points": pa.nulls(size, pa.int32()), "reasons": [["人工认定"]] * size,
        },
        schema=LINKS,
    )  # fmt: skip


def _likeliest(links: pa.Table, most: int) -> pa.Table:
    order = links.sort_by(
        [("left_id", "ascending"), ("probability", "descending"), ("right_id", "ascending")]
    )
    kept, last, place = [], None, 0
    for left_id in order["left_id"].to_pylist():
        place = place + 1 if left_id == last else 0
        last = left_id
        kept.append(place < most)
    return order.filter(pa.array(kept, pa.bool_()))
