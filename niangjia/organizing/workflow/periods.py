"""A period table as a table of steps: reported below, decided above, locked, unlocked by right."""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step
from niangjia.organizing.enums.periods import PeriodState as S

HANDS = frozenset({Role.ORGANISER.value})
"""The unit's own desk; and, for deciding, the desk of a unit above."""
UNLOCKERS = frozenset({Role.LEADER.value})
"""The right to open what was locked: the leader of the federation that set up the form."""

PERIOD_FLOW = Flow(
    Step("report", "上报", frozenset({S.OPEN, S.RETURNED}), S.REPORTED, HANDS),
    Step("return", "退回", frozenset({S.REPORTED, S.APPROVED}), S.RETURNED, HANDS, True),
    Step("approve", "审核通过", frozenset({S.REPORTED}), S.APPROVED, HANDS),
    Step("lock", "锁定", frozenset({S.APPROVED}), S.LOCKED, HANDS),
    Step("recall", "撤回上报", frozenset({S.REPORTED}), S.OPEN, HANDS),
    Step("unapprove", "撤回审核", frozenset({S.APPROVED}), S.REPORTED, HANDS),
    Step("unreturn", "撤回退回", frozenset({S.RETURNED}), S.REPORTED, HANDS),
    Step("unlock", "解锁", frozenset({S.LOCKED}), S.APPROVED, UNLOCKERS, True),
)
OWN = frozenset({"report", "recall"})
RECALLS = {S.REPORTED: "recall", S.APPROVED: "unapprove", S.RETURNED: "unreturn"}
"""What takes the step back that led to a state, while nobody has acted since."""

"""Steps of the reporting unit; all others belong to those above."""

ROAD = ("填报", "上报", "审核", "锁定")
PLACE = {S.OPEN: 1, S.RETURNED: 1, S.REPORTED: 3, S.APPROVED: 4, S.LOCKED: 5}
"""Where a state stands on the road, from 1; past its end once locked."""
