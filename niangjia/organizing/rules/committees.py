"""How many sit on which body, and which assembly elects them (domain.md B.4).

The tables are dated data of the federations (``data/sizes.csv``, ``data/parameters.csv``); the
lines and thresholds come in as values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from niangjia.organizing.enums.founding import AssemblyKind, Seat

COMMITTEE = (Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER)
LEAST_BODY = 3
"""Fewer than three are no committee: one chair or organiser, one auditor, one commissioner."""


@dataclass(frozen=True, slots=True)
class SizeLine:
    """A line of a table: members from–to (``None``: and above), seats from–to."""

    members_from: int
    members_to: int | None
    least: int
    most: int
    odd_only: bool = False

    def fits(self, members: int) -> bool:
        return self.members_from <= members and (
            self.members_to is None or members <= self.members_to
        )


@dataclass(frozen=True, slots=True)
class Size:
    """From how many to how many; ``alone``: a single person will do; (0, 0): no such body."""

    least: int
    most: int
    alone: bool = False
    odd_only: bool = False

    def allows(self, seats: int) -> bool:
        if seats == 1 and self.alone:
            return True
        if not self.most or not self.least <= seats <= self.most:
            return False
        return seats % 2 == 1 or not self.odd_only


def line_for(members: int, lines: Iterable[SizeLine]) -> SizeLine | None:
    """The first line that fits: the nearest federation's come first."""
    return next((line for line in lines if line.fits(members)), None)


def committee_size(members: int, lines: Iterable[SizeLine], *, must_from: int) -> Size:
    """B.2, B.4: below ``must_from`` members (25) one chair or organiser will do."""
    return _size(members, lines, alone=0 < members < must_from)


def audit_size(members: int, lines: Iterable[SizeLine], *, must_from: int) -> Size:
    """经费审查委员会, elected with the committee; a small union has one commissioner."""
    return _size(members, lines, alone=0 < members < must_from)


def _size(members: int, lines: Iterable[SizeLine], *, alone: bool) -> Size:
    line = line_for(members, lines)
    if line is None:
        return Size(1 if alone else 0, 1 if alone else 0, alone)
    return Size(line.least, line.most, alone, line.odd_only)


def womens_committee_needed(women: int, *, start: int) -> bool:
    """From ``start`` women members (10; elsewhere 25) on a committee, below it one commissioner."""
    return women >= start


def assembly_kinds(
    members: int, lines: Iterable[SizeLine], *, start: int
) -> Mapping[str, tuple[int, int]]:
    """Kind of assembly that may be held → delegates from–to.

    Every member may always come. From ``start`` members (100) on delegates may meet instead; the
    rules draw the line on either side of exactly 100, so there either is allowed.
    """
    kinds: dict[str, tuple[int, int]] = {AssemblyKind.MEMBERS: (0, 0)}
    if members >= start:
        kinds[AssemblyKind.DELEGATES] = delegates_range(members, lines)
    return kinds


def delegates_range(members: int, lines: Iterable[SizeLine]) -> tuple[int, int]:
    """Delegates from–to; (0, 0) where the table has no line."""
    line = line_for(members, lines)
    return (line.least, line.most) if line else (0, 0)


def least_candidates(seat: Seat, seats: int, *, extra: Fraction) -> int:
    """差额: committee members are chosen from more candidates than seats (B.6: 5 %, at least one)."""
    return seats + ceil(seats * extra) if seat == Seat.MEMBER else seats


def size_problems(
    seats: Mapping[str, int], members: int, women: int, committee: Size, audit: Size, *, start: int
) -> list[str]:
    """Why these seats break the tables, all at once, each with the range and the number set."""
    said = [] if members else ["还没有会员，先发展会员再公示候选人"]
    total = sum(seats.get(seat, 0) for seat in COMMITTEE)
    if seats.get(Seat.CHAIR, 0) != 1:
        said.append("主席应为一人")
    if not committee.allows(total):
        said.append(f"{size_words('委员会', members, committee)}，现定{total}人")
    auditors = seats.get(Seat.AUDIT, 0)
    if auditors and not (audit.allows(auditors) or (auditors == 1 and total < LEAST_BODY)):
        said.append(f"{size_words('经审会', members, audit)}，现定{auditors}人")
    if not auditors and total >= LEAST_BODY:
        said.append("经费审查委员会应与委员会同时选举产生")
    wanted = womens_committee_needed(women, start=start)
    if wanted and seats.get(Seat.WOMEN, 0) < LEAST_BODY:
        said.append(f"{women_words(women, start)}，不少于{LEAST_BODY}人")
    return said


def size_words(body: str, members: int, size: Size) -> str:
    """``会员40人，委员会3至7人``."""
    if not size.most or size.most == 1:
        said = f"会员{members}人，不设{body}"
    elif size.least == size.most:
        said = f"会员{members}人，{body}{size.least}人"
    else:
        said = f"会员{members}人，{body}{size.least}至{size.most}人"
    said += "（单数）" if size.odd_only and size.least != size.most else ""
    if not size.alone:
        return said
    return said + ("，也可以只设主席一人" if body == "委员会" else "，也可以只设委员一人")


def women_words(women: int, start: int) -> str:
    if womens_committee_needed(women, start=start):
        return f"女会员{women}人，应设女职工委员会"
    return f"女会员{women}人，不足{start}人，设女职工委员一名即可"
