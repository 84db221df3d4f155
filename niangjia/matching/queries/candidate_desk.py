"""The order in which doubtful links are reviewed, and what hangs on each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from niangjia.kernel.scope.models import Actor, Scope
from niangjia.matching.enums import ORGANISATION_SOURCES, Verdict
from niangjia.matching.models import GapHit, GapRun, Link
from niangjia.matching.queries.desk import asked_of, own_words_since
from niangjia.matching.queries.gap_pages import newest_runs

GAP, ORGANISATION, OTHER = 2, 1, 0
STAKES = ((GAP, "缺口结论"), (ORGANISATION, "有无工会或党组织"), (OTHER, "台账数值"))
"""What the answer decides, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link stands in the queue."""

    stake: int
    pk: int


def _pending(runs: list[GapRun]) -> QuerySet[GapHit]:
    hits = GapHit.objects.unscoped(reason="候选企业已限定范围")
    return hits.filter(run__in=runs, verdict=Verdict.PENDING)


def _weighed(scope: Scope, links: QuerySet[Link]) -> QuerySet[Any]:
    runs = list(newest_runs(scope).values())
    waits = Exists(_pending(runs).filter(enterprise=OuterRef("enterprise")))
    stake = Case(
        When(waits & Q(entry__source__in=ORGANISATION_SOURCES), then=Value(GAP)),
        When(entry__source__in=ORGANISATION_SOURCES, then=Value(ORGANISATION)),
        default=Value(OTHER),
        output_field=IntegerField(),
    )
    return links.annotate(stake=stake)


def queue(by: Actor) -> QuerySet[Any]:
    """What is asked of this person, with ``stake``; worked off in the order ``-stake, -id``."""
    return _weighed(by.scope, asked_of(by))


def place_of(scope: Scope, link_id: int) -> Place | None:
    """Where a link stands, decided or not; None out of scope."""
    row = _weighed(scope, Link.objects.within(scope)).filter(pk=link_id).values_list("stake", "pk")
    found = row.first()
    return Place(*found) if found else None


def after(links: QuerySet[Any], place: Place | None) -> Link | None:
    """The next of a queue; from its beginning again after the last."""
    ordered = links.order_by("-stake", "-pk")
    if place is None:
        return ordered.first()
    behind = Q(stake__lt=place.stake) | Q(stake=place.stake, pk__lt=place.pk)
    return ordered.filter(behind).first() or ordered.exclude(pk=place.pk).first()


def before(links: QuerySet[Any], place: Place | None) -> Link | None:
    """The one before; from the end of the queue at its beginning."""
    ordered = links.order_by("stake", "pk")
    if place is None:
        return ordered.first()
    ahead = Q(stake__gt=place.stake) | Q(stake=place.stake, pk__gt=place.pk)
    return ordered.filter(ahead).first() or ordered.first()


def decided_today(by: Actor, today: date) -> int:
    """How often this person has answered today."""
    return own_words_since(by, today)


def rules_at_stake(scope: Scope, link: Link) -> list[GapRun]:
    """Newest gap runs that list the firm as 待核实: the answer moves it in or out."""
    runs = newest_runs(scope)
    hits = _pending(list(runs.values())).filter(enterprise=link.enterprise_id)
    found = set(hits.values_list("run_id", flat=True))
    ordered = sorted(runs.values(), key=lambda run: run.rule.rank)
    return [run for run in ordered if run.pk in found]
