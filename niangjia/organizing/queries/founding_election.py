"""The election of a case as the rules judge it, ballot by ballot (B.6)."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.utils import timezone

from niangjia.organizing.enums.founding import AssemblyKind, Seat
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.models import Ballot, Candidate, FoundingCase
from niangjia.organizing.queries.founding import ballots_of, candidates_of, member_counts
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.rules.elections import MAJORITY, QUORUM, Votes, share_words, tally


@dataclass(frozen=True, slots=True)
class Judged:
    """A ballot with what follows from it, said in words."""

    ballot: Ballot
    label: str
    valid: bool
    elected: list[Candidate]
    tied: list[Candidate]
    vacant: int
    reasons: list[str]

    @property
    def text(self) -> str:
        return "；".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Round:
    """A ballot to be held: which, for how many seats, among whom."""

    seat: str
    number: int
    seats: int
    candidates: list[Candidate]
    due: int
    needed: bool

    @property
    def label(self) -> str:
        return (
            f"{Seat(self.seat).label}第{self.number}轮"
            if self.number > 1
            else Seat(self.seat).label
        )


@dataclass(frozen=True, slots=True)
class Election:
    """All ballots of a case in order, and what is still open."""

    due: int
    seats: dict[str, int]
    candidates: list[Candidate]
    quorum: Fraction = QUORUM
    majority: Fraction = MAJORITY
    judged: list[Judged] = field(default_factory=list)

    @property
    def guard(self) -> str:
        """The two shares in words."""
        came, won = share_words(self.quorum), share_words(self.majority)
        return f"到会达到应到会的{came}有效，得赞成票超过应到会的{won}当选"

    @property
    def elected(self) -> list[Candidate]:
        return [c for one in self.judged for c in one.elected]

    def last(self, seat: str) -> Judged | None:
        return next((one for one in reversed(self.judged) if one.ballot.seat == seat), None)

    def judged_for(self, ballot_id: int) -> Judged:
        return next(one for one in self.judged if one.ballot.pk == ballot_id)

    def open_seats(self, seat: str) -> int:
        return self.seats.get(seat, 0) - sum(c.seat == seat for c in self.elected)

    @property
    def vacant(self) -> int:
        return sum(self.open_seats(seat) for seat in self.seats)

    def next_round(self, seat: str) -> Round | None:
        """The next ballot for a kind of seat: the first, again, a run-off, or for open seats."""
        last, open_now = self.last(seat), self.open_seats(seat)
        if open_now < 1:
            return None
        if last is None:
            who = [c for c in self.candidates if c.seat == seat]
            return Round(seat, 1, open_now, who, self.due, True) if who else None
        number, sitting = last.ballot.round + 1, {c.pk for c in self.elected}
        if not last.valid:
            who = [count.candidate for count in last.ballot.counts]  # type: ignore[attr-defined]
            return Round(seat, number, last.ballot.seats, who, self.due, True)
        who = last.tied or [c for c in self.candidates if c.seat == seat and c.pk not in sitting]
        needed = bool(last.tied) and last.ballot.round == 1
        return Round(seat, number, open_now, who, self.due, needed) if who else None

    @property
    def rounds(self) -> list[Round]:
        """What may be voted on now, kind by kind."""
        found = [self.next_round(seat) for seat in self.seats]
        return [one for one in found if one is not None]

    @property
    def problems(self) -> list[str]:
        """Why the result cannot stand; seats left open are no reason, they may be filled later."""
        said = []
        for seat, number in self.seats.items():
            last = self.last(seat)
            label = Seat(seat).label
            if number and last is None:
                said.append(f"{label}还没有投票")
            elif number and last is not None and not last.valid:
                said.append(f"{label}的投票无效：{last.text}")
            elif last is not None and last.tied and last.ballot.round == 1:
                said.append(f"{label}有得票相同、决定席位的候选人，应在他们之间再投一次")
        if not any(c.seat == Seat.CHAIR for c in self.elected) and not said:
            said.append("主席没有选出")
        return said


def election_of(case: FoundingCase) -> Election:
    """The election as it stands, judged by the shares of the rule book on the day of voting."""
    ballots, seats = ballots_of(case), _seats(case)
    shares = shares_of(case, ballots[0].held_on if ballots else timezone.localdate())
    election = Election(due_of(case), seats, candidates_of(case), *shares)
    for ballot in ballots:
        election.judged.append(_judge(ballot, shares, run_off=_is_run_off(election, ballot)))
    return election


def shares_of(case: FoundingCase, day: date) -> tuple[Fraction, Fraction]:
    """Quorum and majority by the rule book of the superior on a day."""
    values = parameters_for(case.unit.path, day)
    return values[ParameterCode.QUORUM].share, values[ParameterCode.MAJORITY].share


def _is_run_off(election: Election, ballot: Ballot) -> bool:
    last = election.last(ballot.seat)
    return last is not None and last.valid and bool(last.tied)


def due_of(case: FoundingCase) -> int:
    """应到会: delegates of a delegates' assembly, else every member who may vote."""
    if case.assembly_kind == AssemblyKind.DELEGATES:
        return int(case.facts.get("delegates") or 0)
    return member_counts(case)[0]


def _seats(case: FoundingCase) -> dict[str, int]:
    told = case.facts.get("seats", {})
    return {seat.value: int(told[seat]) for seat in Seat if told.get(seat)}


def _judge(ballot: Ballot, shares: tuple[Fraction, Fraction], *, run_off: bool) -> Judged:
    """Ask the rule; give its answer with the candidates' rows."""
    counts = ballot.counts  # type: ignore[attr-defined]
    rows = {count.candidate_id: count.candidate for count in counts}
    votes = [Votes(str(c.candidate_id), c.votes_for, c.against, c.abstained) for c in counts]
    quorum, majority = shares
    outcome = tally(
        due=ballot.due, present=ballot.present, votes_issued=ballot.handed_out,
        votes_valid=ballot.returned - ballot.invalid, seats=ballot.seats, candidates=votes,
        quorum=quorum, majority=majority, run_off=run_off,
    )  # fmt: skip
    return Judged(
        ballot=ballot, label=Seat(ballot.seat).label, valid=outcome.valid,
        elected=[rows[int(n)] for n in outcome.elected], tied=[rows[int(n)] for n in outcome.tied],
        vacant=outcome.vacant, reasons=list(outcome.reasons),
    )  # fmt: skip
