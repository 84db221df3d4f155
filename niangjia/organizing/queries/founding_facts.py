"""The facts of a case gathered for its papers (ME1: each is typed once)."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.enums import UnitKind
from niangjia.organizing.enums.founding import AssemblyKind, PaperKind, Seat
from niangjia.organizing.enums.members import Education, MembershipState, PoliticalStatus, Sex
from niangjia.organizing.enums.unions import EconomicType
from niangjia.organizing.letters.founding_facts import (
    BallotLine,
    CaseFacts,
    FirmLine,
    MemberLine,
    PersonLine,
)
from niangjia.organizing.models import Candidate, Employer, FoundingCase, Membership
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.founding import (
    WHY,
    candidates_of,
    employers_of_case,
    member_counts,
    papers_of,
    preparers_of,
)
from niangjia.organizing.queries.founding_election import Election, election_of, shares_of
from niangjia.organizing.rules.roster_words import NATIONALITY_CODES
from niangjia.organizing.rules.terms import term_end

NATIONALITIES = {code: f"{name}族" for name, code in NATIONALITY_CODES.items()}


def facts_of(case: FoundingCase, today: date, *, kind: str = "") -> CaseFacts:
    """Everything a paper of this case may say on this day; the roll only where it is asked for."""
    members, women = member_counts(case)
    election = election_of(case) if case.facts.get("seats") else None
    told = case.facts.get("seats", {})
    elected = election.elected if election else []
    quorum, majority = shares_of(case, case.elected_on or case.assembly_on or today)
    return CaseFacts(
        union_name=case.union_name, superior=case.unit.name, today=today,
        firms=tuple(_firm(e) for e in employers_of_case(case)),
        needs_firm=case.kind in (UnitKind.BASIC, UnitKind.JOINT),
        registry=case.facts.get("registry", ""), employees=case.employees, women=case.women,
        members_expected=case.members_expected, basis=case.founding_basis,
        contact=case.applicant, phone=str(case.applicant_phone),
        preparers=tuple(
            person_line(p, "组长" if p.leads else "成员") for p in preparers_of(case)
        ),
        candidates=tuple(
            person_line(c, str(Seat(c.seat).label)) for c in candidates_of(case) if told.get(c.seat)
        ),
        seats={str(seat.label): int(told[seat]) for seat in Seat if told.get(seat)},
        committee=case.committee_seats or 0, term_years=case.term_years, members=members,
        women_members=women,
        assembly=str(AssemblyKind(case.assembly_kind or AssemblyKind.MEMBERS).label),
        delegates=_delegates(case), quorum=quorum, majority=majority, assembly_on=case.assembly_on,
        assembly_place=case.assembly_place, notice_from=case.notice_from,
        notice_to=case.notice_to, ballots=_ballots(election),
        elected=tuple(person_line(c, title_of(case, c)) for c in elected),
        vacant=election.vacant if election else 0, elected_on=case.elected_on,
        term_to=_term_to(case), established_on=case.established_on,
        numbers={p.kind: p.document_number for p in papers_of(case) if p.document_number},
        roll=_roll(case) if kind == PaperKind.MEMBER_ROLL else (),
    )  # fmt: skip


def _delegates(case: FoundingCase) -> int:
    held = case.assembly_kind == AssemblyKind.DELEGATES
    return int(case.facts.get("delegates") or 0) if held else 0


def _term_to(case: FoundingCase) -> date | None:
    if case.elected_on is None or case.term_years is None:
        return None
    return term_end(case.elected_on, case.term_years)


def title_of(case: FoundingCase, row: Candidate) -> str:
    """The seat won, or 主任 where the division of work says so."""
    heads = case.facts.get("heads", {})
    label = str(Seat(row.seat).label)
    if heads.get(row.seat) == row.pk:
        return {Seat.AUDIT: "经费审查委员会主任", Seat.WOMEN: "女职工委员会主任"}[Seat(row.seat)]
    return label


def _firm(employer: Employer) -> FirmLine:
    day = employer.registered_on
    return FirmLine(
        name=employer.name, uscc=employer.uscc, address=employer.address,
        registered=f"{day.year}年{day.month}月{day.day}日" if day else "",
        legal_representative=employer.legal_representative, trade=employer.trade_code,
        nature=str(EconomicType(employer.economic_type).label) if employer.economic_type else "",
    )  # fmt: skip


def person_line(row: Any, role: str) -> PersonLine:
    """A preparer or candidate as a paper lists one."""
    return PersonLine(
        name=row.name, sex=_word(Sex, row.sex) if row.sex in ("1", "2") else "",
        nationality=NATIONALITIES.get(row.nationality_group, ""),
        birth=month_of(row.birth_on), political=_word(PoliticalStatus, row.political_status),
        education=_word(Education, row.education), post=row.employer_post, role=role,
    )  # fmt: skip


def _word(words: Any, code: str) -> str:
    return str(words(code).label) if code else ""


def month_of(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


def _ballots(election: Election | None) -> tuple[BallotLine, ...]:
    if election is None:
        return ()
    found = []
    for one in election.judged:
        row, won = one.ballot, {c.pk for c in one.elected}
        votes = tuple(
            (v.candidate.name, v.votes_for, v.against, v.abstained, v.candidate_id in won)
            for v in sorted(row.counts, key=lambda v: v.candidate.order)  # type: ignore[attr-defined]
        )
        label = one.label if row.round == 1 else f"{one.label}第{row.round}次投票"
        found.append(
            BallotLine(
                label, row.seats, row.due, row.present, row.handed_out, row.returned, row.invalid,
                votes, one.text,
            )
        )  # fmt: skip
    return tuple(found)


def _roll(case: FoundingCase) -> tuple[MemberLine, ...]:
    if case.union_id is None:
        return ()
    rows = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, union_id=case.union_id, state__in=[MembershipState.ACTIVE, MembershipState.LEAVING]
    )
    found = rows.select_related("person").order_by("person__name", "person_id")
    return tuple(
        MemberLine(
            row.person.name, _word(Sex, row.person.sex) if row.person.sex in ("1", "2") else "",
            month_of(row.person.birth_on),
            row.person.joined_on.isoformat() if row.person.joined_on else "",
            row.person.occupation,
        )
        for row in found
    )  # fmt: skip
