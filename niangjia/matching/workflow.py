"""The task's way from lead to closed, as a table (domain.md B.10)."""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step
from niangjia.matching.enums import TaskReason as R
from niangjia.matching.enums import TaskState as S

SAME = ""
"""``reaches`` of a step that leaves the task where it stands."""

CLERK = frozenset({Role.CLERK})
ORGANISER = frozenset({Role.ORGANISER})
WORKING = frozenset({S.ASSIGNED, S.CONTACTED, S.INTENT})

TASK_FLOW = Flow(
    Step("assign", "列入任务清单", frozenset({S.LEAD, S.RETURNED}), S.ASSIGNED, CLERK),
    Step("reassign", "转派", WORKING, SAME, CLERK, needs_reason=True),
    Step("visit", "登记走访", frozenset({S.ASSIGNED}), S.CONTACTED, ORGANISER),
    Step("revisit", "再次走访", frozenset({S.CONTACTED, S.INTENT}), SAME, ORGANISER),
    Step("agree", "登记意向", frozenset({S.CONTACTED}), S.INTENT, ORGANISER),
    Step("establish", "已建会，销号", WORKING, S.ESTABLISHED, ORGANISER, True, True),
    Step("release", "不需建会，销号", WORKING, S.NOT_REQUIRED, ORGANISER, True, True),
    Step("return", "退回", WORKING, S.RETURNED, ORGANISER, needs_reason=True),
    Step("reopen", "重新列入", frozenset({S.NOT_REQUIRED}), S.ASSIGNED, CLERK, needs_reason=True),
)

REASONS: dict[str, tuple[R, ...]] = {
    "establish": (R.SINGLE, R.JOINT, R.KNOWN),
    "release": (R.NO_STAFF, R.DEREGISTERED, R.MERGED, R.COVERED, R.OTHER),
    "return": (R.ELSEWHERE, R.NOT_FOUND, R.OTHER_TRADE, R.OTHER),
}
"""Closing and returning take their reason from a list; 其他 needs words as well."""

ROAD = {
    S.LEAD: "线索", S.ASSIGNED: "列入", S.CONTACTED: "走访", S.INTENT: "意向", S.ESTABLISHED: "建会",
}  # fmt: skip
"""The straight road in words short enough for a stepper on a phone."""
