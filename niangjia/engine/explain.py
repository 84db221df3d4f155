"""Why a pair has its points: every part in plain Chinese, and the parts add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from niangjia.engine.evidence.levels import levels, words
from niangjia.engine.evidence.sides import Side
from niangjia.engine.model import FAR, Model, Part, known_model
from niangjia.engine.prepare import INPUT, Preparer
from niangjia.engine.regions import Regions


@dataclass(frozen=True)
class Explanation:
    """total: the sum of the points of ``parts``. probability: of the pair standing alone, without a
    rival. evidence: the levels of the fields in words."""

    total: int
    parts: tuple[Part, ...]
    probability: float
    evidence: tuple[str, ...]

    def text(self, most: int = 12) -> str:
        """Lines for a person: the heaviest parts, what the others make together, the total."""
        shown = [part for part in self.parts if part.points][:most]
        rest = self.total - sum(part.points for part in shown)
        lines = [f"{part.field}：{part.words} {part.points:+d}" for part in shown]
        lines += [f"其余各项合计 {rest:+d}"] if rest else []
        return "\n".join([*lines, f"合计 {self.total:+d}，单独看的把握 {self.probability:.2%}"])


def explain(
    left: Mapping[str, str],
    right: Mapping[str, str],
    *,
    regions: Sequence[str] = (),
    namesakes: int = 1,
    model: Model | None = None,
) -> Explanation:
    """Explain one pair of rows (keys as in ``prepare.INPUT``; missing ones are empty).

    namesakes: how many rows of the register bear the right row's trade name, 1 where unknown.
    """
    model = model or known_model()
    preparer = Preparer(Regions(regions))
    sides = [_side(preparer, row, namesakes) for row in (left, right)]
    first = np.zeros(1, np.int64)
    found = levels(sides[0], sides[1], first, first, model.rarity)
    total = model.totals(found)
    probability = float(model.probabilities(total, total - np.int32(FAR))[0])
    return Explanation(
        int(total[0]), tuple(model.parts(found, 0)), probability, tuple(words(found, 0))
    )


def _side(preparer: Preparer, row: Mapping[str, str], namesakes: int) -> Side:
    batch = pa.record_batch({name: pa.array([row.get(name) or ""], pa.string()) for name in INPUT})
    rows = preparer.prepare(batch).append_column("row", pa.array([0]))
    rows = rows.append_column("brand_rows", pa.array([namesakes]))
    return Side(rows.append_column("core_rows", pa.array([1])))
