"""Link one list to another: which row of the right list is each row of the left one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine import stages
from niangjia.engine.columns.chars import Places
from niangjia.engine.engines.base import Engine
from niangjia.engine.engines.duck import Duck
from niangjia.engine.evidence.levels import FIELDS, held
from niangjia.engine.evidence.sides import Side
from niangjia.engine.joint import expanded, owners
from niangjia.engine.model import MODEL_VERSION, Model, Part, known_model
from niangjia.engine.prepare import COLUMNS, Preparer, with_input_columns
from niangjia.engine.recipe import Progress, Quiet
from niangjia.engine.regions import Regions
from niangjia.engine.scoring import PART_OF_POINTS, grouped_parts, reasons, score
from niangjia.engine.scoring import SCHEMA as SCORED
from niangjia.engine.scratch import scratch
from niangjia.engine.tokens import SCHEMA as TOKENS
from niangjia.engine.tokens import Filter, postings

ENGINE_VERSION = "2.0"
AUTO, REVIEW, NONE = "auto", "review", "none"
PART = 100_000
STAGE_WORDS = {
    "read": "读取", "normalise": "整理名称与代码", "exact": "找出完全对应的",
    "candidates": "为其余各行找相近的", "score": "比较证据", "decide": "定下结果",
}  # fmt: skip
STAGES = tuple(STAGE_WORDS)
EXACT_WORTH = {1: 0.9999, 2: 0.9995, 3: 0.999}
ROWS = pa.schema([*COLUMNS, ("row", pa.int64())])
LINKS = pa.schema(
    [
        ("left_id", pa.string()), ("right_id", pa.string()), ("probability", pa.float64()),
        ("zone", pa.string()), ("rule", pa.string()), ("points", pa.int32()),
        ("reasons", pa.list_(pa.string())),
    ]
)  # fmt: skip
PARTS = pa.field("parts", pa.list_(PART_OF_POINTS))


@dataclass(frozen=True)
class LinkOptions:
    """How to work, and from which probability on a link counts.

    regions: names of the divisions that may stand in names (淄博市, 张店区, 马尚街道 …). auto, review:
    probabilities from which a link is confirmed, or shown to a person; lower ones down to ``least``
    are told as 'none'. folder: where DuckDB may put what does not fit into ``memory``. keep: a
    folder for the table of every stage, as parquet. explain: ids of left rows whose candidates are to
    be explained. one_to_one: a right row is given to one left row only. parts: add to the links what
    their points are made of (``PARTS``; empty for links of the exact pass).
    """

    regions: tuple[str, ...] = ()
    auto: float = 0.95
    review: float = 0.2
    least: float = 0.02
    max_candidates: int = 1
    one_to_one: bool = False
    threads: int = 2
    memory: str = "2GB"
    temp_folder: Path | None = None
    keep: Path | None = None
    stop_after: str = "decide"
    explain: tuple[str, ...] = ()
    parts: bool = False
    model: Model | None = None
    engine: Engine | None = None


@dataclass(frozen=True)
class Explained:
    """One candidate of a left row and what its points are made of."""

    right_id: str
    points: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class LinkResult:
    """links: ``LINKS``, the best candidate of each left row (more with ``max_candidates``). A link
    may be as probable as others that are confirmed and yet be for review: see ``held``.

    states: left_id, state 'auto'|'review'|'none', every left row once. counts: left, right, auto,
    review, none, ``rule:<name>``, ``compared`` pairs. stages: seconds of each. explained: for the
    left ids asked for, the candidates with all parts of their points.
    """

    links: pa.Table
    states: pa.Table
    counts: dict[str, int]
    stages: dict[str, float]
    explained: dict[str, list[Explained]] = field(default_factory=dict)
    version: str = field(default=ENGINE_VERSION)
    model_version: str = MODEL_VERSION

    @property
    def seconds(self) -> float:
        return sum(self.stages.values())


def link(
    left: pa.Table,
    right: pa.Table,
    *,
    options: LinkOptions | None = None,
    progress: Progress | None = None,
) -> LinkResult:
    """Compare two tables of text columns (``prepare.INPUT``; id and name needed).

    Ids must be unique within a table: ``ValueError`` otherwise. Equal input gives an equal result,
    whatever the order of rows and columns.
    """
    options, progress = options or LinkOptions(), progress or Quiet()
    with scratch(options.temp_folder) as folder:
        engine = options.engine or Duck(
            threads=options.threads, memory=options.memory, folder=folder
        )
        try:
            return Linkage(engine, options, progress).run(expanded(left), right)
        finally:
            engine.close()


class Linkage:
    """One comparison, stage by stage; each stage leaves tables of its name in the engine."""

    def __init__(self, engine: Engine, options: LinkOptions, progress: Progress) -> None:
        self.engine, self.options, self.progress = engine, options, progress
        self.model = options.model or known_model()
        self.seconds: dict[str, float] = {}
        self.heights = (0, 0)
        self.compared = 0

    def run(self, left: pa.Table, right: pa.Table) -> LinkResult:
        steps: dict[str, Callable[[], None]] = {
            "read": partial(self._read, left, right),
            "normalise": self._normalise,
            "exact": self._exact,
            "candidates": self._candidates,
            "score": self._score,
            "decide": self._decide,
        }
        wanted = STAGES[: STAGES.index(self.options.stop_after) + 1]
        for number, name in enumerate(wanted, start=1):
            self.progress.step(number, len(STAGES), STAGE_WORDS[name])
            begun = time.perf_counter()
            steps[name]()
            self.seconds[name] = round(time.perf_counter() - begun, 3)
        return self._result()

    def _keep(self, name: str, table: pa.Table) -> None:
        if self.options.keep is not None:
            import pyarrow.parquet as pq

            pq.write_table(table, self.options.keep / f"{name}.parquet")

    def _read(self, left: pa.Table, right: pa.Table) -> None:
        self.ids = []
        self.heights = (left.num_rows, right.num_rows)
        for side, label, table in (("left", "左", left), ("right", "右", right)):
            rows = with_input_columns(table)
            order = np.argsort(_ranks(rows["id"], label), kind="stable")
            self.ids.append(rows["id"].combine_chunks().take(pa.array(order)))
            row = np.empty(len(order), np.int64)
            row[order] = np.arange(len(order))
            self.engine.put(f"{side}_list", rows.append_column("row", pa.array(row)))

    def _normalise(self) -> None:
        work = partial(_prepared, preparer=Preparer(Regions(self.options.regions)))
        for side in ("left", "right"):
            self.engine.map(f"{side}_rows", f"{side}_list", work, ROWS)
            self._keep_table(f"{side}_rows")
            self.engine.drop(f"{side}_list")

    def _keep_table(self, name: str) -> None:
        if self.options.keep is not None:
            self._keep(name, self.engine.fetch(name))

    def _exact(self) -> None:
        self.engine.sql("exact", stages.EXACT)
        self.engine.sql("rest", stages.REST)
        self._keep_table("exact")

    def _candidates(self) -> None:
        engine = self.engine
        engine.map("left_tokens", "rest", postings, TOKENS)
        wanted = None
        if engine.filters_tokens:
            tokens = engine.fetch("left_tokens")["token"].to_numpy()
            wanted = Filter(tokens, stages.most_rows(self.heights[1]))
        engine.map("right_tokens", "right_rows", partial(postings, wanted=wanted), TOKENS)
        engine.sql("rare", stages.rare(self.heights[1]))
        engine.sql("asked", stages.ASKED)
        engine.drop("left_tokens")
        engine.drop("right_tokens")
        parts = max(1, self.heights[0] // PART) if engine.filters_tokens else 1
        engine.sql("candidates", stages.candidates(0, parts))
        for part in range(1, parts):  # a part's sums fit into the processor's cache and into memory
            engine.sql("more", stages.candidates(part, parts))
            engine.append("candidates", "more")
        self._keep_table("candidates")

    def _score(self) -> None:
        engine = self.engine
        engine.sql("brands", stages.BRANDS)
        engine.sql("cores", stages.CORES)
        engine.compare(
            "scored", stages.counted("rest"), stages.counted(stages.USED),
            partial(_scored, model=self.model), SCORED,
            spent=("rare", "asked", "right_rows", "left_rows"),
        )  # fmt: skip
        self.compared = engine.fetch("SELECT count(*) AS pairs FROM scored")["pairs"][0].as_py()
        self._keep_table("scored")

    def _decide(self) -> None:
        most = self.options.max_candidates
        self.engine.sql("best", stages.BEST.format(most=most))
        self._keep_table("best")

    def _result(self) -> LinkResult:
        right = self.heights[1]
        links = (LINKS.append(PARTS) if self.options.parts else LINKS).empty_table()
        if self.options.stop_after == "decide":
            links = self._links()
        own = owners(self.ids[0])
        if own is not self.ids[0]:
            links = _best_parts(links, self.options)
            own = pc.unique(own)
        if self.options.one_to_one:
            links = _one_to_one(links)
        self._keep("links", links)
        states = states_of(own, links)
        counts = {"left": len(own), "right": right, AUTO: 0, REVIEW: 0, NONE: 0} | _tally(
            states["state"]
        )
        counts |= {f"rule:{rule}": number for rule, number in _tally(links["rule"]).items()}
        counts["compared"] = self.compared
        return LinkResult(
            links, states, counts, self.seconds, self._explained(),
            model_version=self.model.version,
        )  # fmt: skip

    def _explained(self) -> dict[str, list[Explained]]:
        """The candidates of the rows asked for, in the order of their points."""
        found: dict[str, list[Explained]] = {}
        for left_id in self.options.explain if self.compared else ():
            row = pc.index(self.ids[0], left_id).as_py()
            table = self.engine.fetch(
                f"SELECT * FROM scored WHERE left_row = {row} ORDER BY points DESC, right_row"
            )
            levels = {name: table[name].to_numpy() for name in FIELDS}
            found[left_id] = [
                Explained(
                    self.ids[1][right].as_py(), points, tuple(self.model.parts(levels, place))
                )
                for place, (right, points) in enumerate(
                    zip(table["right_row"].to_pylist(), table["points"].to_pylist(), strict=True)
                )
            ]
        return found

    def _links(self) -> pa.Table:
        """All links in order of left id, probability and right id: rows are numbered by their ids."""
        exact, best = self.engine.fetch("exact"), self.engine.fetch("best")
        probability = self._probabilities(best)
        likely = probability >= self.options.least
        best, probability = best.filter(pa.array(likely)), probability[likely]
        links = pa.concat_tables([self._exact_links(exact), self._scored_links(best, probability)])
        left, right = (
            np.concatenate([table[row].to_numpy() for table in (exact, best)])
            for row in ("left_row", "right_row")
        )
        return links.take(pa.array(np.lexsort((right, -links["probability"].to_numpy(), left))))

    def _exact_links(self, found: pa.Table) -> pa.Table:
        rank = found["rank"].to_numpy().astype(np.int64)
        kinds = sorted(stages.EXACT_RULES)
        place = pa.array(rank - kinds[0])

        def told(values: list[object], kind: pa.DataType) -> pa.Array:
            return pa.array(values, kind).take(place)

        links = pa.table(
            {
                **self._named(found),
                "probability": told([EXACT_WORTH[k] for k in kinds], pa.float64()),
                "zone": told([AUTO for _ in kinds], pa.string()),
                "rule": told([stages.EXACT_RULES[k] for k in kinds], pa.string()),
                "points": pa.nulls(len(rank), pa.int32()),
                "reasons": _agreeing().take(found["agreeing"].combine_chunks().cast(pa.int64())),
            },
            schema=LINKS,
        )
        if not self.options.parts:
            return links
        return links.append_column(PARTS, pa.array([[]] * len(rank), PARTS.type))

    def _named(self, found: pa.Table) -> dict[str, pa.Array]:
        rows = ("left_row", "right_row")
        return {
            f"{side}_id": ids.take(found[row].combine_chunks())
            for side, row, ids in zip(("left", "right"), rows, self.ids, strict=True)
        }

    def _scored_links(self, best: pa.Table, probability: NDArray[np.float64]) -> pa.Table:
        sure = probability >= self.options.auto
        zone = np.where(
            sure & ~held({n: best[n].to_numpy() for n in FIELDS}, best["nearest_code"].to_numpy()),
            AUTO,
            np.where(probability >= self.options.review, REVIEW, NONE),
        )
        links = pa.table(
            {
                **self._named(best), "probability": probability, "zone": pa.array(zone, pa.string()),
                "rule": pa.repeat(pa.scalar("scored"), best.num_rows),
                "points": best["points"], "reasons": reasons(best),
            },
            schema=LINKS,
        )  # fmt: skip
        if not self.options.parts:
            return links
        return links.append_column(PARTS, grouped_parts(best, self.model))

    def _probabilities(self, best: pa.Table) -> NDArray[np.float64]:
        points = best["points"].to_numpy().astype(np.int32)
        missing = pc.fill_null(best["runner_up"], -(10**6)).to_numpy().astype(np.int32)
        first = best["place"].to_numpy() == 1
        rival = np.where(first, missing, best["leader"].to_numpy().astype(np.int32))
        return self.model.probabilities(points, rival)


def _agreeing() -> pa.Array:
    """For every sum of ``stages.EXACT``'s signs the words of what agrees."""
    words = stages.AGREEING
    every = [[w for n, w in enumerate(words) if bits >> n & 1] for bits in range(1 << len(words))]
    return pa.array([told or ["其他各栏一致"] for told in every], pa.list_(pa.string()))


def _prepared(part: pa.Table, preparer: Preparer) -> pa.Table:
    batches = part.combine_chunks().to_batches()
    if not batches:
        return ROWS.empty_table()
    return preparer.prepare(batches[0]).append_column("row", batches[0]["row"])


def _scored(left: Side, right: Side, at_left: Places, at_right: Places, model: Model) -> pa.Table:
    return score(left, right, at_left, at_right, model)


def _ranks(ids: pa.ChunkedArray, label: str) -> Places:
    """The rank of every id among the sorted ids; ``ValueError`` where one occurs twice."""
    order = pc.sort_indices(ids)
    ordered = ids.take(order).combine_chunks()
    if len(ordered) > 1:
        twice = pc.equal(ordered[1:], ordered[:-1])
        if pc.any(twice).as_py():
            repeated = ordered[1:].filter(twice)[0]
            raise ValueError(f"{label}表的编号“{repeated}”出现了不止一次")
    ranks = np.empty(len(ordered), np.int64)
    ranks[order.to_numpy()] = np.arange(len(ordered))
    return ranks


def _best_parts(links: pa.Table, options: LinkOptions) -> pa.Table:
    """For a joint organisation the best links of all the firms it names.

    Where its firms are several of the right list none of them is the organisation: a person sees it.
    """
    named = links["left_id"].combine_chunks()
    links = links.set_column(0, "left_id", owners(named))
    likely = links.filter(
        pc.and_(
            pc.not_equal(named, links["left_id"]),
            pc.greater_equal(links["probability"], options.review),
        )
    )
    firms = likely.group_by("left_id").aggregate([("right_id", "count_distinct")])
    several = firms.filter(pc.greater(firms["right_id_count_distinct"], 1))["left_id"]
    links = _at_most_review(links, pc.is_in(links["left_id"], several), options.auto)
    order = links.sort_by(
        [("left_id", "ascending"), ("probability", "descending"), ("right_id", "ascending")]
    )
    ids = order["left_id"].to_pylist()
    kept, place = [], 0
    for number, left_id in enumerate(ids):
        place = place + 1 if number and ids[number - 1] == left_id else 0
        kept.append(place < options.max_candidates)
    return order.filter(pa.array(kept, pa.bool_()))


def _at_most_review(links: pa.Table, rows: pa.ChunkedArray, auto: float) -> pa.Table:
    """The links with those of ``rows`` a little less probable than what is confirmed unseen."""
    sure = pc.and_(rows, pc.greater_equal(links["probability"], auto))
    least = round(auto - 0.0001, 4)
    for name, lower in (("probability", least), ("zone", REVIEW)):
        told = pc.if_else(sure, pa.scalar(lower, links[name].type), links[name])
        links = links.set_column(links.column_names.index(name), links.field(name), told)
    return links


def _one_to_one(links: pa.Table) -> pa.Table:
    """Links in order of probability, each row of either list at most once."""
    order = links.sort_by(
        [("probability", "descending"), ("left_id", "ascending"), ("right_id", "ascending")]
    )
    taken: tuple[set[str], set[str]] = (set(), set())
    kept = []
    for left, right in zip(
        order["left_id"].to_pylist(), order["right_id"].to_pylist(), strict=True
    ):
        free = left not in taken[0] and right not in taken[1]
        kept.append(free)
        if free:
            taken[0].add(left)
            taken[1].add(right)
    return order.filter(pa.array(kept, pa.bool_())).sort_by(
        [("left_id", "ascending"), ("right_id", "ascending")]
    )


def states_of(ids: pa.Array, links: pa.Table) -> pa.Table:
    """Every left row with the best zone of its links."""
    order = pa.array([AUTO, REVIEW, NONE])
    ranked = pa.table({"left_id": links["left_id"], "rank": pc.index_in(links["zone"], order)})
    first = ranked.group_by("left_id", use_threads=False).aggregate([("rank", "min")])
    place = pc.index_in(ids, first["left_id"].combine_chunks())
    rank = pc.fill_null(first["rank_min"].combine_chunks().take(place), 2)
    return pa.table({"left_id": ids, "state": order.take(rank)})


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    return {entry["values"]: entry["counts"] for entry in column.value_counts().to_pylist()}
