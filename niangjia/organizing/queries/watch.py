"""What runs out, what is owed, and which unions show no sign of life."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from niangjia.kernel.scope.models import Scope
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.enums.unions import (
    COUNTED,
    LIVING,
    CertificateKind,
    CertificateState,
    UnionState,
)
from niangjia.organizing.models import (
    Certificate,
    CertificateDuty,
    Term,
    UnionCount,
    UnionSign,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.registers import without_chair
from niangjia.organizing.rules.months import months_before

STEPS = (
    ParameterCode.TERM_WARN_FIRST, ParameterCode.TERM_WARN_SECOND, ParameterCode.TERM_WARN_LAST,
)  # fmt: skip
WHY = "工会已按范围限定"
UNTIL = Coalesce("postponed_to", "ends_on")
"""The last day of a term: the approved one where the election was put off."""
M = TypeVar("M", Term, Certificate)


def warn_steps(path: str, day: date) -> list[int]:
    """Days before the end on which a reminder is due, largest first."""
    found = parameters_for(path, day)
    return sorted((found[code].number for code in STEPS if code in found), reverse=True)


def running_terms(scope: Scope) -> QuerySet[Term]:
    """Terms not yet ended, of living unions."""
    return _of_living(Term.objects.within(scope).filter(ended_on__isnull=True))


def valid_certificates(scope: Scope) -> QuerySet[Certificate]:
    """Legal-person certificates in force, of living unions."""
    rows = Certificate.objects.within(scope).filter(
        state=CertificateState.VALID, kind=CertificateKind.LEGAL_PERSON
    )
    return _of_living(rows)


def _of_living(rows: QuerySet[M]) -> QuerySet[M]:
    living = UnionVersion.objects.unscoped(reason=WHY).filter(
        OPEN, union=OuterRef("union"), state__in=LIVING
    )
    return rows.filter(Exists(living)).select_related("union__unit")


def open_duties(scope: Scope) -> QuerySet[CertificateDuty]:
    """Registrations owed, the most urgent first."""
    rows = CertificateDuty.objects.within(scope).filter(settled_on__isnull=True)
    return rows.select_related("union__unit", "change").order_by("due_on", "pk")


def shells(scope: Scope, today: date, path: str = "") -> QuerySet[Any]:
    """Counted, normal unions without activity, dues, contribution or report for months (ME15).

    Founded before that; preparatory ones are left alone. ``last_sign`` is the last sign ever.
    """
    rule = parameters_for(path, today)[ParameterCode.SHELL_MONTHS]
    since = months_before(today, rule.number)
    signs = UnionSign.objects.unscoped(reason=WHY).filter(union=OuterRef("union"))
    told = UnionCount.objects.unscoped(reason=WHY).filter(union=OuterRef("union"))
    return (
        UnionVersion.objects.within(scope)
        .filter(OPEN, kind__in=COUNTED, state=UnionState.NORMAL)
        .filter(Q(union__founded_on__lte=since) | Q(union__founded_on__isnull=True))
        .filter(~Exists(signs.filter(happened_on__gt=since)), ~Exists(told.filter(as_of__gt=since)))
        .annotate(last_sign=Max("union__signs__happened_on"))
        .select_related("union__unit", "superior", "county")
    )


@dataclass(frozen=True, slots=True)
class Band:
    """How many run out by when: late, and within each step (each counted once)."""

    late: int
    within: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Figures of the watch page."""

    terms: Band
    certificates: Band
    duties: int
    late_duties: int
    change_days: int
    shells: int
    shell_months: int
    vacant: int
    vacancy_months: int


def watch(scope: Scope, path: str, today: date) -> Watch:
    """Counts behind the tiles, seven queries."""
    steps, rules = warn_steps(path, today), parameters_for(path, today)
    duties = open_duties(scope)
    listed = UnionVersion.objects.within(scope).filter(OPEN, kind__in=COUNTED, state__in=LIVING)
    return Watch(
        terms=_band(running_terms(scope).annotate(end=UNTIL), "end", today, steps),
        certificates=_band(valid_certificates(scope), "expires_on", today, steps),
        duties=duties.count(),
        late_duties=duties.filter(due_on__lt=today).count(),
        change_days=rules[ParameterCode.CERTIFICATE_CHANGE].number,
        shells=shells(scope, today, path).count(),
        shell_months=rules[ParameterCode.SHELL_MONTHS].number,
        vacant=without_chair(listed).count(),
        vacancy_months=rules[ParameterCode.CHAIR_VACANCY_MONTHS].number,
    )


def _band(rows: QuerySet[Any], field: str, today: date, steps: list[int]) -> Band:
    """Ends within the largest step, sorted into bands in one pass."""
    last = today + timedelta(days=max(steps))
    found = list(rows.filter(**{f"{field}__lte": last}).values_list(field, flat=True))
    late = sum(end < today for end in found)
    within = [(s, sum(0 <= (end - today).days <= s for end in found)) for s in reversed(steps)]
    return Band(late, within)
