"""What a case writes into the register of unions: preparatory, founded, term, committees, firms."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import cover_known
from niangjia.organizing.actions.endings import Funds, dissolve_union
from niangjia.organizing.actions.terms import appoint_officer, begin_term, set_committee
from niangjia.organizing.actions.unions import found_union, register_union
from niangjia.organizing.enums.founding import FoundingOrigin, Seat
from niangjia.organizing.enums.unions import Channel, CommitteeKind, OfficerTitle, UnionState
from niangjia.organizing.models import Candidate, FoundingCase, Term, Union
from niangjia.organizing.queries.founding import employers_of_case, member_counts

TITLES = {
    Seat.CHAIR: (CommitteeKind.UNION, OfficerTitle.CHAIR),
    Seat.VICE_CHAIR: (CommitteeKind.UNION, OfficerTitle.VICE_CHAIR),
    Seat.MEMBER: (CommitteeKind.UNION, OfficerTitle.MEMBER),
    Seat.AUDIT: (CommitteeKind.AUDIT, OfficerTitle.MEMBER),
    Seat.WOMEN: (CommitteeKind.WOMEN, OfficerTitle.MEMBER),
}


def prepare_union(case: FoundingCase, *, on: date, number: str, by: Actor) -> Union:
    """A preparatory union below its superior: members may join it from today on."""
    employers = employers_of_case(case)
    first = employers[0] if employers else None
    facts = {
        "trade_code": first.trade_code, "old_trade": first.old_trade,
        "economic_type": first.economic_type, "address": first.address[:200],
    } if first else {}  # fmt: skip
    online = case.origin == FoundingOrigin.ONLINE
    return register_union(
        superior_id=case.unit_id, kind=case.kind, name=case.union_name, founded_on=on,
        document_number=number, reason="批准筹备", state=UnionState.PREPARATORY, by=by,
        channel=Channel.ONLINE if online else Channel.OFFLINE, employees=case.employees, **facts,
    )  # fmt: skip


def drop_union(case: FoundingCase, *, reason: str, by: Actor) -> None:
    """A preparatory union that will not be founded; its members must have a home first."""
    if case.union is None:
        return
    members, _ = member_counts(case)
    if members:
        raise NotAllowed(f"筹备中的工会已有会员{members}人，请先把会籍转到其他工会再终止。")
    funds = Funds(Decimal(0), handed_by="筹备组", received_by=case.unit.name[:60])
    dissolve_union(
        union_id=case.union_id or 0, on=timezone.localdate(), document_number="",
        reason=f"终止筹备：{reason}"[:300], funds=funds, by=by,
    )  # fmt: skip


def write_founded(
    case: FoundingCase, elected: list[Candidate], *, on: date, number: str, report: str, by: Actor
) -> Term:
    """批复成立: the union normal, its first term from election day, committees, officers, firms."""
    assert case.union_id
    assert case.elected_on
    assert case.term_years
    found_union(union_id=case.union_id, on=on, document_number=number, by=by)
    term = begin_term(
        union_id=case.union_id, elected_on=case.elected_on, years=case.term_years, by=by,
        report_number=report, approval_number=number, approved_on=on,
    )  # fmt: skip
    _committees(case, term, by)
    _officers(case, term, elected, by)
    for employer in employers_of_case(case):
        cover_known(union_id=case.union_id, employer_id=employer.pk, on=on, note=number, by=by)
    return term


def _committees(case: FoundingCase, term: Term, by: Actor) -> None:
    seats = case.facts.get("seats", {})
    wanted = {
        CommitteeKind.UNION: case.committee_seats or 1,
        CommitteeKind.AUDIT: case.audit_seats or 0,
        women_body(case): int(seats.get(Seat.WOMEN, 0)),
    }
    for kind, number in wanted.items():
        if number:
            set_committee(term_id=term.pk, kind=kind, seats=number, by=by)


def women_body(case: FoundingCase) -> CommitteeKind:
    """A committee from the rule book's number of women on, else one commissioner (B.4)."""
    single = int(case.facts.get("seats", {}).get(Seat.WOMEN, 0)) == 1
    return CommitteeKind.WOMAN_COMMISSIONER if single else CommitteeKind.WOMEN


def _officers(case: FoundingCase, term: Term, elected: list[Candidate], by: Actor) -> None:
    """Everybody elected, once in each committee, with the highest title first."""
    heads = case.facts.get("heads", {})
    sitting: set[tuple[str, str]] = set()
    for row in sorted(elected, key=lambda c: list(TITLES).index(Seat(c.seat))):
        kind, title = TITLES[Seat(row.seat)]
        if row.seat == Seat.WOMEN:
            kind = women_body(case)
        if (kind, row.name) in sitting:
            continue
        sitting.add((kind, row.name))
        if heads.get(row.seat) == row.pk and title == OfficerTitle.MEMBER:
            title = OfficerTitle.HEAD
        officer = appoint_officer(
            term_id=term.pk, kind=kind, name=row.name, title=title, on=term.elected_on, by=by,
            sex=row.sex, employer_post=row.employer_post,
        )  # fmt: skip
        if row.person_id:
            officer.person_id = row.person_id
            officer.save(update_fields=["person"])
