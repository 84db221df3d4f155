"""Campaigns: who may see which, what is done by place and by day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.figures import SPANS, Cut, FigureKey
from niangjia.organizing.models import Campaign, CampaignTarget
from niangjia.organizing.queries.figures import Question, by_day, parts, question, total
from niangjia.organizing.rules.campaigns import Standing, ranked

WHY = "行动的范围另按本级与上级核对"
COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)
TOWNS = (UnitKind.TOWN, UnitKind.PARK)
KEYS = tuple(SPANS)
"""What a campaign sets targets for."""


class NoSuchCampaign(Absent):
    """None of this number of the own unit, of one above, or of one below."""


def campaigns(actor: Actor) -> list[Campaign]:
    """Those of the own unit, of those above (one takes part) and of those below."""
    rows = Campaign.objects.unscoped(reason=WHY).select_related("unit")
    wanted = actor.scope.q("unit__path") | Q(unit__path__in=prefixes(actor.unit_path))
    return list(rows.filter(wanted))


def campaign_for(actor: Actor, campaign_id: int, *, lock: bool = False) -> Campaign:
    rows = Campaign.objects.unscoped(reason=WHY).select_related("unit")
    wanted = actor.scope.q("unit__path") | Q(unit__path__in=prefixes(actor.unit_path))
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(wanted, pk=campaign_id).first()
    if found is None:
        raise NoSuchCampaign(campaign_id)
    return found


def runs_here(actor: Actor, campaign: Campaign) -> bool:
    """Whether the actor's post lies at or above the campaign's unit."""
    return actor.scope.covers(campaign.unit.path)


def places_of(campaign: Campaign) -> list[Unit]:
    """Counties of a city's campaign, towns of a county's, in the order of the tree."""
    kinds = COUNTIES if _cut(campaign) == Cut.COUNTY else TOWNS
    rows = Unit.objects.within(Scope((campaign.unit.path,)))
    return list(rows.filter(kind__in=kinds, valid_to__isnull=True).order_by("path"))


def _cut(campaign: Campaign) -> Cut:
    above = (UnitKind.CITY, UnitKind.PROVINCE)
    return Cut.COUNTY if campaign.unit.kind in above else Cut.TOWN


def targets_now(campaign: Campaign) -> dict[tuple[int, str], CampaignTarget]:
    """(place, figure) → target in force."""
    rows = CampaignTarget.objects.unscoped(reason=WHY).filter(
        campaign=campaign, superseded_turn__isnull=True
    )
    return {(row.place_id, row.key): row for row in rows}


def last_turn(campaign: Campaign) -> int:
    """The number of the last setting of targets; 0 before the first."""
    rows = CampaignTarget.objects.unscoped(reason=WHY).filter(campaign=campaign)
    found = rows.aggregate(written=Max("turn"), replaced=Max("superseded_turn"))
    return max(found["written"] or 0, found["replaced"] or 0)


def targets_before(campaign: Campaign, turn: int) -> dict[tuple[int, str], int | None]:
    """What ``turn`` changed, with the targets that held before it; None for none."""
    rows = list(CampaignTarget.objects.unscoped(reason=WHY).filter(campaign=campaign))
    found: dict[tuple[int, str], int | None] = {
        (row.place_id, row.key): None for row in rows if row.turn == turn
    }
    return found | {
        (row.place_id, row.key): row.number for row in rows if row.superseded_turn == turn
    }


def target_history(actor: Actor, campaign: Campaign) -> list[CampaignTarget]:
    """Every target ever set of the places the actor sees, newest first."""
    rows = CampaignTarget.objects.unscoped(reason=WHY).filter(campaign=campaign)
    whole = runs_here(actor, campaign) or campaign.open_ranking
    return [row for row in rows.select_related("place") if whole or _own(actor, row.place)]


@dataclass(frozen=True)
class Progress:
    """One figure of a campaign up to a day."""

    asked: Question
    standings: list[Standing]
    total: int
    target: int
    daily: list[tuple[date, int]]
    whole: bool
    counties: bool
    begun: bool

    @property
    def share(self) -> float | None:
        return self.total / self.target if self.target else None


def progress(actor: Actor, campaign: Campaign, key: str, day: date) -> Progress:
    """``day`` is cut to the campaign's own days. Whoever may not see all sees the own part."""
    whole = runs_here(actor, campaign) or campaign.open_ranking
    scope = Scope((campaign.unit.path,)) if whole else actor.scope
    last = min(max(day, campaign.starts_on), campaign.ends_on)
    asked = question(key, scope, campaign.unit.path, day=last, since=campaign.starts_on)
    done: Counter[str] = Counter()
    for cell in parts(asked, _cut(campaign)):
        done[cell.code.rpartition("-")[2]] += cell.value  # a town's code names its county first
    targets = targets_now(campaign)
    seen = [unit for unit in places_of(campaign) if whole or _own(actor, unit)]
    rows = []
    for unit in seen:
        target = targets.get((unit.pk, key))
        part = not (whole or actor.scope.covers(unit.path))  # a town sees no more than its own
        name = f"{unit.short_name}（本单位部分）" if part else unit.short_name
        number = target.number if target and not part else None
        rows.append(Standing(unit.pk, name, number, done.pop(str(unit.pk), 0)))
    return Progress(
        asked=asked, standings=ranked(rows), total=total(asked), whole=whole,
        counties=_cut(campaign) == Cut.COUNTY, begun=campaign.starts_on <= timezone.localdate(),
        target=sum(row.target or 0 for row in rows),
        daily=_every_day(by_day(asked), campaign.starts_on, last),
    )  # fmt: skip


def _own(actor: Actor, unit: Unit) -> bool:
    """The actor's own place: it lies in the scope, or the post lies in it."""
    return actor.scope.covers(unit.path) or actor.unit_path.startswith(unit.path)


def _every_day(counted: dict[date, int], first: date, last: date) -> list[tuple[date, int]]:
    """Days without anything are nought, so that a curve has no holes."""
    span = range((last - first).days + 1)
    return [(day, counted.get(day, 0)) for day in (first + timedelta(days=n) for n in span)]


def labels() -> list[tuple[str, str]]:
    return [(key, str(FigureKey(key).label)) for key in KEYS]
