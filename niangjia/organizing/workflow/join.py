"""An application's way from sent to decided, as a table (domain.md B.11)."""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step
from niangjia.organizing.enums.members import ApplicationState as S

APPLICANT = "applicant"
"""Who sent it, known by the code of the application and the phone."""

STAFF = frozenset({Role.CHAIR.value, Role.ORGANISER.value, Role.WINDOW.value})
BOTH = STAFF | {APPLICANT}
OPEN = frozenset({S.APPLIED, S.RETURNED})

JOIN_FLOW = Flow(
    Step("approve", "批准入会", frozenset({S.APPLIED}), S.APPROVED, STAFF),
    Step("return", "退回补正", frozenset({S.APPLIED}), S.RETURNED, STAFF, needs_reason=True),
    Step("refuse", "不予批准", OPEN, S.REFUSED, STAFF, needs_reason=True),
    Step("amend", "补正后重报", OPEN, S.APPLIED, BOTH),
    Step("withdraw", "撤回申请", OPEN, S.WITHDRAWN, BOTH),
)

ROAD = ("提交申请", "工会审核", "正式入会")
"""The straight road in words short enough for a phone."""
