"""How many of what: the page's figures at scale ``city``, in proportion below it (K 1-14).

72 firms are kept at every scale. Below about 5,000 entities the floors bite.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

CITY = 700_000
DEMO = 10_000
SMALLEST = 500
GAP_FIRMS = 72
UNIONS, MEMBERS = 7_198, 712_541
NEW_FORM_UNIONS, NEW_FORM_MEMBERS = 388, 56_622
HUNDRED_DAYS, NEW_UNIONS = 100, 1_294
DAYS_BETWEEN_LISTS = 60
FEDERATION_MEMBERS = (268, 143, 296)  # 张店网约车, 桓台物流, 淄川物业
FEDERATION_FIRMS = (9, 11, 42)
SCALES = {"demo": DEMO, "city": CITY}


@dataclass(frozen=True)
class Plan:
    """Counts of one sample city. Unions of all kinds add up to ``unions``."""

    entities: int
    today: date
    unions: int
    members: int
    new_form_unions: int
    new_form_members: int
    institutions: int
    area_unions: int
    joint_unions: int
    doubtful: int
    near_misses: int
    middling: int
    big_without_party: int
    small_with_party: int
    today_registrations: int
    new_unions: int

    @property
    def first_as_of(self) -> date:
        """The day of the first lists."""
        return self.today - timedelta(days=DAYS_BETWEEN_LISTS)

    @property
    def hundred_from(self) -> date:
        """The first of the hundred days up to today."""
        return self.today - timedelta(days=HUNDRED_DAYS - 1)

    @property
    def new_form_areas(self) -> int:
        """New-form unions of towns (兜底建)."""
        return min(self.area_unions, (self.new_form_unions - 3 + 1) // 2)

    @property
    def new_form_singles(self) -> int:
        """New-form unions of single firms (重点建)."""
        return self.new_form_unions - 3 - self.new_form_areas

    @property
    def singles(self) -> int:
        """Unions of one firm whose evidence is beyond doubt."""
        others = 3 + self.institutions + self.area_unions + self.joint_unions + self.doubtful
        return self.unions - others

    @property
    def sharp_singles(self) -> int:
        """Of these, firms of 50 employees and more with a party organisation."""
        return round((self.singles - self.new_form_singles) * 0.55)


def scale_of(scale: str | int) -> int:
    """``'demo'``, ``'city'`` or a number of market entities of at least 500."""
    entities = SCALES[scale] if isinstance(scale, str) else scale
    if not SMALLEST <= entities <= CITY:
        raise ValueError(f"示例城市的市场主体数应在 {SMALLEST} 与 {CITY:,} 之间")
    return entities


def plan_for(entities: int, today: date) -> Plan:
    """The counts for a city of so many market entities."""
    f = entities / CITY
    unions = max(60, round(UNIONS * f))
    new_form = max(6, round(NEW_FORM_UNIONS * f))
    return Plan(
        entities=entities,
        today=today,
        unions=unions,
        members=max(round(MEMBERS * f), unions * 90),
        new_form_unions=new_form,
        new_form_members=max(
            round(NEW_FORM_MEMBERS * f), sum(FEDERATION_MEMBERS) + 25 * (new_form - 3)
        ),
        institutions=round(unions * 0.2),
        area_unions=max(4, round(unions * 0.05)),
        joint_unions=round(unions * 0.1),
        doubtful=6 + round(54 * f),
        near_misses=8 + round(60 * f),
        middling=24 + round(2_400 * f),
        big_without_party=10 + round(900 * f),
        small_with_party=30 + round(4_000 * f),
        today_registrations=6 + round(300 * f),
        new_unions=max(8, round(NEW_UNIONS * f)),
    )


def share_out(rng: Random, total: int, count: int, low: int) -> list[int]:
    """``total`` in ``count`` uneven parts of at least ``low``; they add up exactly."""
    if count == 0:
        return []
    spare = total - low * count
    if spare < 0:
        raise ValueError(f"{total} 不够分成 {count} 份，每份至少 {low}")
    weights = [rng.lognormvariate(0, 0.9) for _ in range(count)]
    scale = spare / sum(weights)
    edges = [round(sum_ * scale) for sum_ in accumulate(weights)]
    edges[-1] = spare
    return [low + b - a for a, b in zip([0, *edges[:-1]], edges, strict=True)]
