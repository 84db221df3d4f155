"""What the rule books say of a case: committee, audit, women, delegates, eligibility (B.4, B.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils import timezone

from niangjia.organizing.enums.founding import AssemblyKind, BarKind, Seat
from niangjia.organizing.enums.parameters import ParameterCode, SizeTable
from niangjia.organizing.models import Candidate, FoundingCase, SizeRule
from niangjia.organizing.queries.founding import member_counts
from niangjia.organizing.queries.parameters import parameters_for, sizes_for
from niangjia.organizing.rules.eligibility import CandidateFacts, bars

COMMITTEE = (Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many persons each body has, with the words of the rule book."""

    members: int
    women: int
    committee: tuple[int, int]
    committee_said: str
    audit: tuple[int, int]
    audit_said: str
    women_from: int
    assembly_kinds: Mapping[str, tuple[int, int]]
    """Kind of assembly that may be held → least and most delegates."""
    term_years: tuple[int, ...]

    @property
    def suggestion(self) -> dict[str, int]:
        """The least that the rule book asks for: a single chair in a very small union."""
        least = self.committee[0]
        spread = {Seat.CHAIR.value: 1, Seat.MEMBER.value: max(0, least - 1)}
        women = 1 if 0 < self.women < self.women_from else 3 if self.women else 0
        return spread | {Seat.AUDIT.value: self.audit[0] if least > 1 else 0,
                         Seat.WOMEN.value: women}  # fmt: skip

    @property
    def women_said(self) -> str:
        if self.women >= self.women_from:
            return f"女会员{self.women}人，应设女职工委员会"
        return f"女会员{self.women}人，不足{self.women_from}人，设女职工委员一名即可"


def sizes_of(case: FoundingCase, members: int | None = None, women: int | None = None) -> Sizes:
    """The rule book's sizes for the members the preparatory union has today."""
    if members is None or women is None:
        members, women = member_counts(case)
    today, path = timezone.localdate(), case.unit.path
    values = parameters_for(path, today)
    small = members < values[ParameterCode.TIPPING_MEMBERS].number
    committee = _range(path, SizeTable.COMMITTEE, members, today)
    audit = _range(path, SizeTable.AUDIT, members, today)
    source = values[ParameterCode.DELEGATES_FROM].number
    return Sizes(
        members=members, women=women,
        committee=(1 if small else committee[0], committee[1]),
        committee_said=_said("委员会", members, committee, small),
        audit=audit, audit_said=_said("经审会", members, audit, small),
        women_from=values[ParameterCode.WOMEN_COMMITTEE_FROM].number,
        assembly_kinds=_kinds(path, members, source, today),
        term_years=values[ParameterCode.TERM_YEARS].choices,
    )  # fmt: skip


def _range(path: str, table: str, members: int, day: date) -> tuple[int, int]:
    """Least and most seats by the nearest federation's table; (0, 0) where it has no line."""
    for line in sizes_for(path, table, day):
        if _fits(line, members):
            return line.seats_min, line.seats_max
    return 0, 0


def _fits(line: SizeRule, members: int) -> bool:
    return line.members_from <= members and (line.members_to is None or members <= line.members_to)


def _said(body: str, members: int, seats: tuple[int, int], small: bool) -> str:
    least, most = seats
    said = f"会员{members}人，{body}{least}至{most}人" if most else f"会员{members}人，不设{body}"
    return f"{said}，也可以只设主席一人" if small and body == "委员会" else said


def _kinds(path: str, members: int, line: int, day: date) -> dict[str, tuple[int, int]]:
    """Up to the line a members' assembly; from it on delegates may meet; at the line either."""
    kinds: dict[str, tuple[int, int]] = {AssemblyKind.MEMBERS: (0, 0)}
    if members >= line:
        kinds[AssemblyKind.DELEGATES] = _range(path, SizeTable.DELEGATES, members, day)
    return kinds


def nomination_problems(
    case: FoundingCase, seats: Mapping[str, int], candidates: Sequence[Candidate], sizes: Sizes
) -> list[str]:
    """Why these candidates may not be put on notice: sizes, eligibility, too few to choose from."""
    said = _size_problems(seats, sizes)
    for seat in Seat:
        wanted, there = seats.get(seat, 0), [c for c in candidates if c.seat == seat]
        least = _least_candidates(case, seat, wanted)
        if len(there) < least:
            said.append(f"{seat.label}应选{wanted}人，候选人至少{least}人，现有{len(there)}人")
    for candidate in candidates:
        if seats.get(candidate.seat):
            said += [
                f"{candidate.name}（{candidate.get_seat_display()}）{bar}"
                for bar in barred(candidate)
            ]
    return said + _audit_problems(candidates, seats)


def _size_problems(seats: Mapping[str, int], sizes: Sizes) -> list[str]:
    said = []
    total = sum(seats.get(seat, 0) for seat in COMMITTEE)
    if sizes.members == 0:
        said.append("还没有会员，先发展会员再公示候选人")
    if seats.get(Seat.CHAIR, 0) != 1:
        said.append("主席应为一人")
    least, most = sizes.committee
    if not least <= total <= most or (total == 2 and sizes.committee[0] == 1):
        said.append(f"{sizes.committee_said}，现定{total}人")
    audit, (low, high) = seats.get(Seat.AUDIT, 0), sizes.audit
    if audit and not (low <= audit <= high or (audit == 1 and total < COMMITTEE_LEAST)):
        said.append(f"{sizes.audit_said}，现定{audit}人")
    if not audit and total >= COMMITTEE_LEAST:
        said.append("经费审查委员会应与委员会同时选举产生")
    if sizes.women >= sizes.women_from and seats.get(Seat.WOMEN, 0) < COMMITTEE_LEAST:
        said.append(f"{sizes.women_said}，不少于{COMMITTEE_LEAST}人")
    return said


COMMITTEE_LEAST = 3


def _least_candidates(case: FoundingCase, seat: Seat, wanted: int) -> int:
    """Committee members are elected from more candidates than seats (B.6); others need as many."""
    if seat != Seat.MEMBER or not wanted:
        return wanted
    share = parameters_for(case.unit.path, timezone.localdate())[ParameterCode.EXTRA_CANDIDATES]
    return wanted + ceil(wanted * share.share)


def barred(candidate: Candidate) -> list[str]:
    """Why this candidate may not take this seat, each with its rule."""
    facts = CandidateFacts(
        seat=Seat(candidate.seat), bars=tuple(BarKind(b) for b in candidate.bars)
    )
    return [bar.text for bar in bars(facts)]


def _audit_problems(candidates: Sequence[Candidate], seats: Mapping[str, int]) -> list[str]:
    """Chair and vice-chairs do not audit themselves (B.4)."""
    heads = {
        c.name for c in candidates if c.seat in (Seat.CHAIR, Seat.VICE_CHAIR) and seats.get(c.seat)
    }
    both = sorted({c.name for c in candidates if c.seat == Seat.AUDIT and c.name in heads})
    return [f"{name}是主席或副主席候选人，不得兼任经费审查委员" for name in both]
