"""Founding cases furnished at once, each as far as it has come; for the sample city.

Every case goes the way a counter and an officer lead it, step by step and in the order of the
days, so that papers, numbers, clocks and history agree with one another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.documents import api as documents
from niangjia.kernel.files.api import open_file
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions import (
    founding_apply,
    founding_ballots,
    founding_meeting,
    founding_result,
)
from niangjia.organizing.actions.founding import Opening, open_case
from niangjia.organizing.actions.founding_papers import add_scan, check_paper, make_paper
from niangjia.organizing.actions.founding_people import Somebody, add_candidate, add_preparer
from niangjia.organizing.actions.transfers import request_transfer
from niangjia.organizing.enums.founding import AssemblyKind, PaperKind
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.queries.founding import case_for, paper_of_kind
from niangjia.organizing.queries.founding_election import election_of
from niangjia.organizing.queries.founding_rules import sizes_of

At = Callable[[date], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Road:
    """A case as far as it has come.

    ``steps``: what happened and on which day, named as the methods of ``_Walk``. ``members``:
    number and name of those who move into the new union from another; ``slate``: who of them
    stands for which seat, with one more than ``seats`` where there is a choice.
    """

    opening: Opening
    steps: Sequence[tuple[str, date]]
    group: Sequence[Somebody] = ()
    defects: Sequence[tuple[str, str]] = ()
    members: Sequence[tuple[str, str]] = ()
    slate: Mapping[str, Sequence[Somebody]] = field(default_factory=dict)
    seats: Mapping[str, int] = field(default_factory=dict)
    absent: int = 0
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who leads the cases: the counter, the superior's officer, and who moves members."""

    counter: Actor
    officer: Actor
    federation: Actor


@transaction.atomic
def furnish_founding(roads: Sequence[Road], *, word: str, at: At, by: Staff) -> int:
    """Lead all cases to where they stand; 0 when there are cases already.

    ``at(day)`` lets the house's clock stand on a day; ``word``: 机关代字 of the officer's unit.
    """
    if FoundingCase.objects.unscoped(reason="建会事项只布置一次").exists():
        return 0
    first = min(day for road in roads for _, day in road.steps)
    with at(first):
        code = documents.open_code(
            unit_id=roads[0].opening.unit_id, word=word, valid_from=first, source="启用通知",
            by=by.officer,
        )  # fmt: skip
    walks = [_Walk(road, by, code.pk) for road in roads]
    deeds = [(day, walk, name) for walk in walks for name, day in walk.road.steps]
    for day, walk, name in sorted(deeds, key=lambda deed: deed[0]):
        with at(day):
            getattr(walk, name)()
    return len(walks)


@dataclass(frozen=True)
class _Walk:
    """One case on its way; every method is a step of the counter or of the officer."""

    road: Road
    staff: Staff
    code_id: int
    case: dict[str, int] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.case["pk"]

    def open(self) -> None:
        self.case["pk"] = open_case(opening=self.road.opening, by=self.staff.counter).pk
        for at, who in enumerate(self.road.group):
            add_preparer(case_id=self.pk, who=who, leads=at == 0, by=self.staff.counter)

    def submit(self) -> None:
        self._signed(PaperKind.APPLICATION)
        founding_apply.submit(case_id=self.pk, by=self.staff.counter)

    def check(self) -> None:
        self._check(PaperKind.APPLICATION)

    def approve(self) -> None:
        founding_apply.approve(case_id=self.pk, code_id=self.code_id, by=self.staff.officer)

    def send_back(self) -> None:
        founding_apply.return_application(
            case_id=self.pk, defects=self.road.defects, by=self.staff.officer
        )

    def withdraw(self) -> None:
        founding_apply.withdraw(case_id=self.pk, reason=self.road.reason, by=self.staff.counter)

    def enrol(self) -> None:
        founding_meeting.enrol(case_id=self.pk, by=self.staff.counter)

    def join(self) -> None:
        """Members of another union move into the new one, and nobody is counted twice."""
        to = self._row().union_id
        assert to
        for number, name in self.road.members:
            request_transfer(number=number, name=name, to_union_id=to, by=self.staff.federation)

    def nominate(self) -> None:
        for seat, people in self.road.slate.items():
            for who in people:
                add_candidate(case_id=self.pk, seat=seat, who=who, by=self.staff.counter)
        years = max(sizes_of(self._row()).term_years)
        slate = founding_meeting.Slate(self.road.seats, years, AssemblyKind.MEMBERS)
        founding_meeting.nominate(
            case_id=self.pk, slate=slate, notice_from=timezone.localdate(), by=self.staff.counter
        )
        self._signed(PaperKind.NOTICE)

    def ask(self) -> None:
        on, place = self._day("hold"), self.road.place
        founding_meeting.plan_meeting(
            case_id=self.pk, assembly_on=on, assembly_place=place, by=self.staff.counter
        )
        self._signed(PaperKind.MEETING_REQUEST)
        founding_meeting.ask_meeting(
            case_id=self.pk, assembly_on=on, assembly_place=place, by=self.staff.counter
        )

    def allow(self) -> None:
        self._check(PaperKind.MEETING_REQUEST)
        founding_meeting.approve_meeting(
            case_id=self.pk, code_id=self.code_id, by=self.staff.officer
        )

    def hold(self) -> None:
        election = election_of(self._row())
        present = election.due - self.road.absent
        for seat in election.seats:
            turn = election.next_round(seat)
            assert turn
            votes = {
                one.pk: cast
                for one, cast in zip(turn.candidates, _cast(present, turn.seats), strict=False)
            }
            count = founding_ballots.Count(
                seat, timezone.localdate(), present, present, present, 0, votes
            )
            founding_ballots.record_ballot(case_id=self.pk, count=count, by=self.staff.counter)
        founding_ballots.hold(case_id=self.pk, by=self.staff.counter)

    def report(self) -> None:
        self._signed(PaperKind.MINUTES)
        self._signed(PaperKind.RESULT_REPORT)
        founding_result.report(case_id=self.pk, by=self.staff.counter)

    def _row(self) -> FoundingCase:
        return case_for(self.staff.officer.scope, self.pk)

    def _day(self, name: str) -> date:
        return dict(self.road.steps)[name]

    def _signed(self, kind: str) -> None:
        """The paper made, and sent back as its own scan."""
        row = make_paper(case_id=self.pk, kind=kind, by=self.staff.counter)
        assert row.file
        with open_file(row.file) as stream:
            add_scan(
                case_id=self.pk, paper_id=row.pk, stream=stream, name=f"{row.title}（签字件）.pdf",
                received_on=timezone.localdate(), by=self.staff.counter,
            )  # fmt: skip

    def _check(self, kind: str) -> None:
        row = paper_of_kind(self._row(), kind)
        assert row
        check_paper(case_id=self.pk, paper_id=row.pk, by=self.staff.officer)


def _cast(present: int, seats: int) -> Iterator[tuple[int, int, int]]:
    """Votes for candidate after candidate: nearly all for as many as there are seats."""
    for at in range(seats):
        yield present - 1 - at, at, 1
    while True:
        yield present // 4, present // 2, 0
