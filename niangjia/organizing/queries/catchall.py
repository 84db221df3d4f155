"""Homes of towns, and employers without a union whose members have become many (ME6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import ScopedQuerySet, Unit
from niangjia.kernel.scope.queries import unit_for
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.models import (
    Coverage,
    Employer,
    FoundingCase,
    FoundingEmployer,
    Membership,
    TownHome,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.parameters import parameters_for

WHY = "兜底规则看单位在全市的会员，不分在哪个工会"
TOWNS = (UnitKind.TOWN, UnitKind.PARK, UnitKind.ZONE)


@dataclass(frozen=True, slots=True)
class Gathering:
    """An employer without a union of its own, its members, and how many it takes."""

    employer: Employer
    members: int
    threshold: int
    case: FoundingCase | None = None

    @property
    def missing(self) -> int:
        return max(0, self.threshold - self.members)


@dataclass(frozen=True, slots=True)
class Town:
    unit: Unit
    home: TownHome | None


def threshold_for(employer: Employer, day: date | None = None) -> int:
    """From how many members on the employer's place wants a union of its own (art. 11)."""
    values = parameters_for(employer.unit.path, day or timezone.localdate())
    return values[ParameterCode.TIPPING_MEMBERS].number


def members_at(employer_id: int) -> int:
    """Members whose open membership names this employer; one indexed count."""
    return _members().filter(employer_id=employer_id).count()


def _members() -> QuerySet[Membership]:
    rows = Membership.objects.unscoped(reason=WHY)
    return rows.filter(OPEN, state__in=HELD, employer__isnull=False)


def is_covered(employer_id: int) -> bool:
    return Coverage.objects.unscoped(reason=WHY).filter(OPEN, employer_id=employer_id).exists()


def open_case_of(employer_id: int) -> FoundingCase | None:
    rows = FoundingEmployer.objects.unscoped(reason=WHY).filter(employer_id=employer_id, open=True)
    found = rows.select_related("case").first()
    return found.case if found else None


def crowded_employers(least: int, scope: Scope | None = None) -> dict[int, int]:
    """Employer → members, for uncovered employers with at least ``least``; one query."""
    covered = Coverage.objects.unscoped(reason=WHY).filter(OPEN, employer_id=OuterRef("employer"))
    rows = _members().filter(~Exists(covered))
    if scope is not None:
        rows = rows.filter(scope.q("employer__unit__path"))
    counted: Any = rows.values("employer").annotate(n=Count("pk")).filter(n__gte=least)
    return {row["employer"]: row["n"] for row in counted.order_by("-n", "employer")}


def gatherings(scope: Scope, *, least: int = 5, limit: int = 100) -> list[Gathering]:
    """Employers on their way to a union of their own, most members first."""
    counted = dict(list(crowded_employers(least, scope).items())[:limit])
    employers = Employer.objects.within(scope).select_related("unit").in_bulk(list(counted))
    links = FoundingEmployer.objects.unscoped(reason=WHY).filter(
        employer__in=list(counted), open=True
    )
    cases = {link.employer_id: link.case for link in links.select_related("case")}
    levels: dict[int, int] = {}
    for employer in employers.values():
        if employer.unit_id not in levels:
            levels[employer.unit_id] = threshold_for(employer)
    return [
        Gathering(employers[pk], n, levels[employers[pk].unit_id], cases.get(pk))
        for pk, n in counted.items()
        if pk in employers
    ]


def towns(scope: Scope) -> list[Town]:
    """Towns and parks in scope, each with its home of today or none."""
    homes = {home.unit_id: home for home in homes_in(scope).filter(valid_to__isnull=True)}
    units = Unit.objects.within(scope).filter(kind__in=TOWNS, valid_to__isnull=True)
    return [Town(unit, homes.get(unit.pk)) for unit in units.order_by("path")]


def homes_in(scope: Scope) -> ScopedQuerySet[TownHome]:
    return TownHome.objects.within(scope).select_related("unit", "union__unit")


def town_for(scope: Scope, unit_id: int) -> Unit:
    return unit_for(scope, unit_id)


def home_above(path: str) -> TownHome | None:
    """The home of the town a unit lies in, or of the nearest place above it that has one."""
    rows = TownHome.objects.unscoped(reason="按所在地查找兜底工会").select_related("union__unit")
    above = [path[:end] for end in range(4, len(path) + 1, 4)]
    return rows.filter(valid_to__isnull=True, unit__path__in=above).order_by("-unit__path").first()
