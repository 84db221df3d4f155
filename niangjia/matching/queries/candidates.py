"""One pair side by side, what was answered, and the lists of doubtful and decided links."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from niangjia.kernel.scope.models import Scope
from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import Answer, Entry, Link
from niangjia.matching.queries.changes import link_for
from niangjia.matching.queries.ledger import said_of
from niangjia.matching.queries.places import place_name
from niangjia.matching.queries.rulebook import rule_book
from niangjia.matching.rules.derive import Derived, derive
from niangjia.matching.rules.evidence import Part, parts_of
from niangjia.matching.rules.rows import name_key


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the comparison: what the list says, what the ledger says, whether they agree."""

    label: str
    entry: Any
    firm: Any
    same: bool | None


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """A pair, side by side. The firm's side leaves out what this very row says of it.

    ``before``: for a row that changed since the decision, the version that was decided on
    beside the present one.
    """

    link: Link
    pairs: list[Pair]
    rivals: list[Link]
    parts: list[Part]
    answers: list[Answer]
    before: list[Pair] = field(default_factory=list)


def candidate_links(scope: Scope, source: str = "") -> QuerySet[Link]:
    """Links nobody has decided on, of entries still in force."""
    links = Link.objects.within(scope).filter(zone=Zone.REVIEW, entry__valid_to__isnull=True)
    found = links.select_related("entry", "enterprise__unit")
    return found.filter(entry__source=source) if source in Source.values else found


def decided_links(scope: Scope) -> QuerySet[Link]:
    """Links a person has decided on, latest first; pairs that wait for another are not among them."""
    links = Link.objects.within(scope).filter(
        decided_at__isnull=False, entry__valid_to__isnull=True
    )
    return links.select_related("entry", "enterprise__unit").order_by("-decided_at")


def standing_answers(link: Link) -> list[Answer]:
    """What people said of a pair and have not taken back, in order."""
    answers = Answer.objects.unscoped(reason="对应已限定范围")
    return list(answers.filter(link=link, withdrawn_at__isnull=True).order_by("pk"))


def waiting_by_source(scope: Scope) -> list[tuple[str, str, int]]:
    """Source, its name, and how many entries wait; sources without any are left out."""
    rows = candidate_links(scope).order_by().values("entry__source")
    counts = {r["entry__source"]: r["n"] for r in rows.annotate(n=Count("entry_id", distinct=True))}
    return [(s.value, s.label, counts[s]) for s in Source if s in counts]


def _same(left: Any, right: Any) -> bool | None:
    return None if left in (None, "") or right in (None, "") else left == right


def _others_say(link: Link, day: date) -> Derived:
    """The firm as everybody but this row describes it: else a confirmed row would agree with itself."""
    entry, firm = link.entry, link.enterprise
    links = Link.objects.unscoped(reason="企业已限定范围").filter(
        enterprise=firm, zone=Zone.AUTO, entry__valid_to__isnull=True
    )
    links = links.exclude(
        entry__source=entry.source, entry__row_key=entry.row_key, entry__part=entry.part
    )
    said = [said_of(one.entry, one.entry.unit.path) for one in links.select_related("entry__unit")]
    if said:
        return derive(sorted(said), rule_book(day), frozenset())
    return Derived(name=firm.name, former_name=firm.former_name, uscc=firm.uscc,
                   path=firm.unit.path, district=firm.district)  # fmt: skip


def _kin(source: str, other: Derived) -> str:
    """An organisation of the same kind that others report of the firm."""
    if source == Source.UNION:
        return other.union_name
    return other.party_name if source == Source.PARTY else ""


def _pairs(entry: Entry, other: Derived, place: str) -> list[Pair]:
    kin = _kin(entry.source, other)
    same_name = name_key(entry.name) == name_key(other.name) if entry.name else None
    lines = [
        Pair("名称", entry.name, other.name, same_name),
        Pair("曾用名", entry.former_name, other.former_name, _same(entry.former_name, other.former_name)),
        Pair("统一社会信用代码", entry.uscc, other.uscc, _same(entry.uscc, other.uscc)),
        Pair("所在区县", entry.district, other.district, _same(entry.district, other.district)),
        Pair("所在地", entry.unit.short_name, place, _same(entry.unit.path, other.path)),
        Pair("职工人数", entry.headcount, other.headcount, None),
        Pair("成立日期", entry.founded_on, other.registered_on, None),
        Pair("行业", entry.trade, other.trade, None),
        Pair("住所", entry.address, other.address, None),
        Pair("组织名称", entry.organisation, kin, None),
    ]  # fmt: skip
    return [pair for pair in lines if pair.entry not in (None, "") or pair.firm not in (None, "")]


def _before(link: Link) -> list[Pair]:
    if not link.changed or link.seen_entry is None:
        return []
    entries = Entry.objects.unscoped(reason="同一行名册的前一版")
    old, new = entries.filter(pk=link.seen_entry).first(), link.entry
    if old is None:
        return []
    names = ("name", "former_name", "uscc", "org_code", "district")
    label = {f.name: str(f.verbose_name) for f in Entry._meta.fields}
    told = [(label[n], getattr(old, n), getattr(new, n)) for n in names]
    return [Pair(name, was, now, was == now) for name, was, now in told if was or now]


def candidate_page(scope: Scope, link_id: int, today: date) -> CandidatePage:
    """One link to look at, open or already decided; raises ``NoSuchLink``."""
    link = link_for(scope, link_id)
    other = _others_say(link, today)
    rivals = Link.objects.unscoped(reason="同一行名册的其他候选，可能在别的区县")
    rivals = rivals.filter(entry=link.entry_id, zone=Zone.REVIEW).exclude(pk=link.pk)
    return CandidatePage(
        link=link,
        pairs=_pairs(link.entry, other, place_name(other.path)),
        rivals=list(rivals.select_related("enterprise__unit")),
        parts=parts_of(link.parts),
        answers=standing_answers(link),
        before=_before(link),
    )
