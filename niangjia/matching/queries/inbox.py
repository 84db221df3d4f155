"""Where the matters of matching's inbox items lie."""

from niangjia.kernel.notifications.kinds import number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.matching.models import Task


def path_of_task(item: TodoItem) -> str:
    """The path of the unit that works the task: everybody at or above it sees it."""
    rows = Task.objects.unscoped(reason="待办所属事项的单位").filter(pk=number_in(item))
    return rows.values_list("unit__path", flat=True).first() or ""
