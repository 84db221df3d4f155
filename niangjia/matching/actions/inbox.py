"""撤回 out of the inbox: a task's last step, an opinion not yet answered."""

from niangjia.kernel.notifications.kinds import Recall, number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.matching.actions.opinions import opinion_to_withdraw, withdraw_opinion
from niangjia.matching.actions.tasks import step_to_undo, undo
from niangjia.matching.queries.tasks import task_for


def _step(by: Actor, item: TodoItem) -> str:
    return step_to_undo(task_for(by.scope, number_in(item)), by).label


def _opinion(by: Actor, item: TodoItem) -> str:
    return f"转交{opinion_to_withdraw(number_in(item), by).unit}"


TASK = Recall(_step, lambda by, item: undo(task_id=number_in(item), by=by))
OPINION = Recall(_opinion, lambda by, item: withdraw_opinion(opinion_id=number_in(item), by=by))
