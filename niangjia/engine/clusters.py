"""Several lists and the ledger at once: one cluster for each enterprise, conflicts reported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.codes import codes
from niangjia.engine.link import AUTO, REVIEW, LinkOptions, link
from niangjia.engine.recipe import Progress

MARK = "\x1e"


@dataclass(frozen=True)
class Clusters:
    """rows: list, id, cluster (a number; rows of one enterprise share it), state 'alone' | 'auto' |
    'review'. conflicts: cluster, reason. doubtful: list, id, other_list, other_id, probability,
    reasons: pairs for a person that no cluster rests on. Every row of every list is in ``rows`` once."""

    rows: pa.Table
    conflicts: pa.Table
    doubtful: pa.Table
    compared: int


@dataclass(frozen=True, slots=True)
class _Found:
    first: str
    second: str
    probability: float
    zone: str
    reasons: list[str]


def link_many(
    lists: Mapping[str, pa.Table],
    *,
    options: LinkOptions | None = None,
    progress: Progress | None = None,
) -> Clusters:
    """Cluster the rows of several lists; each table as for ``link``.

    Every list is compared with every earlier one, in the order of their names, so the result does
    not depend on the order they are given in. Rows of one list meet only through rows of another.
    A cluster whose rows bear different usable codes is a conflict: a person has to look at it.
    """
    options = replace(options or LinkOptions(), max_candidates=1)
    names = sorted(lists)
    found: list[_Found] = []
    compared = 0
    for place, second in enumerate(names):
        for first in names[:place]:
            result = link(lists[second], lists[first], options=options, progress=progress)
            compared += result.counts["compared"]
            found += [
                _Found(
                    _key(second, row["left_id"]), _key(first, row["right_id"]),
                    row["probability"], row["zone"], row["reasons"],
                )
                for row in result.links.to_pylist() if row["zone"] in (AUTO, REVIEW)
            ]  # fmt: skip
    return _clustered(lists, names, found, compared)


def _key(name: str, row_id: str) -> str:
    return f"{name}{MARK}{row_id}"


class _Sets:
    """Union-find; the smallest key of a set stands for it."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def of(self, key: str) -> str:
        root = key
        while (above := self.above.get(root, root)) != root:
            root = above
        while key != root:
            self.above[key], key = root, self.above.get(key, root)
        return root

    def join(self, first: str, second: str) -> None:
        one, two = sorted((self.of(first), self.of(second)))
        self.above[two] = one


def _clustered(
    lists: Mapping[str, pa.Table], names: list[str], found: list[_Found], compared: int
) -> Clusters:
    sets = _Sets()
    for pair in found:
        if pair.zone == AUTO:
            sets.join(pair.first, pair.second)
    keys = [
        _key(name, row_id) for name in names for row_id in sorted(lists[name]["id"].to_pylist())
    ]
    roots = [sets.of(key) for key in keys]
    numbers = {root: number for number, root in enumerate(sorted(set(roots)), start=1)}
    several = _several_codes(lists, sets)
    sizes: dict[str, int] = {}
    for root in roots:
        sizes[root] = sizes.get(root, 0) + 1

    def state(root: str) -> str:
        if root in several:
            return REVIEW
        return AUTO if sizes[root] > 1 else "alone"

    told = [key.split(MARK, 1) for key in keys]
    rows = pa.table(
        {
            "list": [name for name, _ in told], "id": [row_id for _, row_id in told],
            "cluster": pa.array([numbers[root] for root in roots], pa.int64()),
            "state": [state(root) for root in roots],
        }
    )  # fmt: skip
    conflicts = pa.table(
        {
            "cluster": pa.array([numbers[root] for root in sorted(several)], pa.int64()),
            "reason": pa.array(
                [f"同一家里有 {len(several[r])} 个不同的代码：{'、'.join(sorted(several[r]))}" for r in sorted(several)],
                pa.string(),
            ),
        }
    )  # fmt: skip
    return Clusters(rows, conflicts, _doubtful(found, sets), compared)


def _several_codes(lists: Mapping[str, pa.Table], sets: _Sets) -> dict[str, set[str]]:
    """Clusters in which rows bear different usable codes, with the codes."""
    by_root: dict[str, set[str]] = {}
    for name, table in lists.items():
        if "uscc" not in table.column_names:
            continue
        usable, _, _ = codes(
            pa.concat_arrays(pc.fill_null(table["uscc"], "").cast(pa.string()).chunks)
        )
        for row_id, code in zip(table["id"].to_pylist(), usable.to_pylist(), strict=True):
            if code:
                by_root.setdefault(sets.of(_key(name, row_id)), set()).add(code)
    return {root: told for root, told in by_root.items() if len(told) > 1}


def _doubtful(found: list[_Found], sets: _Sets) -> pa.Table:
    """Pairs for a person, without those that have come together by another way."""
    pairs = [p for p in found if p.zone == REVIEW and sets.of(p.first) != sets.of(p.second)]
    sides = [(*p.first.split(MARK, 1), *p.second.split(MARK, 1)) for p in pairs]
    names = ("list", "id", "other_list", "other_id")
    columns = {
        name: pa.array([side[n] for side in sides], pa.string()) for n, name in enumerate(names)
    }
    columns["probability"] = pa.array([p.probability for p in pairs], pa.float64())
    columns["reasons"] = pa.array([p.reasons for p in pairs], pa.list_(pa.string()))
    return pa.table(columns)
