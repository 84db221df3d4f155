"""The deeds behind the inbox: approving by the batch and taking back, as on the matter's page."""

from niangjia.kernel.notifications.kinds import Recall, number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions import founding_recall
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.periods import (
    approve_table,
    lock_table,
    recall_step,
    step_to_recall,
)
from niangjia.organizing.actions.transfers import (
    accept_transfer,
    transfer_to_withdraw,
    withdraw_transfer,
)
from niangjia.organizing.enums.periods import PeriodState
from niangjia.organizing.queries.periods import table_for


def approve_one(number: int, by: Actor) -> str:
    done = approve_application(application_id=number, by=by)
    if done.transfer is not None:
        return "已是其他工会的会员，转为会籍转接"
    return "；".join(["已批准入会", *done.doubts])


def pass_table(number: int, by: Actor) -> str:
    """审核通过 what was reported, 锁定 what was approved."""
    table = table_for(by.scope, number)
    deed = lock_table if table.state == PeriodState.APPROVED else approve_table
    return f"现为“{deed(table_id=number, by=by).get_state_display()}”"


def accept_one(number: int, by: Actor) -> str:
    return str(accept_transfer(transfer_id=number, by=by).get_state_display())


FOUNDING = Recall(
    lambda by, item: founding_recall.step_to_recall(number_in(item), by).label,
    lambda by, item: founding_recall.recall(case_id=number_in(item), by=by),
)
PERIOD = Recall(
    lambda by, item: step_to_recall(number_in(item), by).label,
    lambda by, item: recall_step(table_id=number_in(item), by=by),
)


def _transfer(by: Actor, item: TodoItem) -> str:
    person = transfer_to_withdraw(number_in(item), by).person
    return f"{person.name}的转接（会员留在原工会，以后可以重新提出）"


TRANSFER = Recall(_transfer, lambda by, item: withdraw_transfer(transfer_id=number_in(item), by=by))
