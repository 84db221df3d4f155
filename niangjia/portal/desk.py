"""The home page: what waits for this person, and where this role's work stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.queries import counts, lit, open_items
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role
from niangjia.matching.enums import Source
from niangjia.matching.models import Batch
from niangjia.portal.work import Funnel, funnel

ITEMS = 8
OFFICE = (Role.CLERK, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Intake:
    """A source and the day of its newest list; ``None``: nothing taken in yet."""

    source: Source
    as_of: date | None


def newest_lists(scope: Scope) -> list[Intake]:
    """For each of the six sources the day of its newest list."""
    batches = Batch.objects.within(scope).order_by("source", "-as_of").distinct("source")
    days = dict(batches.values_list("source", "as_of"))
    return [Intake(source, days.get(source)) for source in Source]


def task_funnel(actor: Actor, today: date) -> Funnel | None:
    """The funnel of the actor's subtree; none for those who do not see tasks."""
    return funnel(actor.scope, today) if actor.has(*OFFICE, Role.ORGANISER) else None


def desk(actor: Actor, today: date) -> dict[str, Any]:
    """Everything the home page shows, for any role."""
    days = current_calendar()
    items = lit(list(open_items(actor)[:ITEMS]), today, days) if actor.account_id else []
    return {
        "today": today,
        "inbox": counts(actor, today, days) if actor.account_id else None,
        "items": items,
        "funnel": task_funnel(actor, today),
        "lists": newest_lists(actor.scope) if actor.has(Role.CLERK) else [],
        "office": actor.has(*OFFICE),
        "organiser": actor.has(Role.ORGANISER),
        "chair": actor.has(Role.CHAIR),
        "counter": actor.has(Role.WINDOW, Role.REGISTRAR),
        "liaison": actor.has(Role.LIAISON),
        "administrator": actor.has(*THREE_ADMINISTRATORS),
    }
