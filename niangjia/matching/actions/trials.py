"""New thresholds or a new model: judged beside the old, shown, and only then applied (MA12)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.progress import Progress, Silent
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.changes import finish
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.link_run import hold_ledger
from niangjia.matching.actions.moves import Mover, absorb, stand_alone
from niangjia.matching.actions.rescoring import rescored
from niangjia.matching.actions.scoring import Scored, installed_model
from niangjia.matching.actions.thresholds import change_threshold
from niangjia.matching.enums import (
    ORGANISATION_SOURCES,
    ChangeKind,
    Source,
    Stage,
    TrialKind,
    TrialState,
    Zone,
)
from niangjia.matching.models import Entry, Link, Trial, TrialLine
from niangjia.matching.queries.thresholds import band_on
from niangjia.matching.queries.trials import Stored, stored_pairs, trial_for
from niangjia.matching.rules.zones import MANUAL, NOTHING, OWN, Band, Judged, zones

BATCH = 2_000
NUMBERS = ("auto_from", "review_from", "own_below")
Scores = Mapping[tuple[int, int], Scored]


def band_of(settings: Mapping[str, str]) -> Band:
    """The proposed thresholds of a trial."""
    auto, review, own = (Decimal(settings[name]) for name in NUMBERS)
    return Band(auto, review, own)


def _judged(stored: Iterable[Stored], band: Band, scores: Scores | None) -> Iterator[TrialLine]:
    """A line for each pair, its zone before and after; all candidates of a row together."""
    for _, group in groupby(stored, key=attrgetter("entry")):
        pairs = list(group)
        fresh = [_fresh(pair, scores) for pair in pairs]
        after = zones([Judged(one.probability, one.engine_zone) for one in fresh], band)
        for pair, one, zone in zip(pairs, fresh, after, strict=True):
            yield TrialLine(
                link_id=pair.id, old_zone=pair.old_zone, new_zone=zone,
                old_probability=pair.probability, new_probability=one.probability,
                old_points=pair.points, new_points=one.points, parts=one.parts,
                reasons=one.reasons, engine_zone=one.engine_zone, rule=one.rule,
            )  # fmt: skip


def _fresh(pair: Stored, scores: Scores | None) -> Scored:
    """The pair's new score, or as it is: by old scores, or not scored again."""
    found = scores.get((pair.entry, pair.enterprise)) if scores is not None else None
    if found is not None:
        return found
    return Scored(pair.entry, pair.enterprise, pair.probability, pair.engine_zone, "", [])


@transaction.atomic
def make_trial(
    *,
    kind: str,
    source: str,
    settings: Mapping[str, str],
    unit: Unit,
    by: Actor,
    progress: Progress | None = None,
) -> Trial:
    """试算：已存而无人判断的对应按新阈值或新模型再判一次，新旧并列，不改任何对应。

    Threshold trials are about one source with ``settings`` as text values; model trials about
    all sources with the thresholds in force. Raises ``ValueError`` for an unknown source.
    """
    only_clerks(by, "试算")
    progress = progress or Silent()
    if kind == TrialKind.THRESHOLD and source not in Source.values:
        raise ValueError("没有这个来源")
    trial = Trial.objects.create(
        unit=unit, kind=kind, source=source, settings=dict(settings),
        model_version=installed_model(), made_at=timezone.now(), made_by=by.name,
    )  # fmt: skip
    counts: Counter[str] = Counter()
    for one in [source] if source else Source.values:
        progress.step(0, None, f"{Source(one).label}：重新判定")
        counts += _write_lines(trial, one, progress)
    trial.counts, trial.pairs = dict(counts), sum(counts.values())
    trial.save(update_fields=["counts", "pairs"])
    record("matching.make_trial", on=trial, by=by, kind=kind, source=source, pairs=trial.pairs)
    return trial


def _write_lines(trial: Trial, source: str, progress: Progress) -> Counter[str]:
    """Lines that change their zone, and for a model all that were scored anew."""
    model = trial.kind == TrialKind.MODEL
    today = timezone.localdate()
    band = band_on(source, today) if model else band_of(trial.settings)
    stored = list(stored_pairs(source))
    scores = rescored(source, stored, progress) if model else None
    counts: Counter[str] = Counter()
    kept: list[TrialLine] = []
    for line in _judged(stored, band, scores):
        counts[f"{line.old_zone}>{line.new_zone}"] += 1
        if line.old_zone != line.new_zone or (model and line.rule):
            line.trial = trial
            kept.append(line)
    TrialLine.objects.bulk_create(kept, batch_size=BATCH)
    return counts


def _open_trial(by: Actor, trial_id: int) -> Trial:
    trial = trial_for(by.scope, trial_id)
    trials = Trial.objects.within(by.scope).filter(pk=trial.pk)
    locked = trials.select_for_update(of=("self",)).get()
    if not locked.is_open:
        raise NotAllowed(f"试算：已由{locked.ended_by}了结（{locked.get_state_display()}）")
    return locked


def _end(trial: Trial, state: TrialState, by: Actor) -> None:
    trial.state, trial.ended_at, trial.ended_by = state, timezone.now(), by.name
    trial.save(update_fields=["state", "ended_at", "ended_by"])


@transaction.atomic
def discard_trial(*, trial_id: int, by: Actor) -> Trial:
    """放弃试算：什么也不改，差异留着备查。"""
    only_clerks(by, "放弃试算")
    trial = _open_trial(by, trial_id)
    _end(trial, TrialState.DISCARDED, by)
    record("matching.discard_trial", on=trial, by=by)
    return trial


@transaction.atomic
def apply_trial(
    *, trial_id: int, by: Actor, progress: Progress | None = None, on: date | None = None
) -> Trial:
    """采用试算：写成新的一版阈值，看过的差异一次生效，台账随即重算。

    Pairs that people decided, or that changed since the trial, keep what they have.
    """
    only_clerks(by, "采用试算")
    progress = progress or Silent()
    hold_ledger()
    trial = _open_trial(by, trial_id)
    if trial.kind == TrialKind.THRESHOLD:
        _put_in_force(trial, by)
    lines = TrialLine.objects.unscoped(reason="试算已限定范围").filter(trial=trial)
    mover = Mover(by, f"采用第 {trial.pk} 次试算")
    for done, line in enumerate(lines.select_related("link__entry").order_by("pk"), start=1):
        _apply(mover, line, trial)
        if done % BATCH == 0:
            progress.step(done, None, "改写对应")
    touched = _settle_rows(mover, lines)
    if mover.moves and touched is not None:
        finish(mover, ChangeKind.TRIAL, enterprise=touched.enterprise, link=None, day=on)
    _end(trial, TrialState.APPLIED, by)
    record("matching.apply_trial", on=trial, by=by, moved=trial.moved)
    return trial


def _put_in_force(trial: Trial, by: Actor) -> None:
    """The new thresholds, written on every link that they judged."""
    threshold = change_threshold(source=trial.source, settings=trial.settings, by=by)
    links = Link.objects.unscoped(reason="采用的阈值记在每条无人判断的对应上")
    links.filter(
        entry__source=trial.source, entry__valid_to__isnull=True, decided_at__isnull=True,
        stage=Stage.OPEN,
    ).exclude(rule__in=[OWN, MANUAL]).update(threshold=threshold)  # fmt: skip


def _apply(mover: Mover, line: TrialLine, trial: Trial) -> None:
    """The link takes its new zone, and from a new model its new score."""
    link, new = line.link, Zone.REJECTED if line.new_zone == NOTHING else Zone(line.new_zone)
    old = NOTHING if link.zone == Zone.REJECTED else link.zone
    if link.decided_at is not None or old != line.old_zone:
        return
    if trial.kind == TrialKind.MODEL:
        link.probability, link.points, link.parts = (
            line.new_probability,
            line.new_points,
            line.parts,
        )
        link.engine_zone, link.rule, link.reasons = line.engine_zone, line.rule, line.reasons
        link.model_version = trial.model_version
        link.save(update_fields=[
            "probability", "points", "parts", "engine_zone", "rule", "reasons", "model_version",
        ])  # fmt: skip
    if new not in (link.zone, Zone.AUTO):
        mover.restate(link, {"zone": str(new)})


def _settle_rows(mover: Mover, lines: Any) -> Link | None:
    """Confirm what becomes confirmed once its row is free; let no row fall out."""
    first: Link | None = None
    for line in lines.filter(new_zone=Zone.AUTO).exclude(old_zone=Zone.AUTO):
        link = Link.objects.unscoped(reason="试算已限定范围").get(pk=line.link_id)
        if link.decided_at is None and link.zone != Zone.AUTO:
            _free(mover, link)
            mover.restate(link, {"zone": str(Zone.AUTO)})
            absorb(mover, link.enterprise_id)
    for line in lines.select_related("link__entry").order_by("pk"):
        first = first or line.link
        if not _is_held(line.link.entry, line.link):
            stand_alone(mover, line.link.entry)
    return first


def _free(mover: Mover, link: Link) -> None:
    """The row's own firm gives it up."""
    links = Link.objects.unscoped(reason="同一行名册的其他对应")
    for other in links.filter(entry=link.entry_id, zone=Zone.AUTO).exclude(pk=link.pk):
        mover.restate(other, {"zone": str(Zone.REJECTED)})


def _is_held(entry: Entry, link: Link) -> bool:
    """Whether the row is confirmed, or waits for people (business rows only if likely enough)."""
    links = Link.objects.unscoped(reason="这一行是否还有归属").filter(entry=entry)
    if links.filter(zone=Zone.AUTO).exists():
        return True
    waiting = links.filter(zone=Zone.REVIEW).exclude(rule=OWN)
    if entry.source not in ORGANISATION_SOURCES:
        waiting = waiting.filter(probability__gte=band_on(entry.source, timezone.localdate()).own_below)  # fmt: skip
    return waiting.exists()
