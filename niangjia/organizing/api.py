"""What other modules may call; everything else is the module's own business."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import bulk, furnish
from niangjia.organizing.actions import furnish_joining as joining
from niangjia.organizing.actions.bulk import EmployerRow, UnionRow
from niangjia.organizing.actions.campaigns import set_targets, start_campaign
from niangjia.organizing.actions.founding import EmployerFacts, Opening, open_case
from niangjia.organizing.actions.founding_news import FoundingNews, on_founding
from niangjia.organizing.actions.furnish import FurnishedUnion
from niangjia.organizing.actions.furnish_joining import Applicant, JoiningDesk
from niangjia.organizing.enums.founding import FoundingOrigin
from niangjia.organizing.models import Union
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import campaigns, figures
from niangjia.organizing.queries.founding import case_of_origin
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.unions import living, search, versions_on

__all__ = [
    "Applicant",
    "EmployerRow",
    "FoundingNews",
    "FurnishedUnion",
    "JoiningDesk",
    "UnionRow",
    "figure",
    "first_basic_union",
    "founding_of_task",
    "furnish_joining",
    "furnish_unions",
    "on_founding",
    "parameters_for",
    "plant_register",
    "registered_codes",
    "run_campaign",
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


def plant_register(rows: Sequence[UnionRow], *, by: Actor) -> list[int]:
    """Register many new unions; their numbers in the order of the rows."""
    return [union.pk for union in bulk.founded(rows=rows, by=by)]


def furnish_unions(rows: Sequence[FurnishedUnion], *, by: Actor) -> int:
    """Terms, chairs, certificates and signs of many unions; returns terms written."""
    return furnish.furnish_unions(rows=rows, by=by)


def furnish_joining(desk: JoiningDesk, *, by: Actor) -> bool:
    """Homes, codes, ceremonies and applications of a first day; False when they are there."""
    return joining.furnish_joining(desk=desk, by=by)


def registered_codes() -> set[str]:
    """The codes of all unions registered so far."""
    rows = Union.objects.unscoped(reason="批量登记前查已有的代码").exclude(uscc="")
    return set(rows.values_list("uscc", flat=True))


def figure(key: str, scope: Scope, path: str, *, day: date, since: date | None = None) -> int:
    """One figure of ``enums.figures`` for a day, by the definition in force there and then."""
    return figures.total(figures.question(key, scope, path, day=day, since=since))


def run_campaign(
    *, name: str, starts_on: date, ends_on: date, targets: Mapping[tuple[int, str], int], by: Actor
) -> None:
    """A campaign of the actor's unit with targets by (place, figure); once for each name."""
    if any(row.name == name for row in campaigns.campaigns(by)):
        return
    made = start_campaign(name=name, starts_on=starts_on, ends_on=ends_on, by=by)
    set_targets(campaign_id=made.pk, numbers=targets, by=by)


def first_basic_union(scope: Scope) -> Unit | None:
    """The unit of the first basic union of one employer in scope, in the order of the tree."""
    rows = Union.objects.within(scope).filter(unit__kind=UnitKind.BASIC).select_related("unit")
    found = rows.order_by("unit__path").first()
    return found.unit if found else None


def search_unions(actor: Actor, text: str, limit: int) -> list[tuple[int, str, str]]:
    """Number, name and a note (kind, superior) of living unions the actor may read."""
    if not actor.has(*READERS):
        return []
    rows = living(search(versions_on(actor.scope), text)).select_related("superior")
    return [
        (row.union_id, row.name, f"{row.get_kind_display()} · {row.superior or ''}")
        for row in rows.order_by("name", "pk")[:limit]
    ]
