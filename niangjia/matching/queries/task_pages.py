"""What one page of the task list shows, put together."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Calendar, Light
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import Step
from niangjia.matching.enums import SyncStage, TaskState
from niangjia.matching.models import Opinion, Task, TaskStep, ThreeSync, Visit
from niangjia.matching.policies import may_pass_on, open_steps, owns
from niangjia.matching.queries.tasks import (
    last_step,
    opinions_of,
    own_tasks,
    steps_of,
    task_for,
    visits_of,
)
from niangjia.matching.rules.tasks import Sync, may_undo, sync
from niangjia.matching.workflow import ROAD, WORKING
from niangjia.organizing.api import founding_of_task


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of 三同步 with the words for both sides."""

    code: str
    label: str
    firm_label: str
    firm_on: date | None
    union_label: str
    union_on: date | None
    sync: Sync


@dataclass(frozen=True, slots=True)
class TaskPage:
    task: Task
    light: Light | None
    steps: list[TaskStep]
    visits: list[Visit]
    opinions: list[Opinion]
    buttons: list[Step]
    undoable: TaskStep | None
    stages: list[Stage]
    may_pass: bool
    may_found: bool
    case: tuple[int, str] | None

    @property
    def road(self) -> list[str]:
        state = TaskState(self.task.state)
        aside = state in {TaskState.NOT_REQUIRED, TaskState.RETURNED}
        return [*list(ROAD.values())[:-1], state.label] if aside else list(ROAD.values())

    @property
    def at(self) -> int:
        """Where on the road the task stands, from 1; past the end once it is closed."""
        if self.task.state == TaskState.ESTABLISHED:
            return len(ROAD) + 1
        states = list(ROAD)
        state = TaskState(self.task.state)
        return states.index(state) + 1 if state in ROAD else len(ROAD)


@dataclass(frozen=True, slots=True)
class Mine:
    """A task of one's own with its light of the day."""

    task: Task
    light: Light | None


def light_of(task: Task, today: date, calendar: Calendar) -> Light | None:
    """The colour of the clock that runs; none for closed tasks and leads."""
    return calendar.light(task.due_on, today) if task.due_on and task.is_open else None


def task_page(actor: Actor, task_id: int, today: date) -> TaskPage:
    """Everything the detail page shows, and what this actor may do there."""
    task = task_for(actor.scope, task_id)
    case = founding_of_task(f"task:{task.pk}")
    return TaskPage(
        task=task,
        light=light_of(task, today, current_calendar()),
        steps=steps_of(task),
        visits=visits_of(task),
        opinions=opinions_of(task),
        buttons=open_steps(actor, task),
        undoable=undoable_step(actor, task, today),
        stages=stages_of(task, today),
        may_pass=may_pass_on(actor, task),
        may_found=case is None and task.state in WORKING and owns(actor, task),
        case=case,
    )


def undoable_step(actor: Actor, task: Task, today: date) -> TaskStep | None:
    """The last step if this actor may undo it today."""
    step = last_step(task)
    if step is None or not step.before:
        return None
    problem = may_undo(
        author=step.by_account, actor=actor.account_id, on=timezone.localdate(step.at), today=today,
        undone=step.undoes_id is not None,
    )  # fmt: skip
    return None if problem else step


def stages_of(task: Task, today: date) -> list[Stage]:
    """The three stages, empty for tasks that came from a gap."""
    row = ThreeSync.objects.unscoped(reason="任务已限定范围").filter(task=task).first()
    if row is None:
        return []
    found = []
    for code, (firm, union) in ThreeSync.PAIRS.items():
        firm_on, union_on = getattr(row, firm), getattr(row, union)
        field = ThreeSync._meta.get_field
        found.append(
            Stage(
                code=code,
                label=SyncStage(code).label,
                firm_label=str(getattr(field(firm), "verbose_name", firm)),
                firm_on=firm_on,
                union_label=str(getattr(field(union), "verbose_name", union)),
                union_on=union_on,
                sync=sync(firm_on, union_on, today),
            )
        )
    return found


def own_page(actor: Actor, today: date) -> list[Mine]:
    """我的任务: open tasks of one's own, the most pressing first. Two queries."""
    if actor.desk_of is None:
        return []
    calendar = current_calendar()
    found = own_tasks(actor.scope, actor.desk_of)
    return [Mine(task, light_of(task, today, calendar)) for task in found]
