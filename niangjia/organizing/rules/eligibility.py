"""Who may not stand for which seat (domain.md B.5, B.4)."""

from dataclasses import dataclass

from niangjia.organizing.enums.founding import BarKind, Seat

COMMITTEE = frozenset({Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER})
EVERY_SEAT = frozenset(Seat)
CHAIR_ONLY = frozenset({Seat.CHAIR})
LAW = "《工会法》第十条"
CHAIRS = "《企业工会主席产生办法（试行）》第六条"
ELECTIONS = "《工会基层组织选举工作条例》（待核）"
AUDIT = "《工会法》第四十五条；经费审查委员会组织规定"
MEMBERS = "《工会会员会籍管理办法》：保留会籍期间没有选举权、被选举权"

RULES: dict[BarKind, tuple[tuple[frozenset[Seat], str], ...]] = {
    BarKind.RELATIVE: ((COMMITTEE, LAW), (frozenset({Seat.AUDIT, Seat.WOMEN}), ELECTIONS)),
    BarKind.LEGAL_REPRESENTATIVE: ((EVERY_SEAT, ELECTIONS),),
    BarKind.PARTNER: ((CHAIR_ONLY, CHAIRS), (EVERY_SEAT, ELECTIONS)),
    BarKind.ADMIN_HEAD: ((CHAIR_ONLY, CHAIRS),),
    BarKind.PERSONNEL_HEAD: ((CHAIR_ONLY, CHAIRS),),
    BarKind.FOREIGNER: ((CHAIR_ONLY, CHAIRS),),
    BarKind.HANDLES_MONEY: ((frozenset({Seat.AUDIT}), AUDIT),),
    BarKind.RETAINED: ((EVERY_SEAT, MEMBERS),),
}
"""What somebody is → the seats closed to them and by which rule; the first that fits is said."""


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """The seat somebody stands for, and what they are."""

    seat: Seat
    bars: tuple[BarKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A reason against, with its rule."""

    kind: BarKind
    text: str
    source: str


def bars(facts: CandidateFacts) -> list[Bar]:
    """Every reason against this candidate for this seat; none: eligible."""
    found = []
    for kind in facts.bars:
        source = next((by for seats, by in RULES[kind] if facts.seat in seats), "")
        if source:
            text = f"是{kind.label}，不得担任{facts.seat.label}（{source}）"
            found.append(Bar(kind, text, source))
    return found
