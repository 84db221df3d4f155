"""The facts a founding paper may speak of: plain values, gathered once for all papers (ME1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from niangjia.organizing.rules.elections import MAJORITY, QUORUM


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a paper lists one; ``role``: 组长, or the seat stood for or won."""

    name: str
    sex: str = ""
    nationality: str = ""
    birth: str = ""
    political: str = ""
    education: str = ""
    post: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class FirmLine:
    """An employer of the case."""

    name: str
    uscc: str = ""
    address: str = ""
    registered: str = ""
    legal_representative: str = ""
    trade: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A ballot with the votes of each candidate: name, for, against, abstained, elected."""

    label: str
    seats: int
    due: int
    present: int
    issued: int
    returned: int
    invalid: int
    votes: tuple[tuple[str, int, int, int, bool], ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A line of the member roll."""

    name: str
    sex: str
    birth: str
    joined: str
    post: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case. ``numbers``: 文号 by kind of paper; ``seats``: how many by label."""

    union_name: str
    superior: str
    today: date
    firms: tuple[FirmLine, ...] = ()
    needs_firm: bool = True
    """A union of a trade or an area may be founded without an employer of its own."""
    registry: str = ""
    employees: int | None = None
    women: int | None = None
    members_expected: int | None = None
    basis: str = ""
    contact: str = ""
    phone: str = ""
    preparers: tuple[PersonLine, ...] = ()
    candidates: tuple[PersonLine, ...] = ()
    seats: Mapping[str, int] = field(default_factory=dict)
    committee: int = 0
    term_years: int | None = None
    members: int = 0
    women_members: int = 0
    assembly: str = "会员大会"
    delegates: int = 0
    quorum: Fraction = QUORUM
    majority: Fraction = MAJORITY
    assembly_on: date | None = None
    assembly_place: str = ""
    notice_from: date | None = None
    notice_to: date | None = None
    ballots: tuple[BallotLine, ...] = ()
    elected: tuple[PersonLine, ...] = ()
    vacant: int = 0
    elected_on: date | None = None
    term_to: date | None = None
    established_on: date | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    roll: tuple[MemberLine, ...] = ()

    @property
    def union(self) -> str:
        """``某某公司工会``: the union without 委员会."""
        return self.union_name.removesuffix("委员会")

    @property
    def group(self) -> str:
        return f"{self.union}筹备组"

    @property
    def firm(self) -> str:
        """The employer, or the first of several."""
        if not self.firms:
            return self.union
        name = self.firms[0].name
        return name if len(self.firms) == 1 else f"{name}等{len(self.firms)}家单位"

    @property
    def chair(self) -> PersonLine | None:
        return next((one for one in self.elected if one.role == "主席"), None)
