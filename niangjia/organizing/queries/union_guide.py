"""The guide of one union: its next election and its changes, with its own dates and sizes."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from niangjia.kernel.scope.models import Scope
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.enums.unions import CertificateKind, CertificateState
from niangjia.organizing.models import Certificate, CertificateDuty, Union
from niangjia.organizing.queries.founding import voters_of
from niangjia.organizing.queries.founding_rules import Sizes, sizes_at
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.terms import chair_left_on, last_term
from niangjia.organizing.queries.unions import union_for
from niangjia.organizing.rules.guide import Line, change_lines, election_lines
from niangjia.organizing.rules.months import months_after

WHY = "工会已按范围取得"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """The union has no chair since a day; another is elected until ``due``, by ``basis``."""

    since: date
    due: date
    basis: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What to do, hand in and expect."""

    union: Union
    ends: date | None
    latest: date | None
    """How far one approval may put the election off."""
    left: int
    """Days until the term ends; negative once it has."""
    election: list[Line]
    changes: list[Line]
    duties: list[CertificateDuty]
    vacancy: Vacancy | None
    sizes: Sizes


def guide_for(scope: Scope, union_id: int) -> Guide:
    """A constant number of queries."""
    union, today = union_for(scope, union_id), timezone.localdate()
    values, term = parameters_for(union.unit.path, today), last_term(union)
    ends = (term.postponed_to or term.ends_on) if term else None
    certificate = Certificate.objects.unscoped(reason=WHY).filter(
        union=union, kind=CertificateKind.LEGAL_PERSON, state=CertificateState.VALID
    )
    duties = CertificateDuty.objects.unscoped(reason=WHY).filter(
        union=union, settled_on__isnull=True
    )
    return Guide(
        union=union, ends=ends,
        latest=months_after(ends, values[ParameterCode.TERM_POSTPONED].number) if ends else None,
        left=(ends - today).days if ends else 0,
        election=election_lines(
            number=term.number + 1 if term else 1, ends=ends, values=values,
            certificate_ends=certificate.values_list("expires_on", flat=True).first(),
        ),
        changes=change_lines(values), duties=list(duties), vacancy=vacancy_of(union),
        sizes=sizes_at(union.unit.path, *voters_of(union.pk)),
    )  # fmt: skip


def vacancy_of(union: Union) -> Vacancy | None:
    """Since when the present term has no chair; None where it has one or never had."""
    since = chair_left_on(union)
    if since is None:
        return None
    rule = parameters_for(union.unit.path, since)[ParameterCode.CHAIR_VACANCY_MONTHS]
    return Vacancy(since, months_after(since, rule.number), rule.source)
