"""What a paper still lacks: said before it is printed, so that no office sends it back.

Without some facts a paper cannot be made at all; others it leaves to the pen.
"""

from collections.abc import Callable, Iterable

from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.letters.founding_facts import CaseFacts

Need = tuple[str, Callable[[CaseFacts], object]]

FIRM: tuple[Need, ...] = (("单位", lambda f: f.firms or not f.needs_firm),)
OF_FIRM: tuple[Need, ...] = (
    ("统一社会信用代码", lambda f: all(firm.uscc for firm in f.firms)),
    ("单位地址", lambda f: all(firm.address for firm in f.firms)),
    ("单位法定代表人", lambda f: all(firm.legal_representative for firm in f.firms)),
)
PHONE: tuple[Need, ...] = (("联系电话", lambda f: f.phone),)
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
    PaperKind.APPLICATION: (
        *FIRM, ("职工数", lambda f: f.employees), *GROUP, ("联系人", lambda f: f.contact),
    ),
    PaperKind.APPLICATION_REPLY: GROUP,
    PaperKind.MEMBER_ROLL: (("会员", lambda f: f.members),),
    PaperKind.NOTICE: (
        ("候选人", lambda f: f.candidates),
        ("公示起止日期", lambda f: f.notice_from and f.notice_to),
    ),
    PaperKind.MEETING_REQUEST: MEETING,
    PaperKind.MEETING_REPLY: MEETING,
    PaperKind.MINUTES: RESULT,
    PaperKind.RESULT_REPORT: RESULT,
    PaperKind.RESULT_REPLY: RESULT,
    PaperKind.LEGAL_PERSON_FORM: FOUNDED,
    PaperKind.SEAL_LETTER: FOUNDED,
    PaperKind.ACCOUNT_LETTER: FOUNDED,
}  # fmt: skip
"""Kind of paper → what it cannot do without, in the order in which it is asked for.

Only what the case's own steps see to: the way on is never barred by what nobody can enter any more.
"""

BLANKS: dict[str, tuple[Need, ...]] = {
    PaperKind.APPLICATION: (*OF_FIRM, ("党组织或行政意见", lambda f: f.basis.strip()), *PHONE),
    PaperKind.NOTICE: PHONE,
    PaperKind.MEETING_REQUEST: PHONE,
    PaperKind.LEGAL_PERSON_FORM: (*OF_FIRM, *PHONE),
    PaperKind.SEAL_LETTER: PHONE,
    PaperKind.ACCOUNT_LETTER: PHONE,
}
"""Kind of paper → what it leaves open for the pen while the case does not know it."""


def missing(kind: str, facts: CaseFacts) -> list[str]:
    """Everything without which this paper cannot be made, all at once; each thing once."""
    return _lacking(NEEDS.get(kind, ()), facts)


def blanks(kind: str, facts: CaseFacts) -> list[str]:
    """What this paper will leave open."""
    return _lacking(BLANKS.get(kind, ()), facts)


def _lacking(needs: Iterable[Need], facts: CaseFacts) -> list[str]:
    return list(dict.fromkeys(label for label, read in needs if not read(facts)))
