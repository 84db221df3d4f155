"""The ledger: rows of a day, the search box, one enterprise with its provenance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Reverse

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import Field, Source, Status, Zone
from niangjia.matching.models import (
    Enterprise,
    Entry,
    GapHit,
    LedgerRow,
    Link,
    LinkChange,
    LinkRun,
    Task,
)
from niangjia.matching.queries.rulebook import rule_book
from niangjia.matching.rules.derive import (
    RuleBook,
    Said,
    chosen_for,
    conflicts_in,
    pending_reasons,
    reports,
)
from niangjia.matching.rules.evidence import RULE_WORDS
from niangjia.matching.rules.search import Question, question

FEW = 2_000


class NoSuchEnterprise(Absent):
    """Absent or out of scope."""


def on_day(day: date | None) -> Q:
    """Versions that hold on a day; ``None``: the current ones, answered by partial indexes."""
    if day is None:
        return Q(valid_to__isnull=True)
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def ledger_rows(scope: Scope) -> QuerySet[LedgerRow]:
    """All versions in scope; narrow with ``on_day``."""
    return LedgerRow.objects.within(scope).select_related("unit", "head_office").defer("grams")


def ledger_stamp() -> tuple[int, int]:
    """Changes whenever the ledger may have: the newest version and the newest run.

    Each is the end of a primary key; the newest run among the rows would be a walk over all.
    """
    rows = LedgerRow.objects.unscoped(reason="台账是否有变化，不分单位")
    runs = LinkRun.objects.unscoped(reason="台账是否有变化，不分由谁比对")
    newest = (found.aggregate(last=Max("id"))["last"] for found in (rows, runs))
    row, run = (last or 0 for last in newest)
    return row, run


def search_q(asked: Question) -> Q:
    """The condition of the search box: fragments narrow by index, the whole is compared again."""
    if asked.too_short:
        return Q(pk__in=[])
    found = Q()
    if asked.name:
        found |= Q(grams__contains=asked.name_grams) & Q(search_text__contains=asked.name)
    if asked.initials:
        found |= Q(grams__contains=asked.initial_grams) & Q(initials__contains=asked.initials)
    if asked.code_tail:
        found |= Q(tail__startswith=asked.code_tail[::-1])
    return found


def search(rows: QuerySet[LedgerRow], typed: str) -> QuerySet[LedgerRow]:
    """Name, part of a name, pinyin initials or the end of a code, whichever was typed.

    Rare matches are found first, by their own index, and ordered afterwards: the planner takes
    a rare word for a frequent one and would walk the whole ledger in the order asked for.
    """
    if not typed.strip():
        return rows
    asked = question(typed)
    if asked.code_tail:
        rows = rows.alias(tail=Reverse("uscc"))
    found = rows.filter(search_q(asked))
    few = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
    return rows.filter(pk__in=few) if len(few) <= FEW else found


def found_firms(
    scope: Scope, typed: str, *, without: int | None = None, most: int = 20
) -> list[LedgerRow]:
    """Firms in scope that the typed text finds, the best known first; none for an empty text."""
    if not typed.strip():
        return []
    rows = search(ledger_rows(scope).filter(on_day(None)), typed)
    return list(rows.exclude(enterprise=without).order_by("name", "pk")[:most])


def said_of(entry: Entry, path: str) -> Said:
    """An entry in the form the rules read."""
    return Said(
        entry.pk, entry.source, entry.part, entry.valid_from, entry.name, entry.former_name,
        entry.uscc, entry.uscc_ok, path, entry.district, entry.headcount, entry.members,
        entry.founded_on, entry.status, entry.trade_code, entry.trade, entry.scope, entry.kind,
        entry.address, entry.organisation,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One department's value: shown text, list, day."""

    source: str
    value: Any
    batch: str
    day: date
    chosen: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the ledger with where it comes from (MA8)."""

    code: str
    label: str
    value: Any
    source: str
    batch: str
    day: date | None
    reason: str
    conflict: bool
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as the page shows it."""

    link: Link
    rule: str
    open: bool


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """Everything the detail page shows."""

    enterprise: Enterprise
    row: LedgerRow | None
    day: date | None
    facts: list[Fact]
    pending: list[str]
    links: list[LinkLine]
    versions: list[LedgerRow]
    branches: list[LedgerRow]
    gaps: list[GapHit]
    task: Task | None
    changes: list[LinkChange]


def enterprise_for(scope: Scope, enterprise_id: int) -> Enterprise:
    found = (
        Enterprise.objects.within(scope)
        .filter(pk=enterprise_id)
        .select_related("unit", "merged_into")
        .first()
    )
    if found is None:
        raise NoSuchEnterprise(enterprise_id)
    return found


def _links(enterprise: Enterprise, day: date | None) -> list[Link]:
    links = Link.objects.unscoped(reason="企业已限定范围").filter(enterprise=enterprise)
    holds = Q(entry__valid_to__isnull=True)
    if day is not None:
        holds = Q(entry__valid_from__lte=day) & (holds | Q(entry__valid_to__gt=day))
    return list(
        links.filter(holds)
        .select_related("entry__batch", "entry__unit")
        .order_by("zone", "entry_id")
    )


def _shown(code: str, value: Any, names: dict[str, str]) -> Any:
    if code == Field.UNIT:
        return names.get(value, value)
    return Status(value).label if code == Field.STATUS else value


def provenance(links: Sequence[Link], book: RuleBook) -> list[Fact]:
    """Per field: the value taken with its reason, and what every department says."""
    entries = {link.entry_id: link.entry for link in links if link.zone == Zone.AUTO}
    said = [said_of(entry, entry.unit.path) for entry in entries.values()]
    names = {e.unit.path: e.unit.short_name for e in entries.values()}
    contradicted = conflicts_in(said, book) if said else []
    facts = []
    for code in Field:
        chosen = chosen_for(code, said, book)
        told, source = [], None
        for report in reports(code, said):
            entry = entries[report.entry]
            taken = chosen is not None and source is None and (
                report.source == chosen.source and report.value == chosen.value
            )  # fmt: skip
            source = entry if taken else source
            told.append(Told(
                Source(report.source).label, _shown(code, report.value, names),
                entry.batch.file_name, entry.valid_from, taken,
            ))  # fmt: skip
        facts.append(Fact(
            code=str(code), label=code.label,
            value=_shown(code, chosen.value, names) if chosen else None,
            source=Source(chosen.source).label if chosen else "",
            batch=source.batch.file_name if source else "",
            day=source.valid_from if source else None,
            reason=chosen.reason if chosen else "", conflict=str(code) in contradicted, told=told,
        ))  # fmt: skip
    return facts


def rule_label(rule: str) -> str:
    """The words for a linking rule."""
    return RULE_WORDS.get(rule, rule)


def enterprise_page(
    scope: Scope, enterprise_id: int, *, today: date, day: date | None = None
) -> EnterprisePage:
    """One enterprise as of ``day`` (``None``: now); raises ``NoSuchEnterprise``."""
    enterprise = enterprise_for(scope, enterprise_id)
    rows = LedgerRow.objects.unscoped(reason="企业已限定范围")
    versions = list(
        rows.filter(enterprise=enterprise)
        .select_related("unit", "run", "head_office")
        .order_by("-id")
    )
    row = (
        rows.filter(on_day(day), enterprise=enterprise)
        .select_related("unit", "head_office")
        .first()
    )
    links = _links(enterprise, day)
    return EnterprisePage(
        enterprise=enterprise,
        row=row,
        day=day,
        facts=provenance(links, rule_book(day or today)) if links else [],
        pending=pending_reasons(row) if row else [],
        links=[LinkLine(link, rule_label(link.rule), link.zone == Zone.REVIEW) for link in links],
        versions=versions,
        branches=list(
            rows.filter(head_office=enterprise, valid_to__isnull=True).select_related("unit")[:50]
        ),
        gaps=_latest_gaps(enterprise),
        task=_task_of(enterprise),
        changes=_changes_of(enterprise),
    )


def _latest_gaps(enterprise: Enterprise) -> list[GapHit]:
    hits = GapHit.objects.unscoped(reason="企业已限定范围").filter(enterprise=enterprise)
    return list(hits.select_related("run__rule").order_by("-run__as_of", "-run_id")[:12])


def _changes_of(enterprise: Enterprise) -> list[LinkChange]:
    changes = LinkChange.objects.unscoped(reason="企业已限定范围")
    return list(changes.filter(firms__contains=[enterprise.pk]).order_by("-pk")[:12])


def _task_of(enterprise: Enterprise) -> Task | None:
    tasks = Task.objects.unscoped(reason="企业已限定范围").filter(enterprise=enterprise)
    return tasks.select_related("unit", "owner").order_by("-id").first()
