"""撤回: what was sent up comes back to the applicant's side, until the superior has answered."""

from typing import Any

from django.db import transaction

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.enums.founding import FoundingState
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.policies.founding import may_take
from niangjia.organizing.queries.founding import case_for, last_step
from niangjia.organizing.workflow.founding import FOUNDING_FLOW, RECALLS

NOT_SENT: dict[str, dict[str, Any]] = {
    "recall": {"applied_on": None}, "recall_meeting": {}, "recall_result": {"reported_on": None},
}  # fmt: skip


def step_to_recall(case_id: int, by: Actor) -> Step:
    """The step that takes the last one back; ``NotAllowed`` says why there is none."""
    case = case_for(by.scope, case_id)
    name = RECALLS.get(FoundingState(case.state))
    if name is None:
        raise NotAllowed(
            f"撤回：事项现在是“{case.get_state_display()}”，上级已经办理，或者没有送出的请示。"
        )
    step = FOUNDING_FLOW.take(name, case.state, by.roles)
    last = last_step(case)
    mine = last is not None and last.by_account in {by.account_id, by.desk_of}
    if not mine or not may_take(by, case, step):
        raise NotAllowed(f"{step.label}：只有提交的本人可以撤回。")
    return step


@transaction.atomic
def recall(*, case_id: int, by: Actor) -> FoundingCase:
    """撤回请示或报告：改好以后可以再提交；上级那边的待办随之收回。"""
    case_for(by.scope, case_id, lock=True)
    case, step = take(step_to_recall(case_id, by).name, case_id, by)
    changes = dict(NOT_SENT[step.name])
    if step.name == "recall_meeting":
        changes["facts"] = {key: at for key, at in case.facts.items() if key != "asked_on"}
    advance(case, step, by=by, **changes)
    return case
