"""The main job over the sample city, as a clerk would do it: lists in, ledger and tasks out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date
from time import monotonic

from niangjia.kernel.audit.sealing import seal
from niangjia.kernel.imports.api import import_now
from niangjia.kernel.jobs.api import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.actions.task_lists import create_tasks
from niangjia.matching.intake import code_of
from niangjia.matching.models import GapRun, LedgerRow, Link, Task
from niangjia.matching.queries.gaps import latest_runs
from niangjia.sample.city import CityFiles, ListFile

TASK_RULES = ("party50", "over25")
Bars = Callable[[str], AbstractContextManager[Progress]]


@dataclass
class Summary:
    """What the main job did, for the screen and for ``demo --check``."""

    lists: int = 0
    rows: int = 0
    links: int = 0
    ledger: int = 0
    gaps: dict[str, int] = field(default_factory=dict)
    pending: int = 0
    tasks: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def take_in(file: ListFile, unit: Unit, by: Actor, bars: Bars) -> int:
    """One department's file through upload, mapping, check and writing. Returns rows read."""
    with bars(file.path.name) as progress:
        run = import_now(
            file.path, intake=code_of(file.source), unit=unit, as_of=file.as_of, extent=file.extent,
            by=by, progress=progress,
        )  # fmt: skip
    return int(run.counts["read"])


def compare(unit: Unit, day: date, by: Actor, bars: Bars) -> list[GapRun]:
    """Linkage, ledger, all gap rules and the tasks of new registrations, as of a day."""
    with bars(f"比对与台账 {day}") as progress:
        run_linkage(unit=unit, as_of=day, by=by, progress=progress)
    return latest_runs(by.scope)


def main_job(city: CityFiles, unit: Unit, by: Actor, bars: Bars) -> Summary:
    """The lists of each day in turn, then today's new registrations, then the task list.

    Every step is idempotent: after an interruption the same call goes on.
    """
    started, done, runs = monotonic(), Summary(), []
    for day in city.days:
        for file in city.of_day(day):
            done.rows += take_in(file, unit, by, bars)
            done.lists += 1
        runs = compare(unit, day, by, bars)
    done.rows += take_in(city.increment, unit, by, bars)
    done.lists += 1
    runs = compare(unit, city.increment.as_of, by, bars)
    for run in runs:
        if run.rule.code in TASK_RULES:
            with bars(f"任务清单 {run.rule.title}") as progress:
                create_tasks(run_id=run.pk, by=by, progress=progress)
    seal()
    _count(done, runs)
    done.seconds = round(monotonic() - started, 1)
    return done


def _count(done: Summary, runs: list[GapRun]) -> None:
    why = "主任务的合计"
    done.links = Link.objects.unscoped(reason=why).filter(zone="auto").count()
    done.ledger = LedgerRow.objects.unscoped(reason=why).filter(valid_to=None).count()
    done.tasks = Task.objects.unscoped(reason=why).count()
    done.gaps = {run.rule.code: run.hits for run in runs}
    done.pending = next(run.pending for run in runs if run.rule.code == "party50")
