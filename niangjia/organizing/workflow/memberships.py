"""Membership and its transfer as tables of steps (domain.md B.11)."""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.enums.members import ChangeReason as R
from niangjia.organizing.enums.members import MembershipChange as C
from niangjia.organizing.enums.members import MembershipState as S
from niangjia.organizing.enums.members import TransferState as T

NOBODY = ""
"""The state of somebody who has never been a member."""

MEMBER = "member"
"""The person themself: no role of a post, see ``policies.memberships.as_member``."""

STAFF = frozenset({Role.CHAIR.value, Role.ORGANISER.value, Role.WINDOW.value})
DECIDING = frozenset({Role.CHAIR.value, Role.ORGANISER.value})
"""Expulsion and being deemed to have left are decided by the committee, not at a window."""

ENDED = frozenset({S.LEFT_VOLUNTARY, S.LEFT_DEEMED})
OWN = STAFF | {MEMBER}

MEMBERSHIP_FLOW = Flow(
    Step("admit", "批准入会", frozenset({NOBODY, *ENDED}), S.ACTIVE, STAFF),
    Step("readmit", "重新批准入会", frozenset({S.EXPELLED}), S.ACTIVE, DECIDING, needs_reason=True),
    Step("release", "转出", frozenset({S.ACTIVE, S.RETAINED}), S.LEAVING, STAFF),
    Step("stay", "撤回转出", frozenset({S.LEAVING}), S.ACTIVE, OWN),
    Step("receive", "转入", frozenset({S.ACTIVE, S.LEAVING, S.RETAINED}), S.ACTIVE, OWN),
    Step("retain", "保留会籍", frozenset({S.ACTIVE}), S.RETAINED, STAFF, needs_reason=True),
    Step("resume", "恢复会籍", frozenset({S.RETAINED}), S.ACTIVE, STAFF),
    Step("leave", "自愿退会", frozenset(HELD), S.LEFT_VOLUNTARY, OWN),
    Step("deem_left", "视为退会", frozenset({S.ACTIVE}), S.LEFT_DEEMED, DECIDING),
    Step("expel", "除名", frozenset(HELD), S.EXPELLED, DECIDING, needs_reason=True),
    Step("register_death", "登记死亡", frozenset(HELD), S.DECEASED, STAFF),
)

CHANGES: dict[str, tuple[str, str]] = {
    "admit": (C.JOINED, R.NONE),
    "readmit": (C.JOINED, R.NONE),
    "release": (C.TRANSFERRED_OUT, R.WORK_CHANGED),
    "stay": (C.RESTORED, R.NONE),
    "receive": (C.TRANSFERRED_IN, R.WORK_CHANGED),
    "retain": (C.RETAINED, R.OFF_POST),
    "resume": (C.RESTORED, R.NONE),
    "leave": (C.LEFT, R.OWN_WISH),
    "deem_left": (C.LEFT, R.NONE),
    "expel": (C.EXPELLED, R.CRIME),
    "register_death": (C.DIED, R.NONE),
}
"""Step → 会籍变化类型 and the usual 会籍变化原因 of the national dictionary."""

REASONS: dict[str, tuple[str, ...]] = {
    "retain": (R.OFF_POST, R.UNEMPLOYED, R.BANKRUPT, R.WORK_CHANGED, R.NONE),
    "leave": (R.OWN_WISH, R.WORK_CHANGED, R.NONE),
    "expel": (R.CRIME,),
}
"""Reasons that may be given for a step; the usual one where a step is not named."""

TRANSFER_FLOW = Flow(
    Step("accept", "确认", frozenset({T.PROPOSED, T.RELEASED}), T.DONE, STAFF),
    Step("refuse", "不同意", frozenset({T.PROPOSED, T.RELEASED}), T.REFUSED, STAFF, True),
    Step("withdraw", "撤回", frozenset({T.PROPOSED, T.RELEASED}), T.WITHDRAWN, OWN),
)
