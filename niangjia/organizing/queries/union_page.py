"""Everything about one union, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from niangjia.kernel.crypto.masking import mask_card
from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import (
    BankAccount,
    Certificate,
    CertificateDuty,
    Committee,
    Coverage,
    EmployerCount,
    FederationSeat,
    HandOver,
    Officer,
    Seal,
    Term,
    Union,
    UnionChange,
    UnionCount,
    UnionSign,
    UnionTally,
    UnionVersion,
)
from niangjia.organizing.models.facts import KNOWN, on_day
from niangjia.organizing.queries.unions import union_for

WHY = "工会已按范围取得"
LATEST, SHOWN = 12, 48


@dataclass(frozen=True)
class AccountLine:
    """A bank account as the page shows it: the number masked."""

    row: BankAccount
    masked: str


@dataclass(frozen=True)
class CoveredLine:
    """A covered employer with the head-count last told."""

    row: Coverage
    count: EmployerCount | None


@dataclass(frozen=True)
class UnionPage:
    """A union on a day; histories up to today."""

    union: Union
    day: date
    is_today: bool
    version: UnionVersion | None
    tally: UnionTally | None
    count: UnionCount | None
    covered: list[CoveredLine]
    covered_total: int
    seats: list[FederationSeat]
    federated: int
    terms: list[Term]
    certificates: list[Certificate]
    duties: list[CertificateDuty]
    seals: list[Seal]
    accounts: list[AccountLine]
    signs: list[UnionSign]
    changes: list[UnionChange]
    versions: list[UnionVersion]
    below: list[Unit]
    hand_over: HandOver | None

    @property
    def living(self) -> bool:
        return self.version is not None and self.version.state in LIVING

    @property
    def real_name_share(self) -> int | None:
        """Members in the register of persons, as per cent of those reported."""
        told = self.count.members if self.count else None
        return round(100 * self.tally.members / told) if told and self.tally else None

    @property
    def term(self) -> Term | None:
        return next((term for term in self.terms if term.ended_on is None), None)


def union_page(scope: Scope, union_id: int, day: date | None = None) -> UnionPage:
    """``day`` None: today."""
    union, today = union_for(scope, union_id), timezone.localdate()
    on, mine = day or today, {"union": union}
    versions = list(
        UnionVersion.objects.unscoped(reason=WHY)
        .filter(KNOWN, **mine)
        .select_related("superior", "county", "town", "change")
        .order_by("-valid_from")
    )
    coverages = Coverage.objects.unscoped(reason=WHY).filter(KNOWN, on_day(on), **mine)
    covered = _covered(coverages)
    seats = FederationSeat.objects.unscoped(reason=WHY)
    return UnionPage(
        union=union, day=on, is_today=on == today,
        version=next((v for v in versions if _holds(v, on)), None),
        tally=UnionTally.objects.unscoped(reason=WHY)
        .filter(on_day(on), **mine).order_by("-valid_from").first(),
        count=UnionCount.objects.unscoped(reason=WHY).filter(as_of__lte=on, **mine).first(),
        covered=covered,
        covered_total=len(covered) if len(covered) < SHOWN else coverages.count(),
        seats=list(
            seats.filter(KNOWN, on_day(on), **mine).select_related("federation__unit")
        ),
        federated=seats.filter(KNOWN, on_day(on), federation=union).count(),
        terms=_terms(union),
        certificates=list(Certificate.objects.unscoped(reason=WHY).filter(**mine)),
        duties=list(
            CertificateDuty.objects.unscoped(reason=WHY).filter(settled_on__isnull=True, **mine)
        ),
        seals=list(Seal.objects.unscoped(reason=WHY).filter(**mine)),
        accounts=[
            AccountLine(row, mask_card(row.number))
            for row in BankAccount.objects.unscoped(reason=WHY).filter(**mine)
        ],
        signs=list(UnionSign.objects.unscoped(reason=WHY).filter(**mine)[:LATEST]),
        changes=_changes(union),
        versions=versions, below=_below(union),
        hand_over=HandOver.objects.unscoped(reason=WHY)
        .filter(change__undone__isnull=True, **mine).select_related("receiver").first(),
    )  # fmt: skip


def _holds(version: UnionVersion, day: date) -> bool:
    return version.valid_from <= day and (version.valid_to is None or day < version.valid_to)


def _covered(rows: QuerySet[Coverage]) -> list[CoveredLine]:
    """The first of the covered employers by name, each with its newest count: two queries."""
    found = list(rows.select_related("employer").order_by("employer__name")[:SHOWN])
    newest = {
        count.employer_id: count
        for count in EmployerCount.objects.unscoped(reason=WHY)
        .filter(employer__in=[row.employer_id for row in found])
        .order_by("as_of", "pk")
    }
    return [CoveredLine(row, newest.get(row.employer_id)) for row in found]


def _changes(union: Union) -> list[UnionChange]:
    """All deeds, each with what it took back and what took it back; few were moves or mergers."""
    rows = UnionChange.objects.unscoped(reason=WHY).filter(union=union)
    others = ("other__unit", "move__before", "move__after")
    return list(rows.select_related("undoes", "undone").prefetch_related(*others))


def _terms(union: Union) -> list[Term]:
    officers = Officer.objects.unscoped(reason=WHY)
    committees = Committee.objects.unscoped(reason=WHY).prefetch_related(
        Prefetch("officers", officers)
    )
    rows = Term.objects.unscoped(reason=WHY).filter(union=union)
    return list(rows.prefetch_related(Prefetch("committees", committees)))


def _below(union: Union) -> list[Unit]:
    """Branches and groups that exist today."""
    rows = Unit.objects.within(union.unit.scope).filter(valid_to__isnull=True)
    return list(rows.exclude(pk=union.unit_id).select_related("union").order_by("path")[:200])
