"""Shares with their uncertainty, agreement between reviewers, thresholds learned from answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import sqrt
from typing import NamedTuple

Z95 = 1.959963984540054
"""Two-sided 95 per cent of the normal distribution."""


class Interval(NamedTuple):
    """A share with its bounds, each from 0 to 1."""

    low: float
    share: float
    high: float


def wilson(hits: int, total: int, z: float = Z95) -> Interval | None:
    """Wilson's score interval for a share (Wilson 1927); None when nothing was looked at.

    Unlike the textbook interval it stays within 0 and 1 and is not empty at 0 or all hits.
    """
    if not 0 <= hits <= total:
        raise ValueError("命中数应在 0 与总数之间")
    if total == 0:
        return None
    share, square = hits / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = (
        z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    )
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == total else min(1.0, middle + half)
    return Interval(min(low, share), share, max(high, share))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people's answers to the same pairs: both yes, only one, both no."""

    both_yes: int = 0
    first_only: int = 0
    second_only: int = 0
    both_no: int = 0

    @classmethod
    def of(cls, answers: Iterable[tuple[bool, bool]]) -> "Agreement":
        counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
        for pair in answers:
            counts[pair] += 1
        return cls(*counts.values())

    @property
    def total(self) -> int:
        return self.both_yes + self.first_only + self.second_only + self.both_no

    @property
    def agreed(self) -> int:
        return self.both_yes + self.both_no

    @property
    def rate(self) -> float | None:
        """Share of pairs answered alike."""
        return self.agreed / self.total if self.total else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa (Cohen 1960): agreement beyond chance; 1 perfect, 0 as by chance.

        None when chance alone would agree always: both gave one and the same answer only.
        """
        total = self.total
        if not total:
            return None
        first, second = self.both_yes + self.first_only, self.both_yes + self.second_only
        chance = first * second + (total - first) * (total - second)
        if chance == total * total:
            return None
        return (self.agreed * total - chance) / (total * total - chance)


def isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest series that never falls (pool adjacent violators, weighted least squares)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, mass, length = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * mass) / (heavy + mass)
            mass, length = mass + heavy, length + many
        blocks.append((mean, mass, length))
    return [mean for mean, _, length in blocks for _ in range(length)]


class Step(NamedTuple):
    """All decided pairs of one probability: how many, how many right, and the smoothed share."""

    probability: Decimal
    decided: int
    right: int
    smoothed: float


def calibration(decided: Iterable[tuple[Decimal, bool]]) -> list[Step]:
    """Share of right pairs by probability, ascending, made monotone."""
    counts: dict[Decimal, list[int]] = {}
    for probability, same in decided:
        row = counts.setdefault(probability, [0, 0])
        row[0] += 1
        row[1] += same
    ordered = sorted(counts.items())
    smooth = isotonic([r / n for _, (n, r) in ordered], [float(n) for _, (n, _) in ordered])
    return [Step(p, n, r, s) for (p, (n, r)), s in zip(ordered, smooth, strict=True)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that the answers support, with what it rests on."""

    auto_from: Decimal | None
    precision: Interval | None
    decided: int
    above: int
    reason: str


def propose(
    decided: Iterable[tuple[Decimal, bool]], *, target: Decimal, min_sample: int
) -> Proposal:
    """The lowest probability from which the decided pairs are right as often as wanted.

    "As often" means: the lower Wilson bound of the pairs at or above it reaches ``target``, and
    at least ``min_sample`` pairs lie there. Without enough answers there is no number at all.
    """
    steps = calibration(decided)
    total = sum(step.decided for step in steps)
    if total < min_sample:
        return Proposal(
            None, None, total, 0, f"已判断 {total} 对，不足 {min_sample} 对，不提出数值"
        )
    best: tuple[Decimal, Interval, int] | None = None
    many = right = 0
    for step in reversed(steps):
        many, right = many + step.decided, right + step.right
        interval = wilson(right, many)
        if interval and many >= min_sample and interval.low >= target:
            best = (step.probability, interval, many)
    if best is None:
        return Proposal(None, None, total, many, "没有一个阈值能使准确率区间下限达到目标")
    return Proposal(_up(best[0]), best[1], total, best[2], "区间下限达到目标的最低阈值")


def _up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"), ROUND_CEILING)
