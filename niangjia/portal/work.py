"""Figures of the task list and the home page of each role."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from niangjia.kernel.scope.actor import Scope
from niangjia.matching.enums import OPEN_STATES, TaskState
from niangjia.matching.models import Task


@dataclass(frozen=True, slots=True)
class Funnel:
    """Tasks by state, and how many of the open ones are past their due date."""

    states: list[tuple[TaskState, int]]
    overdue: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.states)

    @property
    def open(self) -> int:
        return sum(count for state, count in self.states if state in OPEN_STATES)


def funnel(scope: Scope, today: date) -> Funnel:
    """One query for the whole funnel."""
    late = Q(state__in=sorted(OPEN_STATES), due_on__lt=today)
    grouped = Task.objects.within(scope).order_by().values("state")
    rows = {
        row["state"]: row
        for row in grouped.annotate(tasks=Count("id"), late=Count("id", filter=late))
    }
    states = [(state, int(rows[state]["tasks"]) if state in rows else 0) for state in TaskState]
    return Funnel(states, sum(row["late"] for row in rows.values()))
