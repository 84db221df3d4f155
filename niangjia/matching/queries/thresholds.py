"""Thresholds and second-review shares in force, and what the answers so far would propose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from niangjia.kernel.scope.models import Scope
from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import Answer, AuditItem, Link, ReviewShare, Threshold
from niangjia.matching.queries.rulebook import NoRule, in_force
from niangjia.matching.rules.statistics import Proposal, Step, calibration, propose
from niangjia.matching.rules.zones import MANUAL, OWN, Band


def threshold_on(source: str, day: date) -> Threshold:
    """The thresholds of a source on a day; ``NoRule`` with a sentence for the user."""
    found: Threshold | None = in_force(Threshold.objects.filter(source=source), day).first()
    if found is None:
        raise NoRule(f"{day:%Y-%m-%d} 没有生效的{Source(source).label}阈值")
    return found


def band_on(source: str, day: date) -> Band:
    one = threshold_on(source, day)
    return Band(one.auto_from, one.review_from, one.own_below, one.pk)


def share_on(source: str, day: date) -> ReviewShare | None:
    """The second reviewer's share of a source on a day."""
    return in_force(ReviewShare.objects.filter(source=source), day).first()


@dataclass(frozen=True, slots=True)
class SourceMarks:
    """One source's thresholds and share, in force and to come, with all versions."""

    source: str
    label: str
    threshold: Threshold | None
    share: ReviewShare | None
    thresholds: list[Threshold]
    shares: list[ReviewShare]


def marks_on(day: date) -> list[SourceMarks]:
    """All sources in two queries."""
    thresholds, shares = list(Threshold.objects.all()), list(ReviewShare.objects.all())

    def now(rows: list[Threshold] | list[ReviewShare], source: str) -> int | None:
        holds = [
            r.pk for r in rows
            if r.source == source and r.valid_from <= day and (r.valid_to is None or r.valid_to > day)
        ]  # fmt: skip
        return holds[0] if holds else None

    lines = []
    for source in Source:
        own = [t for t in thresholds if t.source == source]
        drawn = [s for s in shares if s.source == source]
        lines.append(SourceMarks(
            source.value, source.label,
            next((t for t in own if t.pk == now(own, source)), None),
            next((s for s in drawn if s.pk == now(drawn, source)), None),
            own, drawn,
        ))  # fmt: skip
    return lines


@dataclass(frozen=True, slots=True)
class SourceProposal:
    """What the answers of one source would support; never applied by itself."""

    source: str
    label: str
    threshold: Threshold
    proposal: Proposal
    steps: list[Step]


def decided_pairs(scope: Scope) -> dict[str, list[tuple[Decimal, bool]]]:
    """Probability and final answer of each decided pair, and of each audited one, by source."""
    links = Link.objects.within(scope).filter(decided_at__isnull=False, probability__isnull=False)
    answers = Answer.objects.unscoped(reason="对应已限定范围").filter(link=OuterRef("pk"))
    told = Exists(answers.filter(withdrawn_at__isnull=True))
    rows = links.exclude(rule__in=[OWN, MANUAL]).filter(told, entry__valid_to__isnull=True)
    found: dict[str, list[tuple[Decimal, bool]]] = {source.value: [] for source in Source}
    for source, probability, zone in rows.values_list("entry__source", "probability", "zone"):
        if probability is not None:
            found[source].append((probability, zone == Zone.AUTO))
    items = AuditItem.objects.within(scope).filter(link__isnull=False, same__isnull=False)
    audited = items.filter(link__probability__isnull=False)
    for source, probability, same in audited.values_list(
        "entry__source", "link__probability", "same"
    ):
        if probability is not None and same is not None:
            found[source].append((probability, same))
    return found


def proposals(scope: Scope, day: date) -> list[SourceProposal]:
    """By source, from the pairs that people decided and audited in scope."""
    decided, lines = decided_pairs(scope), []
    for marks in marks_on(day):
        if marks.threshold is None:
            continue
        pairs, rule = decided[marks.source], marks.threshold
        lines.append(SourceProposal(
            marks.source, marks.label, rule,
            propose(pairs, target=rule.precision_target, min_sample=rule.min_sample),
            calibration(pairs),
        ))  # fmt: skip
    return lines
