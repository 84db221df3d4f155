"""Everything the page of one case shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Light
from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Step
from niangjia.organizing.enums.founding import ENDED, FoundingState, PaperState
from niangjia.organizing.letters.founding_missing import blanks, missing
from niangjia.organizing.models import (
    Candidate,
    Employer,
    FoundingCase,
    FoundingDefect,
    FoundingPaper,
    FoundingStep,
    Preparer,
)
from niangjia.organizing.policies.founding import is_above, open_steps
from niangjia.organizing.queries.founding import (
    candidates_of,
    case_by_code,
    case_for,
    defects_of,
    employers_of_case,
    member_counts,
    papers_of,
    preparers_of,
    steps_of,
)
from niangjia.organizing.queries.founding_election import Election, election_of
from niangjia.organizing.queries.founding_facts import facts_of
from niangjia.organizing.queries.founding_rules import Sizes, barred, sizes_of
from niangjia.organizing.rules.synchrony import Stage, stages
from niangjia.organizing.workflow.founding import HANDS, PAPERS_OF, PLACE, ROAD

ELECTING = frozenset({FoundingState.MEETING_APPROVED, FoundingState.MEETING_HELD,
                      FoundingState.RESULT_REPORTED})  # fmt: skip
NOMINATING = frozenset({FoundingState.ENROLLING, FoundingState.ELECTION_INVALID})


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate and the reasons against."""

    row: Candidate
    barred: list[str]


@dataclass(frozen=True, slots=True)
class Making:
    """A paper that may be made now; ``lacks``: not before these are known; ``blanks``: left open."""

    kind: str
    label: str
    held: bool
    lacks: list[str]
    blanks: list[str]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with its people, papers, defects, clocks and what may be done now."""

    case: FoundingCase
    light: Light | None
    employers: list[Employer]
    preparers: list[Preparer]
    candidates: list[Candidate]
    papers: list[FoundingPaper]
    defects: list[FoundingDefect]
    steps: list[FoundingStep]
    buttons: list[Step]
    sync: list[Stage]
    members: int
    women: int
    sizes: Sizes
    election: Election | None
    makes: list[Making]
    fills: bool
    """The application may still be changed by this actor."""
    opens: bool
    nominates: bool
    checks: bool
    votes: bool
    scans: bool

    @property
    def again(self) -> int | None:
        """The firm of a case that came to nothing: it may begin anew, with all it told."""
        over = self.case.state in (FoundingState.WITHDRAWN, FoundingState.REFUSED)
        return self.employers[0].pk if over and self.employers and self.opens else None

    @property
    def standing(self) -> list[Standing]:
        """Candidates with what bars them from their seat."""
        return [Standing(row, barred(row)) for row in self.candidates]

    @property
    def ready(self) -> list[Making]:
        return [one for one in self.makes if not one.lacks]

    @property
    def wanting(self) -> list[Making]:
        """Papers that cannot be made yet, or would leave something open."""
        return [one for one in self.makes if one.lacks or one.blanks]

    @property
    def road(self) -> list[str]:
        return list(ROAD)

    @property
    def at(self) -> int:
        return PLACE[FoundingState(self.case.state)]

    @property
    def open_defects(self) -> list[FoundingDefect]:
        return [defect for defect in self.defects if defect.settled_at is None]


def light_of(case: FoundingCase, today: date) -> Light | None:
    """The colour of the clock that runs; a public notice that is over is green."""
    if case.due_on is None or case.state in ENDED or case.state == FoundingState.NOMINATED:
        return None
    return current_calendar().light(case.due_on, today)


def case_page(actor: Actor, case_id: int) -> CasePage:
    case, today = case_for(actor.scope, case_id), timezone.localdate()
    state, hands = FoundingState(case.state), actor.has(*HANDS)
    papers, employers = papers_of(case), employers_of_case(case)
    members, women = member_counts(case)
    above = is_above(actor, case)
    return CasePage(
        case=case, light=light_of(case, today), employers=employers,
        preparers=preparers_of(case), candidates=candidates_of(case), papers=papers,
        defects=defects_of(case), steps=steps_of(case), buttons=open_steps(actor, case),
        sync=sync_of(case, employers, today), members=members, women=women,
        sizes=sizes_of(case, members, women),
        election=election_of(case) if state in ELECTING or case.elected_on else None,
        makes=makings(case, papers, today) if hands else [],
        fills=hands and above and state in (FoundingState.APPLYING, FoundingState.RETURNED),
        opens=actor.has(Role.WINDOW, Role.ORGANISER) and above,
        nominates=hands and state in NOMINATING,
        checks=above and not actor.has(Role.WINDOW, Role.LEADER, Role.CHAIR),
        votes=hands and state == FoundingState.MEETING_APPROVED,
        scans=hands and state not in ENDED,
    )  # fmt: skip


def makings(case: FoundingCase, papers: list[FoundingPaper], today: date) -> list[Making]:
    """What the applicant's side may make in this state, and what each paper still lacks."""
    kinds = PAPERS_OF.get(FoundingState(case.state), ())
    if not kinds:
        return []
    facts, held = facts_of(case, today), {paper.kind for paper in papers}
    return [
        Making(kind, str(kind.label), kind in held, missing(kind, facts), blanks(kind, facts))
        for kind in kinds
    ]


def sync_of(case: FoundingCase, employers: list[Employer], today: date) -> list[Stage]:
    """三同步 of the first employer's days against the union's."""
    firm = employers[0] if employers else None
    days = (firm.registered_on, firm.opened_on, firm.first_wage_on) if firm else (None,) * 3
    return stages(days, (case.prepared_on, case.established_on, case.operating_on), today)


@dataclass(frozen=True, slots=True)
class Progress:
    """What anybody with the code may learn: no name in full, no number, no paper."""

    case: FoundingCase
    applicant: str
    at: int
    road: list[str]
    defects: list[str]
    passed: list[tuple[str, date]]
    numbers: list[tuple[str, str]]


def progress_of(code: str) -> Progress | None:
    """For the public page: by code."""
    case = case_by_code(code)
    if case is None:
        return None
    issued = [p for p in papers_of(case) if p.document_number and p.state != PaperState.VOID]
    return Progress(
        case=case, applicant=mask_name(case.applicant) if case.applicant else "",
        at=PLACE[FoundingState(case.state)], road=list(ROAD),
        defects=[
            f"{d.item}：{d.text}" if d.item else d.text
            for d in defects_of(case) if d.settled_at is None
        ],
        passed=[(s.label, s.happened_on) for s in reversed(steps_of(case))],
        numbers=[(p.title, p.document_number) for p in issued],
    )  # fmt: skip
