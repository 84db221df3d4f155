"""建会一件事 as a table (domain.md B.10): who leads a case from which state to which.

The lead-up (线索, 走访, 意向) is the task list's; what comes after 正常运行 is the register's.
"""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step
from niangjia.organizing.enums.founding import FoundingState as S
from niangjia.organizing.enums.founding import PaperKind as P
from niangjia.organizing.enums.parameters import ParameterCode as C

HANDS = frozenset({Role.WINDOW, Role.ORGANISER, Role.CHAIR})
"""The applicant's side: the preparatory group itself, or the counter and the organiser for it."""
DECIDERS = frozenset({Role.ORGANISER})
"""The next higher union's side; a post at or above the superior is asked for besides."""
REGISTRARS = frozenset({Role.REGISTRAR})

SAME = ""
"""``reaches`` of a step that leaves the case where it stands."""


WHY = {"refuse", "reopen", "postpone", "correct", "invalidate", "waive", "withdraw", "stop"}


def step(name: str, label: str, leaves: set[S], reaches: str, roles: frozenset[Role]) -> Step:
    """A line of the table; those in ``WHY`` want a reason."""
    return Step(name, label, frozenset(leaves), reaches, roles, needs_reason=name in WHY)


BEFORE_ELECTION = {S.PREPARING, S.ENROLLING, S.NOMINATED, S.MEETING_ASKED, S.MEETING_APPROVED,
                   S.ELECTION_INVALID}  # fmt: skip

FOUNDING_FLOW = Flow(
    step("submit", "提交请示", {S.APPLYING, S.RETURNED}, S.APPLIED, HANDS),
    step("approve", "同意筹备", {S.APPLIED}, S.PREPARING, DECIDERS),
    step("return", "退回补正", {S.APPLIED}, S.RETURNED, DECIDERS),
    step("refuse", "不予批准", {S.APPLIED}, S.REFUSED, DECIDERS),
    step("enrol", "开始发展会员", {S.PREPARING}, S.ENROLLING, HANDS),
    step("nominate", "公示候选人", {S.ENROLLING, S.ELECTION_INVALID}, S.NOMINATED, HANDS),
    step("reopen", "重新酝酿候选人", {S.NOMINATED}, S.ENROLLING, HANDS),
    step("ask_meeting", "请示召开大会", {S.NOMINATED}, S.MEETING_ASKED, HANDS),
    step("approve_meeting", "同意召开大会", {S.MEETING_ASKED}, S.MEETING_APPROVED, DECIDERS),
    step("return_meeting", "退回大会请示", {S.MEETING_ASKED}, S.NOMINATED, DECIDERS),
    step("postpone", "大会改期", {S.MEETING_APPROVED}, SAME, HANDS),
    step("hold", "登记选举结果", {S.MEETING_APPROVED}, S.MEETING_HELD, HANDS),
    step("correct", "更正选举记录", {S.MEETING_HELD}, S.MEETING_APPROVED, HANDS),
    step("report", "报告选举结果", {S.MEETING_HELD}, S.RESULT_REPORTED, HANDS),
    step("establish", "批复成立", {S.RESULT_REPORTED}, S.ESTABLISHED, DECIDERS),
    step("return_result", "退回结果报告", {S.RESULT_REPORTED}, S.MEETING_HELD, DECIDERS),
    step("invalidate", "选举无效", {S.RESULT_REPORTED}, S.ELECTION_INVALID, DECIDERS),
    step("seal", "登记刻章", {S.ESTABLISHED}, S.SEALED, HANDS),
    step("seal_last", "登记刻章", {S.LEGAL_PERSON}, S.EQUIPPED, HANDS),
    step("file", "申请法人登记", {S.ESTABLISHED, S.SEALED}, SAME, HANDS),
    step("certify", "发法人证书", {S.ESTABLISHED}, S.LEGAL_PERSON, REGISTRARS),
    step("certify_last", "发法人证书", {S.SEALED}, S.EQUIPPED, REGISTRARS),
    step("waive", "暂不办理法人登记", {S.SEALED}, S.EQUIPPED, DECIDERS),
    step("account", "登记开户", {S.EQUIPPED}, S.ACCOUNT_OPENED, HANDS),
    step("fund", "登记经费缴纳", {S.ACCOUNT_OPENED}, S.FUNDED, HANDS),
    step("operate", "登记首次活动", {S.FUNDED}, S.OPERATING, HANDS),
    step("recall", "撤回请示", {S.APPLIED}, S.APPLYING, HANDS),
    step("recall_meeting", "撤回大会请示", {S.MEETING_ASKED}, S.NOMINATED, HANDS),
    step("recall_result", "撤回结果报告", {S.RESULT_REPORTED}, S.MEETING_HELD, HANDS),
    step("withdraw", "撤回申请", {S.APPLYING, S.APPLIED, S.RETURNED}, S.WITHDRAWN, HANDS),
    step("stop", "终止筹备", BEFORE_ELECTION, S.WITHDRAWN, DECIDERS),
)

RECALLS = {
    S.APPLIED: "recall", S.MEETING_ASKED: "recall_meeting", S.RESULT_REPORTED: "recall_result",
}  # fmt: skip
"""What takes back that something was sent up, while the superior has not answered."""

PAPERS_OF = {
    S.APPLYING: (P.APPLICATION,),
    S.RETURNED: (P.APPLICATION,),
    S.ENROLLING: (P.MEMBER_ROLL,),
    S.NOMINATED: (P.NOTICE, P.MEETING_REQUEST, P.MEMBER_ROLL),
    S.MEETING_HELD: (P.MINUTES, P.RESULT_REPORT),
    S.ESTABLISHED: (P.SEAL_LETTER, P.LEGAL_PERSON_FORM),
    S.SEALED: (P.LEGAL_PERSON_FORM,),
    S.LEGAL_PERSON: (P.SEAL_LETTER,),
    S.EQUIPPED: (P.ACCOUNT_LETTER,),
}
"""What the applicant's side may make in a state."""

NEEDED = {
    "submit": ((P.APPLICATION, "made"),),
    "approve": ((P.APPLICATION, "checked"),),
    "ask_meeting": ((P.NOTICE, "made"), (P.MEETING_REQUEST, "made")),
    "approve_meeting": ((P.MEETING_REQUEST, "checked"),),
    "report": ((P.RESULT_REPORT, "made"),),
    "establish": ((P.RESULT_REPORT, "checked"),),
    "file": ((P.LEGAL_PERSON_FORM, "made"),),
}
"""Which papers a step wants: made (signed on paper), or the scan checked off."""

CLOCKS = {
    S.APPLIED: (C.APPLICATION_REPLY, "applied_on"),
    S.NOMINATED: (C.NOTICE_DAYS, "notice_from"),
    S.MEETING_ASKED: (C.APPLICATION_REPLY, "asked_on"),
    S.RESULT_REPORTED: (C.RESULT_REPLY, "reported_on"),
    S.ESTABLISHED: (C.LEGAL_PERSON_APPLY, "established_on"),
    S.SEALED: (C.LEGAL_PERSON_APPLY, "established_on"),
}
"""The clock of a state: what the rule book calls it, and the day it starts from."""

FILED = (C.LEGAL_PERSON_DECIDE, "filed_on")
"""Once the legal-person application is filed the registrar's clock runs instead."""

WAITS_FOR = {
    S.APPLIED: Role.ORGANISER,
    S.MEETING_ASKED: Role.ORGANISER,
    S.RESULT_REPORTED: Role.ORGANISER,
}
"""Whose turn it is at the superior; in all other open states it is the applicant's side."""

ROAD = ("请示", "筹备", "发展会员", "候选人公示", "大会选举", "批复成立", "印章证书", "开户经费", "正常运行")  # fmt: skip
PLACE = {
    S.APPLYING: 1, S.APPLIED: 1, S.RETURNED: 1, S.WITHDRAWN: 1, S.REFUSED: 1, S.PREPARING: 2,
    S.ENROLLING: 3, S.NOMINATED: 4, S.ELECTION_INVALID: 4, S.MEETING_ASKED: 5,
    S.MEETING_APPROVED: 5, S.MEETING_HELD: 5, S.RESULT_REPORTED: 6, S.ESTABLISHED: 7, S.SEALED: 7,
    S.LEGAL_PERSON: 7, S.EQUIPPED: 8, S.ACCOUNT_OPENED: 8, S.FUNDED: 9, S.OPERATING: 10,
}  # fmt: skip
"""Where a state stands on the road, from 1; past its end once the union runs."""
