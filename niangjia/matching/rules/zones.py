"""From probabilities to zones: confirmed, for people, or no match (MA12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from niangjia.matching.enums import Zone

OWN = "own"
"""The rule of a link from an entry to the firm that was listed because of it."""
MANUAL = "manual"
"""The rule of a link that a person made: nobody's probability."""
RIVAL = "同一行已确认为另一家"
"""The reason of a candidate refused because another of its row was confirmed."""
NOTHING = "none"
"""Below every threshold: kept in a trial's counts, not written as a new link."""
ENGINE_AUTO = Decimal("0.95")
"""The engine confirms from here on unless something speaks against it (decision record 10)."""


@dataclass(frozen=True, slots=True)
class Band:
    """The thresholds of a source on a day."""

    auto_from: Decimal
    review_from: Decimal
    own_below: Decimal = Decimal("0.5")
    number: int | None = None


class Judged(NamedTuple):
    """A candidate of one row: the engine's probability and its own word."""

    probability: Decimal | None
    engine_zone: str


def is_held_back(one: Judged) -> bool:
    """The engine was sure enough and yet asks for a person: a contradiction no threshold lifts."""
    if one.engine_zone != Zone.REVIEW or one.probability is None:
        return False
    return one.probability >= ENGINE_AUTO


def zones(candidates: Sequence[Judged], band: Band) -> list[str]:
    """The zone of each candidate of one row, in their order.

    At most one is confirmed; two that both reach the mark go to people, because a row speaks
    of one firm. Beside a confirmed one the others are no match. Without a probability the
    engine's word stands.
    """
    found = [_alone(one, band) for one in candidates]
    sure = found.count(Zone.AUTO)
    if sure > 1:
        return [Zone.REVIEW if zone == Zone.AUTO else zone for zone in found]
    if sure == 1:
        return [zone if zone == Zone.AUTO else NOTHING for zone in found]
    return found


def _alone(one: Judged, band: Band) -> str:
    if one.probability is None:
        return one.engine_zone if one.engine_zone in (Zone.AUTO, Zone.REVIEW) else NOTHING
    if one.probability < band.review_from:
        return NOTHING
    if one.probability >= band.auto_from and not is_held_back(one):
        return Zone.AUTO
    return Zone.REVIEW
