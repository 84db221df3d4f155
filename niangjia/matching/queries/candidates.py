"""Doubtful links waiting for a person, and who decided the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import Entry, LedgerRow, Link
from niangjia.matching.rules.rows import name_key


class NoSuchLink(Absent):
    """Absent or out of scope."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the comparison: what the list says, what the ledger says, whether they agree."""

    label: str
    entry: Any
    firm: Any
    same: bool | None


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """A doubtful link, side by side, with its neighbours and what is left to do."""

    link: Link
    row: LedgerRow | None
    pairs: list[Pair]
    rivals: list[Link]
    following: Link | None
    left: int


def candidate_links(scope: Scope, source: str = "") -> QuerySet[Link]:
    """Links nobody has decided on, of entries still in force."""
    links = Link.objects.within(scope).filter(zone=Zone.REVIEW, entry__valid_to__isnull=True)
    found = links.select_related("entry", "enterprise__unit")
    return found.filter(entry__source=source) if source in Source.values else found


def decided_links(scope: Scope) -> QuerySet[Link]:
    """Links a person has decided on, latest first."""
    links = Link.objects.within(scope).filter(
        decided_at__isnull=False, entry__valid_to__isnull=True
    )
    return links.select_related("entry", "enterprise__unit").order_by("-decided_at")


def waiting_by_source(scope: Scope) -> list[tuple[str, str, int]]:
    """Source, its name, and how many entries wait; sources without any are left out."""
    rows = candidate_links(scope).order_by().values("entry__source")
    counts = {r["entry__source"]: r["n"] for r in rows.annotate(n=Count("entry_id", distinct=True))}
    return [(s.value, s.label, counts[s]) for s in Source if s in counts]


def _same(left: Any, right: Any) -> bool | None:
    return None if left in (None, "") or right in (None, "") else left == right


def _pairs(entry: Entry, link: Link, row: LedgerRow | None) -> list[Pair]:
    firm = link.enterprise
    name = row.name if row else firm.name
    former = row.former_name if row else firm.former_name
    same_name = name_key(entry.name) == name_key(name) if entry.name else None
    place = row.unit.short_name if row else firm.unit.short_name
    lines = [
        Pair("名称", entry.name, name, same_name),
        Pair("曾用名", entry.former_name, former, _same(entry.former_name, former)),
        Pair("统一社会信用代码", entry.uscc, firm.uscc, _same(entry.uscc, firm.uscc)),
        Pair("所在区县", entry.district, firm.district, _same(entry.district, firm.district)),
        Pair("所在地", entry.unit.short_name, place, _same(entry.unit_id, firm.unit_id)),
        Pair("职工人数", entry.headcount, row.headcount if row else None, None),
        Pair("住所", entry.address, row.address if row else "", None),
        Pair("组织名称", entry.organisation, (row.union_name or row.party_name) if row else "", None),
    ]  # fmt: skip
    return [pair for pair in lines if pair.entry not in (None, "") or pair.firm not in (None, "")]


def candidate_page(scope: Scope, link_id: int) -> CandidatePage:
    """One link to look at, open or already decided; raises ``NoSuchLink``."""
    links = Link.objects.within(scope).select_related(
        "entry__unit", "entry__batch", "enterprise__unit"
    )
    link = links.filter(pk=link_id).first()
    if link is None:
        raise NoSuchLink(link_id)
    rows = LedgerRow.objects.unscoped(reason="候选企业已限定范围")
    row = rows.filter(enterprise=link.enterprise_id, valid_to__isnull=True).select_related("unit")
    rivals = Link.objects.unscoped(reason="同一行名册的其他候选，可能在别的区县")
    found = row.first()
    return CandidatePage(
        link=link,
        row=found,
        pairs=_pairs(link.entry, link, found),
        rivals=list(
            rivals.filter(entry=link.entry_id)
            .exclude(pk=link.pk)
            .select_related("enterprise__unit")
        ),
        following=next_candidate(scope, link.pk),
        left=candidate_links(scope).order_by().count(),
    )


def next_candidate(scope: Scope, after: int = 0) -> Link | None:
    """The next open one, from the beginning again after the last."""
    links = candidate_links(scope).order_by("id")
    return links.filter(pk__gt=after).first() or links.exclude(pk=after).first()


def decided_since(scope: Scope, day: date) -> int:
    """How many were decided from a day on."""
    return decided_links(scope).filter(Q(decided_at__date__gte=day)).count()
