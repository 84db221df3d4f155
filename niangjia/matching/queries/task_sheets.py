"""Figures over the task list; each equals the list it opens."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from niangjia.kernel.scope.models import Scope
from niangjia.matching.enums import OPEN_STATES, TaskState
from niangjia.matching.models import Task, TaskStep
from niangjia.matching.queries.tasks import EVENTS, event_q, overdue_q
from niangjia.matching.rules.tasks import Week

COLUMNS = {event: label for event, (label, _) in EVENTS.items()} | {"overdue": "逾期"}
ELSEWHERE = "区县待核实"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One county's week; ``counts`` has a figure for each of ``COLUMNS``."""

    county_id: int | None
    county: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    week: Week
    rows: list[SheetRow]

    @property
    def total(self) -> dict[str, int]:
        return {event: sum(row.counts[event] for row in self.rows) for event in COLUMNS}


@dataclass(frozen=True, slots=True)
class TownTile:
    """Open and overdue tasks of a town or county, for the map; ``county`` names where it lies."""

    unit_id: int
    name: str
    county: str
    open: int
    overdue: int
    established: int


def weekly_sheet(scope: Scope, week: Week, today: date) -> Sheet:
    """Tasks newly listed, visited, willing, closed in the week and overdue at its end, by county.

    A task counts once in a column however often it was visited. Six queries.
    """
    rows: dict[tuple[int | None, str], dict[str, int]] = {}
    for event in COLUMNS:
        found = Task.objects.within(scope).filter(event_q(week, event, today))
        by_county = found.values_list("county_id", "county__short_name", "county__path")
        for county, name, path, n in by_county.annotate(n=Count("id")).order_by("county__path"):
            key = (county, f"{path or '~'}\n{name or ELSEWHERE}")
            rows.setdefault(key, dict.fromkeys(COLUMNS, 0))[event] = n
    ordered = sorted(rows.items(), key=lambda row: row[0][1])
    return Sheet(week, [SheetRow(c, label.split("\n")[1], n) for (c, label), n in ordered])


def funnel(scope: Scope, today: date) -> dict[str, int]:
    """Tasks by state, in the order of the states, and ``overdue`` among them."""
    found = Task.objects.within(scope)
    by_state = dict(found.values_list("state").annotate(n=Count("id")).order_by())
    counted: dict[str, int] = {state.value: by_state.get(state.value, 0) for state in TaskState}
    return counted | {"overdue": found.filter(overdue_q(today)).count()}


def tiles(scope: Scope, today: date, *, by: str = "town") -> list[TownTile]:
    """Figures by ``town`` or ``county``; tasks without one are left out of the map."""
    found = Task.objects.within(scope).filter(**{f"{by}__isnull": False})
    rows = found.values(
        f"{by}_id", f"{by}__short_name", f"{by}__path", "county__short_name"
    ).annotate(
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        overdue=Count("id", filter=overdue_q(today)),
        established=Count("id", filter=Q(state=TaskState.ESTABLISHED)),
    )
    ordered: Any = rows.order_by(f"{by}__path")
    return [
        TownTile(r[f"{by}_id"], r[f"{by}__short_name"], r["county__short_name"] or "", r["open"],
                 r["overdue"], r["established"])
        for r in ordered
    ]  # fmt: skip


def steps_by_day(scope: Scope, since: date) -> list[tuple[date, int, int]]:
    """Per day since ``since``: tasks visited and unions established, for the trend."""
    found = TaskStep.objects.within(scope).filter(at__date__gte=since, undone_by__isnull=True)
    rows = found.values_list("at__date").annotate(
        visited=Count("task", filter=Q(name__in=EVENTS["visited"][1]), distinct=True),
        established=Count("task", filter=Q(name="establish"), distinct=True),
    )
    return [(day, visited, made) for day, visited, made in rows.order_by("at__date")]
