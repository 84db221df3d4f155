"""撤回 out of the inbox: what the module of the matter takes back, or a hand-over."""

from niangjia.kernel.notifications.actions import take_back
from niangjia.kernel.notifications.kinds import kind_of
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import not_to_take_back
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.scoped import Absent
from niangjia.kernel.workflow import NotAllowed


def is_handed(by: Actor, item: TodoItem) -> bool:
    return item.handed_from_id is not None and item.handed_from_id == by.desk_of


def recall_label(by: Actor, item: TodoItem) -> str:
    """What would be taken back; ``NotAllowed`` says why nothing can."""
    if is_handed(by, item):
        if problem := not_to_take_back(by, item):
            raise NotAllowed(problem)
        return f"转办给{item.account}"
    kind = kind_of(item.kind)
    if kind.recall is None:
        raise NotAllowed(kind.no_recall or "这类事项办理后不能撤回")
    try:
        return kind.recall.check(by, item)
    except Absent:
        raise NotAllowed("这件事已不在您的范围内") from None


def recall_step(*, item: TodoItem, by: Actor) -> str:
    """撤回自己的一步：下一个人还没有办理的时候。Returns what was taken back."""
    label, recall = recall_label(by, item), kind_of(item.kind).recall
    if is_handed(by, item) or recall is None:
        take_back(item_id=item.pk, by=by)
    else:
        recall.deed(by, item)
    return label
