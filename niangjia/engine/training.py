"""From lists with known truth to a model file: examples, training, the figures reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars
from niangjia.engine.engines.duck import Duck
from niangjia.engine.evidence.levels import FIELDS
from niangjia.engine.evidence.sides import Side, Small
from niangjia.engine.link import Linkage, LinkOptions
from niangjia.engine.model import Model, rarity_table
from niangjia.engine.prepare import Preparer, with_input_columns
from niangjia.engine.recipe import Quiet
from niangjia.engine.regions import Regions
from niangjia.engine.tables import regions_in
from niangjia.engine.train import Examples, best_pairs, rarities, train

OFFSET = 10**8
BY_HAND = {("code", 2): 200, ("former", 1): -120, ("former", 2): -150}
"""Points of levels that hardly any known pair has: the organisation code alone, a former name."""
NOTHING = Model("", 0, {}, {}, (1.0, 0.0, 0.0, 0.0, 0.0), 1.0, rarity_table([]), {})


@dataclass(frozen=True)
class KnownPair:
    """Two lists and the truth: for every left id the right id, or nothing."""

    name: str
    left: pa.Table
    right: pa.Table
    truth: Mapping[str, str]

    @property
    def regions(self) -> tuple[str, ...]:
        return regions_in(self.left, self.right)


@dataclass(frozen=True)
class Solved:
    """The scored candidates of a known pair, and what the exact pass had settled before."""

    examples: Examples
    settled: int
    settled_right: int
    linked: int


def read_known(folder: Path) -> KnownPair:
    """A folder with a.parquet, b.parquet (columns of ``INPUT``) and truth.parquet (aid, bid)."""
    left, right, truth = (pq.read_table(folder / f"{name}.parquet") for name in ("a", "b", "truth"))
    ids = truth["bid"].fill_null("").to_pylist()
    known = dict(zip(truth["aid"].to_pylist(), ids, strict=True))
    return KnownPair(folder.name, left, right, known)


def rarity_of(register: pa.Table, regions: Sequence[str]) -> Small:
    """Rarity of the characters in a register's names."""
    batch = with_input_columns(register).combine_chunks().to_batches()[0]
    name: Chars = Side(
        pa.Table.from_batches([Preparer(Regions(regions)).prepare(batch).to_batches()[0]])
    ).name
    return rarities(name.points, name.rows, register.num_rows)


def solve(
    pair: KnownPair, rarity: Small, folder: Path, weight: float = 1.0, offset: int = 0
) -> Solved:
    """Run the stages up to the scores and put the truth beside them."""
    model = replace(NOTHING, rarity=rarity)
    options = LinkOptions(regions=pair.regions, model=model, stop_after="score")
    engine = Duck(memory="4GB", folder=folder)
    linkage = Linkage(engine, options, Quiet())
    linkage.run(pair.left, pair.right)
    scored, exact = engine.fetch("scored"), engine.fetch("exact")
    engine.close()
    wanted = np.array([pair.truth.get(i, "") for i in linkage.ids[0].to_pylist()], object)
    right_ids = np.array(linkage.ids[1].to_pylist(), object)

    def right(table: pa.Table) -> NDArray[np.bool_]:
        said = right_ids[table["right_row"].to_numpy()]
        found: NDArray[np.bool_] = wanted[table["left_row"].to_numpy()] == said
        return found

    examples = Examples(
        levels={name: scored[name].to_numpy() for name in FIELDS},
        left=scored["left_row"].to_numpy() + offset * OFFSET,
        right=scored["right_row"].to_numpy(), true=right(scored),
        weight=np.full(scored.num_rows, weight),
    )  # fmt: skip
    return Solved(examples, exact.num_rows, int(right(exact).sum()), int((wanted != "").sum()))


def merged(parts: Sequence[Examples]) -> Examples:
    """All examples as one."""
    return Examples(
        levels={name: np.concatenate([p.levels[name] for p in parts]) for name in FIELDS},
        left=np.concatenate([p.left for p in parts]), right=np.concatenate([p.right for p in parts]),
        true=np.concatenate([p.true for p in parts]), weight=np.concatenate([p.weight for p in parts]),
    )  # fmt: skip


def figures(model: Model, solved: Solved) -> dict[str, Any]:
    """Precision, recall and F1 at even odds; the automatic zone; a table of reliability."""
    examples = solved.examples
    total = model.totals(examples.levels)
    best, runner_up = best_pairs(examples.left, examples.right, total)
    share = model.probabilities(total[best], runner_up)
    true = examples.true[best]

    def from_on(least: float) -> tuple[float, float]:
        chosen = share >= least
        right = int(true[chosen].sum()) + solved.settled_right
        told = int(chosen.sum()) + solved.settled
        return right / max(told, 1), right / max(solved.linked, 1)

    precision, recall = from_on(0.5)
    sure, sure_share = from_on(0.95)
    return {
        "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "automatic_right": round(sure, 4), "automatic_share": round(sure_share, 4),
        "reliability": list(_reliability(share, true)),
    }  # fmt: skip


def _reliability(share: NDArray[np.float64], true: NDArray[np.bool_]) -> Iterator[list[float]]:
    """[from, to, rows, mean probability, share that is right] of the scored best candidates."""
    edges = (0.0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995, 1.0001)
    for low, high in pairwise(edges):
        inside = (share >= low) & (share < high)
        if inside.any():
            told = (round(float(share[inside].mean()), 4), round(float(true[inside].mean()), 4))
            yield [low, min(high, 1.0), int(inside.sum()), *told]


def train_on(
    pairs: Sequence[tuple[KnownPair, float]],
    folder: Path,
    *,
    version: str,
    caution: float,
    pull: float,
) -> Model:
    """A model from pairs with weights; the rarity of characters is that of the first register."""
    rarity = rarity_of(pairs[0][0].right, pairs[0][0].regions)
    solved = [solve(pair, rarity, folder, weight, n) for n, (pair, weight) in enumerate(pairs)]
    examples = merged([part.examples for part in solved])
    model = train(examples, rarity, version=version, caution=caution, pull=pull)
    for (field, level), points in BY_HAND.items():
        model.single[field][level] = points
    names = [pair.name for pair, _ in pairs]
    reached = {name: figures(model, part) for name, part in zip(names, solved, strict=True)}
    return replace(model, figures={"trained_on": reached})
