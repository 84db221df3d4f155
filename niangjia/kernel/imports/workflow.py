"""The states of an import (architecture, principle 4). ``SYSTEM`` steps are taken by jobs."""

from niangjia.kernel.imports.enums import RunState as S
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Flow, Step

LOADERS = frozenset({Role.CLERK.value, Role.ORGANISER.value, Role.WINDOW.value, Role.CHAIR.value})
"""Which of these may load a certain kind of list its intake says."""

SYSTEM = frozenset({"system"})

RUN_FLOW = Flow(
    Step(
        "check", "检查", frozenset({S.UPLOADED, S.PREVIEWED, S.FAILED}), S.PREVIEWING, roles=LOADERS
    ),
    Step("checked", "检查完毕", frozenset({S.PREVIEWING}), S.PREVIEWED, roles=SYSTEM),
    Step("confirm", "确认导入", frozenset({S.PREVIEWED}), S.CONFIRMING, roles=LOADERS),
    Step("write", "写入", frozenset({S.CONFIRMING}), S.DONE, roles=SYSTEM),
    Step("undone", "写入未成功", frozenset({S.CONFIRMING}), S.PREVIEWED, roles=SYSTEM),
    Step("fail", "未成功", frozenset({S.PREVIEWING}), S.FAILED, roles=SYSTEM),
    Step(
        "abandon",
        "放弃",
        frozenset({S.UPLOADED, S.PREVIEWED, S.FAILED}),
        S.CANCELLED,
        roles=LOADERS,
    ),
)
