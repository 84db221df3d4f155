"""Reads of the task list: one task with its history, and lists by filter."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import OPEN_STATES, TaskState
from niangjia.matching.models import Handout, Opinion, Task, TaskStep, Visit
from niangjia.matching.rules.tasks import Week

EVENTS: dict[str, tuple[str, frozenset[str]]] = {
    "listed": ("新列入", frozenset({"assign", "reopen"})),
    "visited": ("走访", frozenset({"visit", "revisit"})),
    "intent": ("有意向", frozenset({"agree"})),
    "established": ("已建会", frozenset({"establish"})),
    "released": ("不需建会", frozenset({"release"})),
}
"""What a week is asked for, and the steps that count. 逾期 is no step: see ``overdue``."""


class NoSuchTask(Absent):
    """Absent or out of scope."""


def task_for(scope: Scope, task_id: int, *, lock: bool = False) -> Task:
    """One task; with ``lock`` nobody else changes it until the transaction ends."""
    found = Task.objects.within(scope).filter(pk=task_id).select_related("unit", "owner")
    if lock:
        found = found.select_for_update(of=("self",))
    else:
        found = found.select_related("county", "town", "run__rule", "enterprise")
    task = found.first()
    if task is None:
        raise NoSuchTask(task_id)
    return task


def overdue_q(day: date) -> Q:
    """Tasks that were open at the end of ``day`` with their clock run out before it."""
    still_open = Q(listed_on__lte=day) & (Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    unvisited = Q(first_visit_on__isnull=True) | Q(first_visit_on__gt=day)
    late = (unvisited & Q(visit_due__lt=day)) | (Q(first_visit_on__lte=day) & Q(close_due__lt=day))
    return still_open & late


def span_of(week: Week) -> tuple[datetime, datetime]:
    """The week as a half-open span of local time."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(week.monday, time(), zone)
    return start, datetime.combine(week.monday + timedelta(days=7), time(), zone)


def event_q(week: Week, event: str, today: date) -> Any:
    """The condition behind a figure of the weekly sheet: steps recorded in the week, not undone.

    ``overdue`` is asked of the week's last day, or of today while the week is running.
    """
    if event == "overdue":
        return overdue_q(min(week.sunday, today))
    start, end = span_of(week)
    steps = TaskStep.objects.unscoped(reason="任务已限定范围").filter(
        task=OuterRef("pk"), name__in=EVENTS[event][1], at__gte=start, at__lt=end,
        undone_by__isnull=True,
    )  # fmt: skip
    return Exists(steps)


def task_rows(scope: Scope) -> QuerySet[Task]:
    """All tasks in scope with what a list shows of them."""
    found = Task.objects.within(scope)
    return found.select_related("unit", "county", "town", "owner")


def search_q(text: str) -> Q:
    """Part of the name, pinyin initials, or the tail of the code."""
    text = text.strip()
    return Q(name__icontains=text) | Q(uscc__iendswith=text) | Q(initials__contains=text.lower())


def board(scope: Scope, cards: int = 15) -> dict[str, list[Task]]:
    """The most pressing tasks of each state, at most ``cards`` each, in one query."""
    place = Window(
        RowNumber(), partition_by=F("state"), order_by=[F("due_on").asc(nulls_last=True), "id"]
    )
    found = task_rows(scope).annotate(place=place).filter(place__lte=cards).order_by("place")
    lanes: dict[str, list[Task]] = {state.value: [] for state in TaskState}
    for task in found:
        lanes[task.state].append(task)
    return lanes


def county_choices(scope: Scope) -> list[tuple[int, str]]:
    """Counties and zones that have tasks in scope."""
    return _places(scope, "county")


def town_choices(scope: Scope) -> list[tuple[int, str]]:
    return _places(scope, "town")


def _places(scope: Scope, kind: str) -> list[tuple[int, str]]:
    found = (
        Task.objects.within(scope).filter(**{f"{kind}__isnull": False}).order_by(f"{kind}__path")
    )
    rows = found.values_list(f"{kind}_id", f"{kind}__short_name", f"{kind}__path").distinct()
    return [(pk, name) for pk, name, _ in rows]


def own_tasks(scope: Scope, account_id: int) -> QuerySet[Task]:
    """What one organiser still has to do, the earliest due date on top."""
    found = Task.objects.within(scope).filter(owner_id=account_id, state__in=OPEN_STATES)
    found = found.exclude(state=TaskState.RETURNED).select_related("unit", "town", "county")
    return found.order_by("due_on", "id")


def steps_of(task: Task) -> list[TaskStep]:
    """The history, latest first; each step knows whether it was undone."""
    found = TaskStep.objects.unscoped(reason="任务已限定范围").filter(task=task)
    return list(found.select_related("evidence", "undone_by").order_by("-id"))


def last_step(task: Task) -> TaskStep | None:
    """The step that could be undone: the latest one that is neither undone nor an undoing."""
    found = TaskStep.objects.unscoped(reason="任务已限定范围").filter(task=task)
    return found.order_by("-id").first()


def visits_of(task: Task) -> list[Visit]:
    """Visits that were not undone, with the materials handed out, latest first."""
    handouts = Handout.objects.unscoped(reason="任务已限定范围").select_related("material")
    found = Visit.objects.unscoped(reason="任务已限定范围").filter(
        task=task, step__undone_by__isnull=True
    )
    return list(found.prefetch_related(Prefetch("handouts", handouts)))


def opinions_of(task: Task) -> list[Opinion]:
    found = Opinion.objects.unscoped(reason="任务已限定范围").filter(task=task)
    return list(found.select_related("unit"))
