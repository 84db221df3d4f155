"""The additive model: integer points for every level of evidence, and what a total is worth.

The points of a pair are the sum of its levels' points and of its crossed levels' points; 100
points are one natural logarithm of odds. The probability comes from the total and from its
distance to the runner-up of the same left row.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.evidence.levels import FIELDS, WIDTH, Levels
from niangjia.engine.evidence.sides import Small

MODEL_VERSION = "points-1.2"
"""Of the installed model; a test compares it with the data file."""
SCALE = 100
FAR = 800  # points: a runner-up further behind changes nothing
Points = NDArray[np.int32]


@dataclass(frozen=True)
class Part:
    """One contribution to a total: which field, what was found, how many points."""

    field: str
    words: str
    points: int


@dataclass(frozen=True)
class Model:
    """version: of the data file. single: field → points by level. crossed: (field, field) → points
    by both levels. worth: coefficients of the total, of the lead over the runner-up (in full, to
    three and to one), and the constant. caution: how much of the log odds above even is believed.
    rarity: points of rarity by character."""

    version: str
    base: int
    single: dict[str, Points]
    crossed: dict[tuple[str, str], Points]
    worth: tuple[float, ...]
    caution: float
    rarity: Small
    figures: dict[str, Any]

    def totals(self, levels: Levels) -> Points:
        """Points of every pair of the batch."""
        total = np.full(len(levels["kind"]), self.base, np.int32)
        for name, points in self.single.items():
            total += points.take(levels[name])
        for (first, second), points in self.crossed.items():
            total += points.take(levels[first].astype(np.int64) * WIDTH + levels[second])
        return total

    def probabilities(self, total: Points, runner_up: Points) -> NDArray[np.float64]:
        """Probability that the best pair of a left row is right, to four places."""
        odds = features(total, runner_up) @ np.array(self.worth[:-1]) + self.worth[-1]
        odds = np.where(odds > 0, odds * self.caution, odds)
        lead = (total.astype(np.int64) - runner_up) / SCALE
        odds = np.minimum(odds, lead)  # of two, one is right: no surer than its lead over the other
        share: NDArray[np.float64] = np.round(1 / (1 + np.exp(-np.clip(odds, -30, 30))), 4)
        return share

    def parts(self, levels: Levels, place: int) -> list[Part]:
        """Every contribution to one pair's total, the heaviest first; they add up to the total."""
        told = [Part("起点", "没有任何证据时", self.base)]
        for name, points in self.single.items():
            level = int(levels[name][place])
            told.append(Part(FIELDS[name].label, FIELDS[name].words[level], int(points[level])))
        for (first, second), points in self.crossed.items():
            one, two = int(levels[first][place]), int(levels[second][place])
            label = f"{FIELDS[first].label}与{FIELDS[second].label}合看"
            both = f"{FIELDS[first].words[one]}，{FIELDS[second].words[two]}"
            told.append(Part(label, both, int(points[one * WIDTH + two])))
        return sorted(told, key=lambda part: (-abs(part.points), part.field))

    def shares(self, levels: Levels) -> dict[str, Points]:
        """The points of every pair by group of ``GROUPS``; together they are the totals.

        Points of two levels seen together count for the one that is not of the name, or for the
        first one.
        """
        size = len(levels["kind"])
        found = {name: np.zeros(size, np.int32) for name in ("base", *GROUPS)}
        found["base"] += self.base
        for name, points in self.single.items():
            found[_group(name)] += points[levels[name]]
        for (first, second), points in self.crossed.items():
            group = _group(first) if _group(first) != "kind" else _group(second)
            found[group] += points[levels[first].astype(np.int32) * WIDTH + levels[second]]
        return found

    def to_json(self) -> str:
        """The data file."""
        data = {
            "version": self.version, "figures": self.figures, "base": self.base,
            "worth": [round(value, 6) for value in self.worth], "caution": self.caution,
            "single": {name: _trimmed(points) for name, points in self.single.items()},
            "crossed": {
                f"{a}*{b}": [_trimmed(line) for line in points.reshape(WIDTH, WIDTH)[: len(FIELDS[a].words)]]
                for (a, b), points in self.crossed.items()
            },
            "rarity": rarity_text(self.rarity),
        }  # fmt: skip
        return json.dumps(data, ensure_ascii=False, indent=0).replace(",\n", ",") + "\n"


GROUPS = (
    "kind", "code", "person", "phone", "address", "district", "form", "branch", "division", "former",
)  # fmt: skip
"""Fields under which a person sees the points; all that says how two names relate is under the name."""


def _group(name: str) -> str:
    return name if name in GROUPS else "kind"


def features(total: Points, runner_up: Points) -> NDArray[np.float64]:
    """What the worth of a total depends on, in natural logarithms of odds."""
    lead = np.clip(total.astype(np.int64) - runner_up, -FAR, FAR) / SCALE
    return np.column_stack([total / SCALE, lead, np.minimum(lead, 3), np.minimum(lead, 1)])


def _trimmed(points: Points) -> list[int]:
    used = np.flatnonzero(points)
    return [int(value) for value in points[: used[-1] + 1 if len(used) else 0]]


def _filled(values: Sequence[int], size: int = WIDTH) -> Points:
    points = np.zeros(size, np.int32)
    points[: len(values)] = values
    return points


def from_json(text: str) -> Model:
    """A model from its data file."""
    data = json.loads(text)
    crossed = {}
    for name, lines in data["crossed"].items():
        first, second = name.split("*")
        table = [_filled(line) for line in lines] + [_filled([])] * (WIDTH - len(lines))
        crossed[first, second] = np.concatenate(table)
    return Model(
        version=data["version"], base=data["base"],
        single={name: _filled(values) for name, values in data["single"].items()},
        crossed=crossed, worth=tuple(data["worth"]), caution=data["caution"],
        rarity=rarity_table(data["rarity"]), figures=data["figures"],
    )  # fmt: skip


def rarity_text(table: Small) -> list[str]:
    """Characters by rarity, the commonest first; those of the last class are not named."""
    return ["".join(chr(c) for c in np.flatnonzero(table == level) if c) for level in range(15)]


def rarity_table(classes: Sequence[str]) -> Small:
    table = np.full(0x10000, len(classes), np.int8)
    for level, characters in enumerate(classes):
        table[[ord(c) for c in characters]] = level
    table[0] = 0
    return table


@lru_cache(maxsize=4)
def known_model(name: str = "model-1") -> Model:
    """A model of the package."""
    return from_json((files("niangjia.engine") / "data" / f"{name}.json").read_text("utf-8"))
