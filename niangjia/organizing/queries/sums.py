"""Sums over unions, members and employers: everybody once (ME4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from niangjia.kernel.scope.models import Scope
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.unions import COUNTED, LIVING
from niangjia.organizing.models import Coverage, EmployerCount, FederationSeat, UnionTally
from niangjia.organizing.models.facts import KNOWN, on_day
from niangjia.organizing.queries import figures
from niangjia.organizing.queries.definitions import common_path
from niangjia.organizing.queries.figures import questions
from niangjia.organizing.queries.unions import union_for, versions_on

WHY = "工会已按范围取得"


def federation_members(scope: Scope, union_id: int, day: date) -> list[FederationSeat]:
    """The basic unions that sit in a federation on a day."""
    federation = union_for(scope, union_id)
    rows = FederationSeat.objects.unscoped(reason=WHY).filter(
        KNOWN, on_day(day), federation=federation
    )
    return list(rows.select_related("union__unit").order_by("union__unit__name"))


@dataclass(frozen=True, slots=True)
class FederationFigures:
    """A federation on a day; nobody is counted twice (ME4)."""

    unions: int
    employers: int
    members: int


def federation_figures(scope: Scope, unions: list[int], day: date) -> FederationFigures:
    """Distinct basic unions that sit in any of ``unions``, the federations' own members included.

    A union that sits in two federations, and an employer covered by one that does, count once.
    """
    federations = [union_for(scope, number) for number in unions]
    seats = FederationSeat.objects.unscoped(reason=WHY).filter(
        KNOWN, on_day(day), federation__in=federations
    )
    sitting = set(seats.values_list("union", flat=True))
    everybody = sitting | {federation.pk for federation in federations}
    tallies = UnionTally.objects.unscoped(reason=WHY).filter(on_day(day), union__in=everybody)
    covered = Coverage.objects.unscoped(reason=WHY).filter(KNOWN, on_day(day), union__in=everybody)
    return FederationFigures(
        unions=len(sitting),
        employers=covered.aggregate(n=Count("employer", distinct=True))["n"],
        members=sum(tallies.values_list("members", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """The register of a scope on a day, and what each of its figures means there and then."""

    unions: int
    new_form: int
    members: int
    employers: int
    words: Mapping[str, str]


OF_THE_REGISTER = (
    FigureKey.UNIONS, FigureKey.NEW_FORM_UNIONS, FigureKey.MEMBERS, FigureKey.EMPLOYERS,
)  # fmt: skip


def totals(scope: Scope, day: date) -> Totals:
    """Each union, member and employer once, by the definitions of the unit above them all."""
    asked = questions(OF_THE_REGISTER, scope, common_path(scope.paths), day=day)
    found = figures.totals(asked)
    return Totals(
        unions=found[FigureKey.UNIONS], new_form=found[FigureKey.NEW_FORM_UNIONS],
        members=found[FigureKey.MEMBERS], employers=found[FigureKey.EMPLOYERS],
        words={one.key: one.rule.words for one in asked},
    )  # fmt: skip


def _covered(scope: Scope, day: date) -> QuerySet[Coverage]:
    """Coverage on a day: one row for an employer, the database sees to it."""
    rows = versions_on(scope, day).filter(kind__in=COUNTED, state__in=LIVING)
    return Coverage.objects.unscoped(reason=WHY).filter(
        KNOWN, on_day(day), union__in=rows.order_by().values("union")
    )


def covered_employees(scope: Scope, day: date) -> int:
    """Employees of covered employers by the newest count of each up to that day."""
    newest = EmployerCount.objects.unscoped(reason=WHY).filter(
        employer=OuterRef("employer"), as_of__lte=day
    )
    latest = Subquery(newest.order_by("-as_of", "-id").values("employees")[:1])
    return _covered(scope, day).annotate(newest=latest).aggregate(n=Sum("newest"))["n"] or 0
