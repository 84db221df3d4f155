"""Many tasks at once: from gap hits, from new registrations, moved to other people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.progress import Progress, Silent
from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.actions import tell_all
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.tasks import assign, clock, notice_of, reassign
from niangjia.matching.enums import OPEN_STATES, Clock, TaskOrigin, TaskState
from niangjia.matching.models import GapHit, GapRun, Task, TaskStep, ThreeSync
from niangjia.matching.policies import is_clerk_or_house
from niangjia.matching.queries.task_desk import (
    Lead,
    desk_on,
    hits_without_task,
    leads_of,
    new_firms_without_task,
    routes_on,
    run_for,
    units_by_path,
)
from niangjia.matching.queries.tasks import task_for
from niangjia.matching.rules.tasks import COUNTY_LENGTH, Desk, Route, candidates
from niangjia.matching.workflow import TASK_FLOW

BATCH = 1_000
NEW_FIRM_DAYS = 30
"""How far back new registrations are looked for; the gap rule ``new30`` has the same span."""


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """What a batch did: tasks made, of them without a person, firms that had one already."""

    created: int = 0
    unassigned: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything needed to route a batch, read once."""

    routes: list[Route]
    desk: Desk
    units: dict[str, Unit]
    today: date
    term: dict[str, Any]


@transaction.atomic
def create_tasks(
    *, run_id: int, by: Actor, hits: Iterable[int] | None = None, progress: Progress | None = None
) -> TaskCounts:
    """缺口列入任务清单：每家企业一项，按行业、镇街、区县派到单位和人。

    ``hits`` narrows to chosen ``GapHit`` ids. Repeating it changes nothing: firms that have
    a task only get the rule's name added. Pending hits (待核实) are left out.
    """
    _only_clerks(by)
    run = run_for(by.scope, run_id)
    wanted = hits_without_task(by.scope, run)
    if hits is not None:
        wanted = wanted.filter(pk__in=list(hits))
    known = _add_rule(run, by)
    made = _list_firms(
        leads_of(wanted.values_list("enterprise_id", flat=True)),
        origin=TaskOrigin.GAP, rule=run.rule.code, run=run, by=by, progress=progress or Silent(),
    )  # fmt: skip
    counts = TaskCounts(len(made), sum(t.owner_id is None for t in made), known)
    record("matching.create_tasks", on=run, by=by, created=counts.created,
           unassigned=counts.unassigned, known=counts.known)  # fmt: skip
    return counts


@transaction.atomic
def create_registration_tasks(*, by: Actor, today: date | None = None) -> TaskCounts:
    """三同步：新登记的企业当日列入任务清单，并建三个阶段（ME2）。"""
    _only_clerks(by)
    day = today or timezone.localdate()
    firms = new_firms_without_task(by.scope, day - timedelta(days=NEW_FIRM_DAYS))
    made = _list_firms(
        leads_of(firms.values_list("enterprise_id", flat=True)),
        origin=TaskOrigin.REGISTRATION, rule="new30", run=None, by=by, progress=Silent(),
    )  # fmt: skip
    ThreeSync.objects.bulk_create(
        [ThreeSync(task=t, planned_on=t.registered_on) for t in made], batch_size=BATCH
    )
    for task in made[:1]:
        record("matching.create_registration_tasks", on=task, by=by, created=len(made),
               first=made[0].pk, last=made[-1].pk)  # fmt: skip
    return TaskCounts(len(made), sum(t.owner_id is None for t in made))


def _only_clerks(by: Actor) -> None:
    """Refuse others, and let one batch run at a time: two would list the same firm."""
    if not is_clerk_or_house(by):
        raise NotAllowed("列入任务清单：只有比对专员可以办理")
    hold("matching.tasks")


def _add_rule(run: GapRun, by: Actor) -> int:
    """Firms of the run that have a task: an open one learns the rule. Returns how many."""
    hit = GapHit.objects.within(by.scope).filter(run=run).values("enterprise")
    tasks = Task.objects.unscoped(reason="每家企业全市只有一项任务").filter(enterprise__in=hit)
    learning = list(tasks.filter(state__in=OPEN_STATES).exclude(rules__contains=[run.rule.code]))
    for task in learning:
        task.rules = [*task.rules, run.rule.code]
    Task.objects.unscoped(reason="每家企业全市只有一项任务").bulk_update(
        learning, ["rules"], batch_size=BATCH
    )
    return tasks.values("enterprise").distinct().count()


def _list_firms(
    leads: list[Lead], *, origin: str, rule: str, run: GapRun | None, by: Actor, progress: Progress
) -> list[Task]:
    """Make the tasks with their first step and inbox item, in sets of ``BATCH``."""
    today = timezone.localdate()
    book = _Book(
        routes_on(today), desk_on(today), units_by_path(), today, clock(Clock.FIRST_VISIT, today)
    )
    made: list[Task] = []
    for start in range(0, len(leads), BATCH):
        part = [
            _task(lead, book, origin=origin, rule=rule, run=run, by=by)
            for lead in leads[start : start + BATCH]
        ]
        Task.objects.bulk_create(part)
        TaskStep.objects.bulk_create([_first_step(task, by) for task in part])
        tell_all([notice_of(task) for task in part], by=by)
        made += part
        progress.step(len(made), len(leads), "列入任务清单")
    return made


def _task(
    lead: Lead, book: _Book, *, origin: str, rule: str, run: GapRun | None, by: Actor
) -> Task:
    paths = [p for p in candidates(lead.firm, book.routes) if p in book.units]
    path, owner = book.desk.place(paths)
    place = lead.firm.path
    return Task(
        enterprise_id=lead.enterprise_id,
        unit=book.units[path or place],
        county=book.units.get(place[:COUNTY_LENGTH]) if len(place) >= COUNTY_LENGTH else None,
        town=book.units[place] if len(place) > COUNTY_LENGTH else None,
        owner_id=owner,
        origin=origin,
        rules=[rule],
        run=run,
        name=lead.name,
        uscc=lead.uscc,
        initials=lead.initials,
        trade=lead.trade,
        headcount=lead.headcount,
        registered_on=lead.registered_on,
        state=TaskState.LEAD if owner is None else TaskState.ASSIGNED,
        listed_on=book.today,
        created_by=by.name,
        **(book.term if owner is not None else {}),
    )


def _first_step(task: Task, by: Actor) -> TaskStep:
    """Without ``before``: listing cannot be undone, only returned or released."""
    listed = task.state == TaskState.ASSIGNED
    return TaskStep(
        task=task, at=timezone.now(), by_account=by.account_id, by_name=by.name,
        by_unit=by.unit_name, name="assign" if listed else "lead",
        label=TASK_FLOW.steps["assign"].label if listed else "列为线索",
        from_state=TaskState.LEAD, to_state=task.state,
    )  # fmt: skip


@transaction.atomic
def give_all(
    *, task_ids: Iterable[int], unit_id: int, account_id: int, by: Actor, note: str = ""
) -> int:
    """批量派单：线索和退回的列入清单，在办的转派；全部成功或全部不动。Returns how many."""
    ids = sorted(set(task_ids))
    for task_id in ids:
        waits = task_for(by.scope, task_id, lock=True).state in TASK_FLOW.steps["assign"].leaves
        give = assign if waits else reassign
        give(task_id=task_id, unit_id=unit_id, account_id=account_id, note=note, by=by)
    return len(ids)
