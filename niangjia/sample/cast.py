"""The cast of the sample city: unions, and the firms that matter to the figures."""

from dataclasses import dataclass, field
from datetime import date

from niangjia.sample.firms import Firm
from niangjia.sample.places import Area, Town


@dataclass(slots=True)
class Union:
    """A union of the register: whom it covers is the truth, ``doubt`` how it is obscured."""

    kind: str  # federation, area, joint or single
    name: str
    code: str
    area: Area
    town: Town
    members: int
    covers: list[Firm]
    employer: str = ""
    employer_code: str = ""
    founded: date = date(2000, 1, 1)
    members_before: int = 0
    staff: int = 0
    new_form: bool = False
    clear: bool = False  # evidence beyond doubt: the employer's good code
    doubt: str = ""


@dataclass
class Cast:
    """Firms to be placed among the crowd, institutions beside it, and all unions."""

    firms: list[Firm] = field(default_factory=list)
    institutions: list[Firm] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    gap: list[Firm] = field(default_factory=list)
    joint_parties: list[tuple[Firm, ...]] = field(default_factory=list)
