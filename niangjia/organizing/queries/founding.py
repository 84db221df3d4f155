"""Cases of founding: one by one, as a list, by employer, by code."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.accounts.queries import today_held
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.founding import ENDED, PaperState, Seat
from niangjia.organizing.enums.members import MembershipState, Sex
from niangjia.organizing.models import (
    Ballot,
    Candidate,
    Coverage,
    Employer,
    EmployerCount,
    FoundingCase,
    FoundingDefect,
    FoundingEmployer,
    FoundingPaper,
    FoundingStep,
    Membership,
    Preparer,
)
from niangjia.organizing.models.facts import OPEN

WHY = "事项已按范围取得"
OFFERED = 300
SEATS = Seat.values
"""In the order in which papers and ballots name them."""


class NoSuchCase(Absent):
    """Absent or elsewhere: the two look the same on purpose."""


def cases_in(scope: Scope) -> QuerySet[FoundingCase]:
    """Cases of the superiors in scope, and the own case of a union in scope."""
    rows = FoundingCase.objects.unscoped(reason="上级在范围内，或是本会自己的事项")
    return rows.filter(scope.q("unit__path") | scope.q("union__unit__path")).select_related(
        "unit", "union__unit"
    )


def case_rows(scope: Scope) -> QuerySet[FoundingCase]:
    """The list: with the first employer and how many there are."""
    links = FoundingEmployer.objects.unscoped(reason=WHY).filter(case=OuterRef("pk"))
    counted = links.order_by().values("case").annotate(n=Count("pk")).values("n")
    waiting = FoundingPaper.objects.unscoped(reason=WHY).filter(
        case=OuterRef("pk"), state=PaperState.SCANNED
    )
    return cases_in(scope).annotate(
        employer_name=Subquery(links.order_by("pk").values("employer__name")[:1]),
        employer_count=Subquery(counted),
        unchecked=Exists(waiting),
    )


def case_for(scope: Scope, case_id: int, *, lock: bool = False) -> FoundingCase:
    """One case with superior and union; ``NoSuchCase`` when absent or elsewhere."""
    rows = cases_in(scope).filter(pk=case_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchCase(case_id)
    return found


def case_by_code(code: str) -> FoundingCase | None:
    """For the public progress page: by the code alone."""
    rows = FoundingCase.objects.unscoped(reason="凭查询码查进度，只出示公开事项")
    return rows.filter(code=code).select_related("unit", "union__unit").first()


def case_of_union(union_id: int) -> int | None:
    """The number of the case a union came from."""
    rows = FoundingCase.objects.unscoped(reason="工会已按范围取得").filter(union_id=union_id)
    return rows.values_list("pk", flat=True).first()


def case_of_origin(origin: str, origin_ref: str) -> FoundingCase | None:
    """The open case that came from here, for the module above."""
    rows = FoundingCase.objects.unscoped(reason="同一来由只有一件在办")
    return rows.filter(origin=origin, origin_ref=origin_ref).exclude(state__in=ENDED).first()


def employers_of_case(case: FoundingCase) -> list[Employer]:
    links = FoundingEmployer.objects.unscoped(reason=WHY).filter(case=case).order_by("pk")
    return [link.employer for link in links.select_related("employer__unit")]


def newest_count(employer: Employer) -> EmployerCount | None:
    return EmployerCount.objects.unscoped(reason=WHY).filter(employer=employer).first()


def preparers_of(case: FoundingCase) -> list[Preparer]:
    """The preparatory group, its head first."""
    rows = Preparer.objects.unscoped(reason=WHY).filter(case=case)
    return list(rows.order_by("-leads", "pk"))


def candidates_of(case: FoundingCase) -> list[Candidate]:
    """Those who stand: the chair first, within a seat by surname strokes."""
    rows = Candidate.objects.unscoped(reason=WHY).filter(case=case, withdrawn_on__isnull=True)
    return sorted(rows, key=lambda row: (SEATS.index(row.seat), row.order, row.pk))


def ballots_of(case: FoundingCase) -> list[Ballot]:
    """Ballots that count, with their votes, oldest first."""
    rows = Ballot.objects.unscoped(reason=WHY).filter(case=case, void_reason="").order_by("pk")
    found = list(rows)
    for ballot in found:
        votes = ballot.votes.unscoped(reason=WHY).select_related("candidate")
        ballot.counts = list(votes)  # type: ignore[attr-defined]
    return found


def papers_of(case: FoundingCase) -> list[FoundingPaper]:
    """Papers that are not void, oldest first."""
    rows = FoundingPaper.objects.unscoped(reason=WHY).filter(case=case)
    return list(rows.exclude(state=PaperState.VOID).select_related("paper", "scan").order_by("pk"))


def paper_in(case: FoundingCase, paper_id: int, *, lock: bool = False) -> FoundingPaper:
    """One paper of the case; ``NoSuchCase`` for another's."""
    rows = FoundingPaper.objects.unscoped(reason=WHY).filter(case=case, pk=paper_id)
    rows = rows.select_related("paper", "scan")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchCase(paper_id)
    return found


def paper_of_kind(case: FoundingCase, kind: str) -> FoundingPaper | None:
    return next((paper for paper in papers_of(case) if paper.kind == kind), None)


def defects_of(case: FoundingCase) -> list[FoundingDefect]:
    """Open ones first."""
    rows = FoundingDefect.objects.unscoped(reason=WHY).filter(case=case)
    return sorted(rows, key=lambda defect: (defect.settled_at is not None, defect.pk))


def steps_of(case: FoundingCase) -> list[FoundingStep]:
    """Newest first."""
    rows = FoundingStep.objects.unscoped(reason=WHY).filter(case=case)
    return list(rows.select_related("evidence").order_by("-pk"))


def last_step(case: FoundingCase) -> FoundingStep | None:
    return FoundingStep.objects.unscoped(reason=WHY).filter(case=case).order_by("-pk").first()


def member_counts(case: FoundingCase) -> tuple[int, int]:
    """Members who may vote, and women among them: those of the preparatory union today (B.6)."""
    return voters_of(case.union_id) if case.union_id else (0, 0)


def voters_of(union_id: int) -> tuple[int, int]:
    """Members of a union who may vote today, and women among them; the retained may not."""
    rows = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, union_id=union_id, state__in=[MembershipState.ACTIVE, MembershipState.LEAVING]
    )
    counted: dict[str, Any] = rows.aggregate(
        n=Count("pk"), women=Count("pk", filter=Q(person__sex=Sex.FEMALE))
    )
    return counted["n"], counted["women"]


def members_named(case: FoundingCase, name: str) -> list[Membership]:
    """Members of the preparatory union of this name, at most two: one is needed, two are doubt."""
    if case.union_id is None:
        return []
    rows = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, union_id=case.union_id, person__name=name, state__in=[MembershipState.ACTIVE,
        MembershipState.LEAVING, MembershipState.RETAINED],
    )  # fmt: skip
    return list(rows.select_related("person")[:2])


def known_names(case: FoundingCase) -> list[str]:
    """Whom a form offers: the preparatory group first, then members by name; each once."""
    group = [row.name for row in preparers_of(case)]
    if case.union_id is None:
        return group
    rows = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, union_id=case.union_id, state__in=[MembershipState.ACTIVE, MembershipState.LEAVING]
    )
    members = rows.order_by("person__name").values_list("person__name", flat=True)[:OFFERED]
    return list(dict.fromkeys([*group, *members]))


def covering_union(employers: Sequence[Employer]) -> Coverage | None:
    """The union that covers one of them today, if any."""
    rows = Coverage.objects.unscoped(reason="一个单位只由一家工会覆盖")
    return (
        rows.filter(OPEN, employer__in=employers).select_related("union__unit", "employer").first()
    )


def desk_for(unit: Unit, role: str) -> int:
    """The nearest unit, from ``unit`` upwards, where somebody holds the role today."""
    posts = Post.objects.unscoped(reason="待办交给最近的有人的岗位")
    found = posts.filter(
        today_held(), unit__path__in=prefixes(unit.path), role=role, account__is_active=True
    )
    nearest = found.order_by("-unit__path").values_list("unit_id", flat=True).first()
    return nearest or unit.pk
