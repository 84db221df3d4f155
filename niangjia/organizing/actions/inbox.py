"""The deeds behind batch approval in the inbox: the same as on the page of each matter."""

from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.periods import approve_table, lock_table
from niangjia.organizing.actions.transfers import accept_transfer
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
