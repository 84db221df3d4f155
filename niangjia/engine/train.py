"""Training: the points of the model from pairs of lists whose truth is known.

Logistic regression over the levels and crossed levels, by L-BFGS in plain numpy; weights pulled
towards nothing, so that a level seldom seen says little. Two halves of the left rows are trained
against one another to learn what a total is worth, since a total is too sure of the pairs it was
trained on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.evidence.levels import FIELDS, WIDTH, Levels
from niangjia.engine.evidence.sides import Small
from niangjia.engine.model import FAR, SCALE, Model, features

Floats = NDArray[np.float64]
CROSSED = tuple(
    (first, second)
    for line in (
        "kind: person address phone code branch size brand_left brand_right core_left core_right",
        "kind: district division form number trade miss_left miss_right order",
        "brand: trade address person brand_left brand_right",
        "person: address phone district size number brand_right miss_left miss_right common",
        "address: phone number miss_left miss_right common branch trade brand_right",
        "branch: phone person form size code",
        "form: size person address",
        "size: address phone",
        "trade: person",
        "code: person",
        "size: brand_right",
        "miss_left: miss_right common order",
        "division: district",
        "core_left: core_right",
    )
    for first, others in [line.split(": ")]
    for second in others.split()
)


@dataclass(frozen=True)
class Examples:
    """Pairs with their truth. left: number of the left row; right: that of the right row, which
    breaks ties; weight of each pair."""

    levels: Levels
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    true: NDArray[np.bool_]
    weight: Floats


def columns_of(levels: Levels) -> list[tuple[int, NDArray[np.int16]]]:
    """(first place among all weights, place of each pair's level) for levels and crossed levels."""
    columns = [(WIDTH * n, levels[name].astype(np.int16)) for n, name in enumerate(FIELDS)]
    begin = WIDTH * len(FIELDS)
    for n, (first, second) in enumerate(CROSSED):
        crossed = levels[first].astype(np.int16) * WIDTH + levels[second]
        columns.append((begin + WIDTH * WIDTH * n, crossed))
    return columns


def weights(examples: Examples, rows: NDArray[np.bool_] | None = None, pull: float = 3.0) -> Floats:
    """Weights of all levels, the constant last."""
    chosen = np.ones(len(examples.left), bool) if rows is None else rows
    columns = columns_of({name: level[chosen] for name, level in examples.levels.items()})
    true, weight = examples.true[chosen].astype(float), examples.weight[chosen]
    size = WIDTH * len(FIELDS) + WIDTH * WIDTH * len(CROSSED)

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = np.full(len(true), at[size])
        for begin, place in columns:
            odds += at[begin : begin + WIDTH * WIDTH][place]
        value = weight @ (np.logaddexp(0, odds) - true * odds) + pull / 2 * (at[:size] @ at[:size])
        slope = weight * (1 / (1 + np.exp(-odds)) - true)
        gradient = np.zeros(size + 1)
        for begin, place in columns:
            counted = np.bincount(place, slope)
            gradient[begin : begin + len(counted)] += counted
        gradient[:size] += pull * at[:size]
        gradient[size] = slope.sum()
        return float(value), gradient

    return minimise(loss, np.zeros(size + 1))


def minimise(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    steps: int = 200,
    memory: int = 12,
) -> Floats:
    """L-BFGS with halved steps (Nocedal, Wright: Numerical Optimization, algorithm 7.5)."""
    at, (value, slope) = start, loss(start)
    history: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        direction = _direction(slope, history)
        if direction @ slope >= 0:
            direction, history = -slope, []
        step, before = 1.0 if history else 1 / max(1.0, float(np.abs(slope).sum())), value
        while True:
            trial = at + step * direction
            new_value, new_slope = loss(trial)
            if new_value <= value + 1e-4 * step * (direction @ slope) or step < 1e-12:
                break
            step /= 2
        moved, turned = trial - at, new_slope - slope
        if moved @ turned > 1e-12:
            history = [*history, (moved, turned, 1 / float(moved @ turned))][-memory:]
        at, value, slope = trial, new_value, new_slope
        if before - value < 1e-7 * max(1.0, abs(value)):
            break
    return at


def _direction(slope: Floats, history: list[tuple[Floats, Floats, float]]) -> Floats:
    rest, shares = slope.copy(), []
    for moved, turned, scale in reversed(history):
        share = scale * float(moved @ rest)
        rest -= share * turned
        shares.append(share)
    if history:
        moved, turned, _ = history[-1]
        rest *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned, scale), share in zip(history, reversed(shares), strict=True):
        rest += (share - scale * float(turned @ rest)) * moved
    return -rest


def best_pairs(
    left: NDArray[np.int64], right: NDArray[np.int64], total: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """(place of each left row's best pair, points of its runner-up)."""
    order = np.lexsort((right, -total, left))
    rows = left[order]
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    following = np.minimum(first + 1, len(rows) - 1)
    has_next = (rows[following] == rows[first]) & (following > first)
    runner_up = np.where(has_next, total[order[following]], total[order[first]] - FAR)
    return order[first], runner_up.astype(np.int32)


def to_model(found: Floats, worth: tuple[float, ...], rarity: Small, **rest: Any) -> Model:
    """Weights as whole points."""
    points = np.round(found * SCALE).astype(np.int32)
    single = {name: points[WIDTH * n : WIDTH * (n + 1)] for n, name in enumerate(FIELDS)}
    begin, square = WIDTH * len(FIELDS), WIDTH * WIDTH
    crossed = {
        pair: points[begin + square * n : begin + square * (n + 1)]
        for n, pair in enumerate(CROSSED)
    }
    return Model(
        base=int(points[-1]), single=single, crossed=crossed, worth=worth, rarity=rarity, **rest
    )


def train(
    examples: Examples, rarity: Small, *, version: str, caution: float, pull: float = 3.0
) -> Model:
    """The model of the examples; its figures are left empty."""
    half = (examples.left * 2654435761 >> 7) % 2 == 0
    unseen = np.zeros(len(examples.left), np.int32)
    blank = (1.0, 0.0, 0.0, 0.0, 0.0)
    for side in (half, ~half):
        part = to_model(
            weights(examples, side, pull), blank, rarity, version="", caution=1.0, figures={}
        )
        unseen[~side] = part.totals({k: v[~side] for k, v in examples.levels.items()})
    best, runner_up = best_pairs(examples.left, examples.right, unseen)
    facts = np.column_stack([features(unseen[best], runner_up), np.ones(len(best))])
    worth = _worth(facts, examples.true[best].astype(float), examples.weight[best])
    return to_model(
        weights(examples, None, pull), worth, rarity, version=version, caution=caution, figures={}
    )


def _worth(facts: Floats, true: Floats, weight: Floats) -> tuple[float, ...]:
    def loss(at: Floats) -> tuple[float, Floats]:
        odds = facts @ at
        slope = weight * (1 / (1 + np.exp(-odds)) - true)
        return float(weight @ (np.logaddexp(0, odds) - true * odds)), facts.T @ slope

    return tuple(float(value) for value in minimise(loss, np.zeros(facts.shape[1])))


def rarities(points: NDArray[np.uint32], rows: NDArray[np.int64], height: int) -> Small:
    """Rarity of characters in the names of a register: how often its number halves, up to 15."""
    seen = np.unique(rows * 0x110000 + points) % 0x110000
    counts = np.bincount(seen, minlength=0x10000)[:0x10000]
    classes = np.clip(np.round(np.log2(height / np.maximum(counts, 0.5))), 0, 15).astype(np.int8)
    classes[0] = 0
    return classes
