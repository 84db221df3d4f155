"""The tables of organising and membership."""

from niangjia.organizing.models.campaigns import Campaign, CampaignTarget
from niangjia.organizing.models.catchall import TownHome
from niangjia.organizing.models.ceremony import EventGuest
from niangjia.organizing.models.employers import Coverage, Employer, EmployerCount
from niangjia.organizing.models.figures import FigureDefinition
from niangjia.organizing.models.founding import (
    Ballot,
    Candidate,
    FoundingCase,
    FoundingDefect,
    FoundingEmployer,
    FoundingPaper,
    FoundingStep,
    Preparer,
    VoteCount,
)
from niangjia.organizing.models.joining import (
    Consent,
    ConsentText,
    DataRequest,
    JoinApplication,
    JoinCode,
    JoinEvent,
    MemberLogin,
    Transfer,
)
from niangjia.organizing.models.materials import EmployerMaterial, MaterialUse, PersonMaterial
from niangjia.organizing.models.members import MemberCard, Membership, Person, WorkRelation
from niangjia.organizing.models.members_register import DataEntry, RetentionTerm
from niangjia.organizing.models.moves import UnitMove
from niangjia.organizing.models.own import MemberSession, PhoneCode
from niangjia.organizing.models.parameters import Parameter, SizeRule
from niangjia.organizing.models.periods import (
    PeriodFigure,
    PeriodForm,
    PeriodStep,
    PeriodTable,
)
from niangjia.organizing.models.services import Offer, Rating
from niangjia.organizing.models.terms import (
    BankAccount,
    Certificate,
    CertificateDuty,
    Committee,
    Officer,
    Seal,
    Term,
)
from niangjia.organizing.models.unions import (
    FederationSeat,
    HandOver,
    Union,
    UnionChange,
    UnionCount,
    UnionSign,
    UnionTally,
    UnionVersion,
)

__all__ = [
    "Ballot",
    "BankAccount",
    "Campaign",
    "CampaignTarget",
    "Candidate",
    "Certificate",
    "CertificateDuty",
    "Committee",
    "Consent",
    "ConsentText",
    "Coverage",
    "DataEntry",
    "DataRequest",
    "Employer",
    "EmployerCount",
    "EmployerMaterial",
    "EventGuest",
    "FederationSeat",
    "FigureDefinition",
    "FoundingCase",
    "FoundingDefect",
    "FoundingEmployer",
    "FoundingPaper",
    "FoundingStep",
    "HandOver",
    "JoinApplication",
    "JoinCode",
    "JoinEvent",
    "MaterialUse",
    "MemberCard",
    "MemberLogin",
    "MemberSession",
    "Membership",
    "Offer",
    "Officer",
    "Parameter",
    "PeriodFigure",
    "PeriodForm",
    "PeriodStep",
    "PeriodTable",
    "Person",
    "PersonMaterial",
    "PhoneCode",
    "Preparer",
    "Rating",
    "RetentionTerm",
    "Seal",
    "SizeRule",
    "Term",
    "TownHome",
    "Transfer",
    "Union",
    "UnionChange",
    "UnionCount",
    "UnionSign",
    "UnionTally",
    "UnionVersion",
    "UnitMove",
    "VoteCount",
    "WorkRelation",
]
