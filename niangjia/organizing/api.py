"""What other modules may call; everything else is the module's own business.

What fills a house on its first day (the sample city) enters by ``furnishing`` instead.
"""

from datetime import date
from typing import Any

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.organizing.actions.founding import EmployerFacts, Opening, open_case
from niangjia.organizing.actions.founding_news import FoundingNews, on_founding
from niangjia.organizing.enums.founding import FoundingOrigin
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import figures
from niangjia.organizing.queries.founding import case_of_origin
from niangjia.organizing.queries.unions import living, search, versions_on

__all__ = [
    "FoundingNews",
    "figure",
    "founding_of_task",
    "on_founding",
    "search_unions",
    "start_founding",
]


def start_founding(*, unit_id: int, task_ref: str, by: Actor, **firm: Any) -> int:
    """Open a founding case from a task of the list, with what is known of the firm; its number."""
    opening = Opening(
        unit_id=unit_id, employers=(EmployerFacts(**firm),), origin=FoundingOrigin.TASK,
        origin_ref=task_ref,
    )  # fmt: skip
    return open_case(opening=opening, by=by).pk


def founding_of_task(task_ref: str) -> tuple[int, str] | None:
    """The case that came from a task: its number and where it stands; None for none."""
    case = case_of_origin(FoundingOrigin.TASK, task_ref)
    return (case.pk, case.get_state_display()) if case else None


def figure(key: str, scope: Scope, path: str, *, day: date, since: date | None = None) -> int:
    """One figure of ``enums.figures`` for a day, by the definition in force there and then."""
    return figures.total(figures.question(key, scope, path, day=day, since=since))


def search_unions(actor: Actor, text: str, limit: int) -> list[tuple[int, str, str]]:
    """Number, name and a note (kind, superior) of living unions the actor may read."""
    if not actor.has(*READERS):
        return []
    rows = living(search(versions_on(actor.scope), text)).select_related("superior")
    return [
        (row.union_id, row.name, f"{row.get_kind_display()} · {row.superior or ''}")
        for row in rows.order_by("name", "pk")[:limit]
    ]
