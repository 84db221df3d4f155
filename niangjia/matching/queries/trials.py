"""Trials: stored pairs judged anew beside the old, and which model they were scored by."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import TrialKind, TrialState, Zone
from niangjia.matching.models import Link, LinkRun, Trial, TrialLine
from niangjia.matching.rules.zones import MANUAL, NOTHING, OWN

CHUNK = 20_000
STORED = """
SELECT l.id, l.entry_id, l.enterprise_id, l.zone, l.engine_zone, l.probability, l.points
FROM matching_link l JOIN matching_entry e ON e.id = l.entry_id
WHERE e.source = %(source)s AND e.valid_to IS NULL AND l.decided_at IS NULL AND l.stage = 'open'
  AND l.rule NOT IN (%(own)s, %(manual)s)
  AND NOT EXISTS (SELECT 1 FROM matching_link x WHERE x.entry_id = l.entry_id
                  AND (x.stage IN ('second', 'disputed') OR (x.zone = 'auto' AND x.stage = 'decided')))
ORDER BY l.entry_id, l.id
"""


class NoSuchTrial(Absent):
    """Absent or out of scope."""


@dataclass(slots=True)
class Stored:
    """A pair that nobody has decided on, as it is scored now."""

    id: int
    entry: int
    enterprise: int
    zone: str
    engine_zone: str
    probability: Decimal | None
    points: int | None

    @property
    def old_zone(self) -> str:
        """A pair refused by no person is no match."""
        return NOTHING if self.zone == Zone.REJECTED else self.zone


def stored_pairs(source: str) -> Iterator[Stored]:
    """Undecided pairs of a source's rows in force, row by row; people's decisions are not judged."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(STORED, {"source": source, "own": OWN, "manual": MANUAL})
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield Stored(*row)


def trials_in(scope: Scope) -> QuerySet[Trial]:
    """All trials, newest first."""
    return Trial.objects.within(scope).select_related("unit").order_by("-pk")


def trial_for(scope: Scope, trial_id: int) -> Trial:
    found = trials_in(scope).filter(pk=trial_id).first()
    if found is None:
        raise NoSuchTrial(trial_id)
    return found


def lines_of(trial: Trial, scope: Scope) -> QuerySet[TrialLine]:
    """Pairs whose zone would change, in scope."""
    lines = TrialLine.objects.within(scope).filter(trial=trial).exclude(old_zone=F("new_zone"))
    return lines.select_related("link__entry", "link__enterprise__unit")


@dataclass(frozen=True, slots=True)
class Way:
    """How many pairs go from one zone to another."""

    before: str
    after: str
    count: int


ZONE_WORDS = {str(Zone.AUTO): "自动确认", str(Zone.REVIEW): "人工复核", NOTHING: "不匹配"}


def ways_of(trial: Trial) -> list[list[Way]]:
    """The counts as a square: old zone by row, new zone by column."""
    return [
        [Way(old, new, trial.counts.get(f"{old}>{new}", 0)) for new in ZONE_WORDS]
        for old in ZONE_WORDS
    ]


@dataclass(frozen=True, slots=True)
class ModelCount:
    """How many links in force go by a model version."""

    version: str
    links: int


def model_versions() -> list[ModelCount]:
    """Model versions of links that nobody has decided on, the commonest first."""
    links = Link.objects.unscoped(reason="各版本的对应数，只有计数").filter(
        decided_at__isnull=True, entry__valid_to__isnull=True
    )
    rows = links.order_by().values("model_version").annotate(n=Count("pk")).order_by("-n")
    return [ModelCount(row["model_version"] or "未记", row["n"]) for row in rows]


def accepted_model() -> str:
    """The model that stored pairs go by: of the newest run, or adopted by a trial since; or none."""
    runs = LinkRun.objects.unscoped(reason="比对所用的模型，不分由谁发起")
    run = runs.filter(finished_at__isnull=False).first()
    if run is None:
        return ""
    trials: Any = Trial.objects.unscoped(reason="采用过的模型，不分由谁采用")
    adopted = trials.filter(
        kind=TrialKind.MODEL, state=TrialState.APPLIED, ended_at__gt=run.finished_at
    ).first()
    return str(adopted.model_version if adopted else run.model_version or run.engine_version)
