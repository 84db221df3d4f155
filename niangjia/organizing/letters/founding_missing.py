"""What a paper still lacks: said before it is printed, so that no office sends it back."""

from collections.abc import Callable, Iterable

from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.letters.founding_facts import CaseFacts

Need = tuple[str, Callable[[CaseFacts], object]]

FIRM: tuple[Need, ...] = (
    ("单位名称", lambda f: f.firms and all(firm.name for firm in f.firms)),
    ("单位地址", lambda f: f.firms and all(firm.address for firm in f.firms)),
    ("单位法定代表人", lambda f: f.firms and all(firm.legal_representative for firm in f.firms)),
)
CONTACT: tuple[Need, ...] = (("联系人", lambda f: f.contact), ("联系电话", lambda f: f.phone))
GROUP: tuple[Need, ...] = (
    ("筹备组成员", lambda f: f.preparers),
    ("筹备组组长", lambda f: any(one.role == "组长" for one in f.preparers)),
)
MEETING: tuple[Need, ...] = (
    ("会员", lambda f: f.members),
    ("候选人", lambda f: f.candidates),
    ("应选人数", lambda f: f.seats),
    ("任期", lambda f: f.term_years),
    ("大会日期", lambda f: f.assembly_on),
    ("大会地点", lambda f: f.assembly_place),
)
RESULT: tuple[Need, ...] = (
    ("投票记录", lambda f: f.ballots),
    ("当选人", lambda f: f.elected),
    ("选举日期", lambda f: f.elected_on),
    ("任期", lambda f: f.term_years),
)
FOUNDED: tuple[Need, ...] = (
    ("成立日期", lambda f: f.established_on),
    ("选举结果批复的文号", lambda f: f.numbers.get("result_reply")),
    ("主席", lambda f: f.chair),
)

NEEDS: dict[str, tuple[Need, ...]] = {
    PaperKind.APPLICATION: (*FIRM, ("职工数", lambda f: f.employees), *GROUP, *CONTACT),
    PaperKind.APPLICATION_REPLY: GROUP,
    PaperKind.MEMBER_ROLL: (("会员", lambda f: f.roll),),
    PaperKind.NOTICE: (
        ("候选人", lambda f: f.candidates),
        ("公示起止日期", lambda f: f.notice_from and f.notice_to),
        *CONTACT,
    ),
    PaperKind.MEETING_REQUEST: (*MEETING, *CONTACT),
    PaperKind.MEETING_REPLY: MEETING,
    PaperKind.MINUTES: RESULT,
    PaperKind.RESULT_REPORT: RESULT,
    PaperKind.RESULT_REPLY: RESULT,
    PaperKind.LEGAL_PERSON_FORM: (*FIRM, *FOUNDED, *CONTACT),
    PaperKind.SEAL_LETTER: (*FOUNDED, *CONTACT),
    PaperKind.ACCOUNT_LETTER: (*FOUNDED, *CONTACT),
}
"""Kind of paper → what it cannot do without, in the order in which it is asked for."""


def missing(kind: str, facts: CaseFacts) -> list[str]:
    """Everything this paper lacks, all at once; each thing once."""
    return list(dict.fromkeys(_lacking(NEEDS.get(kind, ()), facts)))


def _lacking(needs: Iterable[Need], facts: CaseFacts) -> Iterable[str]:
    return (label for label, read in needs if not read(facts))
