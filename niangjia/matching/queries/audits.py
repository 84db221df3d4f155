"""The quality sheet of a batch (MA11): counted from the tables, shares from random audits."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from niangjia.engine.names import parse_name
from niangjia.kernel.scope.models import STEP, Actor, Scope, Unit
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import AuditKind, Stage, Zone
from niangjia.matching.models import AuditItem, AuditSample, Batch, Entry, Link
from niangjia.matching.queries.ledger import rule_label
from niangjia.matching.queries.places import region_names
from niangjia.matching.rules.statistics import Interval, wilson
from niangjia.matching.rules.zones import MANUAL, OWN


class NoSuchBatch(Absent):
    """Absent or out of scope."""


class NoSuchItem(Absent):
    """Absent or out of scope."""


def batch_for(scope: Scope, batch_id: int) -> Batch:
    found = Batch.objects.within(scope).filter(pk=batch_id).select_related("unit").first()
    if found is None:
        raise NoSuchBatch(batch_id)
    return found


def recent_batches(scope: Scope) -> list[Batch]:
    """The newest lists written in the scope or above it, for a choice in a filter."""
    batches = Batch.objects.unscoped(reason="名册的来源与日期，本系统人员都可看")
    inside = scope.q("unit__path")
    for path in scope.paths:
        above = [path[:end] for end in range(STEP, len(path), STEP)]
        inside |= Q(unit__path__in=above)
    return list(batches.filter(inside).order_by("-pk")[:60])


def unit_of(by: Actor) -> Unit:
    return Unit.objects.within(by.scope).get(path=by.unit_path)


def rows_of(batch: Batch) -> QuerySet[Entry]:
    """The rows that the batch wrote: new ones and new versions."""
    return Entry.objects.unscoped(reason="批次已限定范围").filter(batch=batch)


def _links_of(batch: Batch) -> QuerySet[Link]:
    return Link.objects.unscoped(reason="批次已限定范围").filter(entry__batch=batch)


def link_population(scope: Scope, batch: Batch) -> QuerySet[Link]:
    """Links of the batch that the engine confirmed and nobody has decided on, in scope."""
    links = Link.objects.within(scope).filter(entry__batch=batch, zone=Zone.AUTO)
    links = links.filter(stage=Stage.OPEN, decided_at__isnull=True, entry__valid_to__isnull=True)
    return links.exclude(rule__in=[OWN, MANUAL])


def unmatched_population(scope: Scope, batch: Batch) -> QuerySet[Entry]:
    """Rows of the batch in force that stand alone: no firm found and none to be reviewed."""
    links = Link.objects.unscoped(reason="名册行已限定范围").filter(entry=OuterRef("pk"))
    matched = links.filter(zone=Zone.AUTO).exclude(rule=OWN)
    rows = Entry.objects.within(scope).filter(batch=batch, valid_to__isnull=True)
    rows = rows.filter(~Q(name="") | ~Q(uscc=""))
    return rows.filter(~Exists(matched), ~Exists(links.filter(zone=Zone.REVIEW)))


def item_for(scope: Scope, item_id: int, *, lock: bool = False) -> AuditItem:
    """An unmatched row that was drawn."""
    items = AuditItem.objects.within(scope).filter(pk=item_id, link__isnull=True)
    items = items.select_related("entry__unit", "entry__batch", "sample")
    found = (items.select_for_update(of=("self",)) if lock else items).first()
    if found is None:
        raise NoSuchItem(item_id)
    return found


def open_unmatched(scope: Scope, batch_id: int | None = None) -> QuerySet[AuditItem]:
    """Unmatched rows drawn and not yet looked at, in the order they were drawn."""
    items = AuditItem.objects.within(scope).filter(link__isnull=True, same__isnull=True)
    items = items.select_related("entry__unit", "sample__batch").order_by("sample", "position")
    return items.filter(sample__batch=batch_id) if batch_id else items


def next_unmatched(scope: Scope, item: AuditItem) -> AuditItem | None:
    """The next drawn row; from the beginning again after the last."""
    items = open_unmatched(scope).exclude(pk=item.pk)
    behind = Q(sample__gt=item.sample_id) | Q(sample=item.sample_id, position__gt=item.position)
    return items.filter(behind).first() or items.first()


def own_firm(item: AuditItem) -> int | None:
    """The firm that was listed because of this row: no counterpart of itself."""
    links = Link.objects.unscoped(reason="名册行已限定范围").filter(entry=item.entry_id, rule=OWN)
    return links.values_list("enterprise_id", flat=True).first()


def first_guess(item: AuditItem) -> str:
    """What the search box begins with: the trade name, else the name as written."""
    parsed = parse_name(item.entry.name, region_names())
    return parsed.brand or item.entry.name or item.entry.uscc[-6:]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sample with what was found so far; ``interval`` is of the share right or missed."""

    sample: AuditSample
    done: int
    yes: int
    interval: Interval | None
    wrong: list[AuditItem]

    @property
    def left(self) -> int:
        return self.sample.size - self.done

    @property
    def estimate(self) -> tuple[int, int, int] | None:
        """Low, likely and high number of rows in the whole population."""
        if self.interval is None:
            return None
        low, share, high = (round(value * self.sample.population) for value in self.interval)
        return low, share, high


def finding(sample: AuditSample) -> Finding:
    items = AuditItem.objects.unscoped(reason="样本已限定范围").filter(sample=sample)
    counts = items.aggregate(
        done=Count("pk", filter=Q(same__isnull=False)), yes=Count("pk", filter=Q(same=True))
    )
    wrong_is = sample.kind == AuditKind.UNMATCHED  # found a counterpart: the engine missed it
    wrong = items.filter(same=wrong_is).select_related("entry", "link__enterprise", "counterpart")
    found = list(wrong)
    own = Link.objects.unscoped(reason="样本已限定范围").filter(
        entry__in=[item.entry_id for item in found], rule=OWN, zone=Zone.AUTO
    )
    firms = dict(own.values_list("entry_id", "enterprise_id"))
    for item in found:
        item.own = firms.get(item.entry_id)  # type: ignore[attr-defined]
    interval = wilson(counts["yes"], counts["done"])
    return Finding(sample, counts["done"], counts["yes"], interval, found)


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """Rows in, and where each of them is: the states add up to ``written``."""

    batch: Batch
    rows: int
    unchanged: int
    doubles: int
    written: int
    by_key: list[tuple[str, int]]
    confirmed: int
    refused: int
    waiting: int
    unmatched: int
    unnamed: int
    uncompared: int
    shared: int
    superseded: int
    findings: list[Finding] = field(default_factory=list)

    @property
    def matched(self) -> int:
        return sum(count for _, count in self.by_key)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Every figure of the sheet with its name, as printed and exported."""
        return [
            ("名册行", self.rows), ("　其中未变，沿用以前的对应", self.unchanged),
            ("　其中新写入（新增和变更）", self.written), ("自动对应", self.matched),
            ("复核确认", self.confirmed), ("待复核", self.waiting),
            ("未对应，单独列为一家", self.unmatched), ("没有写企业", self.unnamed),
            ("尚未比对", self.uncompared), ("复核判为不是", self.refused),
            ("同一企业不止一行", self.shared), ("同名同码或相同的行", self.doubles),
            ("此后已被新名册替换", self.superseded),
        ]  # fmt: skip

    @property
    def adds_up(self) -> bool:
        states = (self.matched, self.confirmed, self.waiting, self.unmatched, self.unnamed,
                  self.uncompared)  # fmt: skip
        return self.written == sum(states)


def _states(batch: Batch) -> dict[str, int]:
    """Each written row in exactly one state, the first that fits."""
    links = Link.objects.unscoped(reason="批次已限定范围").filter(entry=OuterRef("pk"))
    rows = rows_of(batch).annotate(
        sure=Exists(links.filter(zone=Zone.AUTO).exclude(rule=OWN).filter(decided_at__isnull=True)),
        decided=Exists(links.filter(zone=Zone.AUTO, decided_at__isnull=False)),
        waits=Exists(links.filter(zone=Zone.REVIEW)),
        alone=Exists(links.filter(zone=Zone.AUTO, rule=OWN)),
    )
    nobody = Q(sure=False, decided=False)
    return rows.aggregate(
        written=Count("pk"),
        confirmed=Count("pk", filter=Q(decided=True)),
        waiting=Count("pk", filter=nobody & Q(waits=True)),
        unmatched=Count("pk", filter=nobody & Q(waits=False, alone=True)),
        unnamed=Count("pk", filter=nobody & Q(waits=False, alone=False, name="", uscc="")),
        uncompared=Count("pk", filter=nobody & Q(waits=False, alone=False) & ~Q(name="", uscc="")),
        superseded=Count("pk", filter=Q(valid_to__isnull=False)),
    )


def _by_key(batch: Batch) -> list[tuple[str, int]]:
    links = _links_of(batch).filter(zone=Zone.AUTO, decided_at__isnull=True).exclude(rule=OWN)
    rows = links.order_by().values("rule").annotate(n=Count("entry_id", distinct=True))
    counts = {row["rule"]: row["n"] for row in rows}
    return [
        (rule_label(rule), n) for rule, n in sorted(counts.items(), key=lambda r: (-r[1], r[0]))
    ]


def _shared(batch: Batch) -> int:
    """Rows beyond the first that speak of one firm within this batch."""
    links = _links_of(batch).filter(zone=Zone.AUTO).order_by().values("enterprise")
    groups = links.annotate(n=Count("entry_id", distinct=True)).filter(n__gt=1)
    return sum(group["n"] - 1 for group in groups)


def batch_sheet(scope: Scope, batch_id: int) -> BatchSheet:
    """The sheet as the tables stand; raises ``NoSuchBatch``."""
    batch = batch_for(scope, batch_id)
    counts, states = batch.counts, _states(batch)
    refused = _links_of(batch).filter(zone=Zone.REJECTED, answers__same=False)
    samples = AuditSample.objects.within(scope).filter(batch=batch).select_related("unit", "batch")
    return BatchSheet(
        batch=batch,
        rows=states["written"] + counts.get("unchanged", 0),
        unchanged=counts.get("unchanged", 0),
        doubles=counts.get("doubles", 0),
        by_key=_by_key(batch),
        refused=refused.values("entry").distinct().count(),
        shared=_shared(batch),
        findings=[finding(sample) for sample in samples.order_by("kind", "pk")],
        **states,
    )
