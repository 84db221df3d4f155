"""Where the matters of organising's inbox items lie, where that is below the desk."""

from niangjia.kernel.notifications.kinds import number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.organizing.models import DataRequest, JoinEvent, PeriodTable, Union

WHY = "待办所属事项的单位"


def path_of_union(item: TodoItem) -> str:
    rows = Union.objects.unscoped(reason=WHY).filter(pk=number_in(item))
    return rows.values_list("unit__path", flat=True).first() or ""


def path_of_table(item: TodoItem) -> str:
    rows = PeriodTable.objects.unscoped(reason=WHY).filter(pk=number_in(item))
    return rows.values_list("unit__path", flat=True).first() or ""


def path_of_request(item: TodoItem) -> str:
    rows = DataRequest.objects.unscoped(reason=WHY).filter(pk=number_in(item))
    return rows.values_list("person__path", flat=True).first() or ""


def path_of_event(item: TodoItem) -> str:
    rows = JoinEvent.objects.unscoped(reason=WHY).filter(pk=number_in(item))
    return rows.values_list("union__unit__path", flat=True).first() or ""
