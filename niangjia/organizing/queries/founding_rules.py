"""What the rule books say of a case: committee, audit, women, delegates, eligibility (B.4, B.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils import timezone

from niangjia.organizing.enums.founding import BarKind, Seat
from niangjia.organizing.enums.parameters import ParameterCode, SizeTable
from niangjia.organizing.models import Candidate, FoundingCase
from niangjia.organizing.queries.founding import member_counts
from niangjia.organizing.queries.parameters import parameters_for, sizes_for
from niangjia.organizing.rules.committees import (
    Size,
    SizeLine,
    assembly_kinds,
    audit_size,
    committee_size,
    least_candidates,
    size_problems,
    size_words,
    women_words,
)
from niangjia.organizing.rules.eligibility import CandidateFacts, bars


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many persons each body has, with the words of the rule book."""

    members: int
    women: int
    committee: Size
    audit: Size
    women_from: int
    assembly_kinds: Mapping[str, tuple[int, int]]
    """Kind of assembly that may be held → least and most delegates."""
    term_years: tuple[int, ...]

    @property
    def committee_said(self) -> str:
        return size_words("委员会", self.members, self.committee)

    @property
    def audit_said(self) -> str:
        return size_words("经审会", self.members, self.audit)

    @property
    def women_said(self) -> str:
        return women_words(self.women, self.women_from)

    @property
    def suggestion(self) -> dict[str, int]:
        """The least that the rule book asks for: a single chair in a very small union."""
        least = 1 if self.committee.alone else self.committee.least
        spread = {Seat.CHAIR.value: 1, Seat.MEMBER.value: max(0, least - 1)}
        women = 1 if 0 < self.women < self.women_from else 3 if self.women else 0
        return spread | {Seat.AUDIT.value: self.audit.least if least > 1 else 0,
                         Seat.WOMEN.value: women}  # fmt: skip


def sizes_of(case: FoundingCase, members: int | None = None, women: int | None = None) -> Sizes:
    """The rule book's sizes for the members the preparatory union has today."""
    if members is None or women is None:
        members, women = member_counts(case)
    return sizes_at(case.unit.path, members, women)


def sizes_at(path: str, members: int, women: int) -> Sizes:
    """The rule book's sizes for a union at ``path`` with so many members."""
    today = timezone.localdate()
    values = parameters_for(path, today)
    must_from = values[ParameterCode.TIPPING_MEMBERS].number
    return Sizes(
        members=members, women=women,
        committee=committee_size(
            members, _lines(path, SizeTable.COMMITTEE, today), must_from=must_from
        ),
        audit=audit_size(members, _lines(path, SizeTable.AUDIT, today), must_from=must_from),
        women_from=values[ParameterCode.WOMEN_COMMITTEE_FROM].number,
        assembly_kinds=assembly_kinds(
            members, _lines(path, SizeTable.DELEGATES, today),
            start=values[ParameterCode.DELEGATES_FROM].number,
        ),
        term_years=values[ParameterCode.TERM_YEARS].choices,
    )  # fmt: skip


def _lines(path: str, table: str, day: date) -> list[SizeLine]:
    """The table's lines, the nearest federation's first."""
    return [
        SizeLine(x.members_from, x.members_to, x.seats_min, x.seats_max, x.odd_only)
        for x in sizes_for(path, table, day)
    ]


def nomination_problems(
    case: FoundingCase, seats: Mapping[str, int], candidates: Sequence[Candidate], sizes: Sizes
) -> list[str]:
    """Why these candidates may not be put on notice: sizes, eligibility, too few to choose from."""
    said = size_problems(
        seats, sizes.members, sizes.women, sizes.committee, sizes.audit, start=sizes.women_from
    )
    extra = _extra(case)
    for seat in Seat:
        wanted, there = seats.get(seat, 0), [c for c in candidates if c.seat == seat]
        least = least_candidates(seat, wanted, extra=extra)
        if len(there) < least:
            said.append(f"{seat.label}应选{wanted}人，候选人至少{least}人，现有{len(there)}人")
    for candidate in candidates:
        if seats.get(candidate.seat):
            said += [
                f"{candidate.name}（{candidate.get_seat_display()}）{bar}"
                for bar in barred(candidate)
            ]
    return said + _audit_problems(candidates, seats)


def _extra(case: FoundingCase) -> Fraction:
    values = parameters_for(case.unit.path, timezone.localdate())
    return values[ParameterCode.EXTRA_CANDIDATES].share


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
