"""The one place where an engine's result becomes link rows (see ``Scored``)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

import pyarrow as pa

from niangjia.engine import ENGINE_VERSION, MODEL_VERSION, LinkResult
from niangjia.matching.enums import Zone
from niangjia.matching.rules.evidence import checked
from niangjia.matching.rules.zones import NOTHING, Band, Judged, zones

CHUNK = 20_000
as_json = json.JSONEncoder(ensure_ascii=False).encode
LINK_COLUMNS = (
    "entry_id", "enterprise_id", "zone", "engine_zone", "rule", "reasons", "points", "parts",
    "probability", "engine_version", "model_version", "threshold_id",
)  # fmt: skip
"""What a scored pair fills of a link; the rest says who ran it and who decided."""


@dataclass(slots=True)
class Scored:
    """A pair as the engine judged it; ``zone`` is what the source's thresholds make of it.

    ``points`` and ``parts`` stay empty for pairs of the exact pass, which need no points. Raises
    ``DoesNotAddUp`` when they disagree.
    """

    entry: int
    enterprise: int
    probability: Decimal | None
    engine_zone: str
    rule: str
    reasons: list[str]
    points: int | None = None
    parts: list[dict[str, Any]] = field(default_factory=list)
    zone: str = ""

    def __post_init__(self) -> None:
        checked(self.points, self.parts)

    def line(self, model_version: str, threshold: int | None) -> tuple[Any, ...]:
        """Values of ``LINK_COLUMNS``; parts as the driver writes JSON."""
        return (
            self.entry, self.enterprise, self.zone, self.engine_zone, self.rule, self.reasons,
            self.points, as_json(self.parts), self.probability, ENGINE_VERSION, model_version, threshold,
        )  # fmt: skip


def model_of(result: LinkResult) -> str:
    """Version of the weights the result was scored by."""
    return result.model_version


def installed_model() -> str:
    """The model version that the next comparison would use."""
    return MODEL_VERSION


def _scored(row: dict[str, Any]) -> Scored:
    probability = row.get("probability")
    parts = [
        {
            "field": str(part.get("field", "")),
            "label": str(part.get("label") or part.get("field", "")),
            "points": int(part["points"]),
        }
        for part in row.get("parts") or ()
    ]
    return Scored(
        entry=int(row["left_id"]),
        enterprise=int(row["right_id"]),
        probability=None if probability is None else Decimal(str(round(probability, 4))),
        engine_zone=row["zone"],
        rule=row.get("rule") or "score",
        reasons=[str(reason)[:200] for reason in row.get("reasons") or ()],
        points=row.get("points") if parts else None,
        parts=parts,
    )


def scored_pairs(table: pa.Table) -> Iterator[Scored]:
    """Every pair of the engine's table ``links``, ordered as it is: by left row."""
    for batch in table.to_batches(max_chunksize=CHUNK):
        for row in batch.to_pylist():
            yield _scored(row)


def banded(pairs: Iterable[Scored], band: Band) -> Iterator[Scored]:
    """The pairs with their zone by the thresholds; what is no match is left out."""
    for _, group in groupby(pairs, key=attrgetter("entry")):
        candidates = list(group)
        judged = [Judged(one.probability, one.engine_zone) for one in candidates]
        for one, zone in zip(candidates, zones(judged, band), strict=True):
            if zone != NOTHING:
                one.zone = str(Zone(zone))
                yield one
