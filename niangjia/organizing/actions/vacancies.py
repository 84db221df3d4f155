"""A union without a chair: the superior is told until when another is elected (B.4)."""

from django.urls import reverse

from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.models import Union
from niangjia.organizing.queries.union_guide import vacancy_of

TODO = "主席补选"


def subject_of(union: Union) -> str:
    return f"organizing.vacancy:{union.pk}"


def open_vacancy(union: Union, *, by: Actor) -> None:
    """The chair left office: the clock of the by-election stands in the superior's inbox."""
    vacancy = vacancy_of(union)
    if vacancy is None:
        return
    tell(
        unit_id=union.unit.parent_id or union.unit_id, kind=TODO, role=Role.ORGANISER,
        title=f"{union.unit.short_name}：主席自 {vacancy.since:%Y-%m-%d} 起缺额，督促补选",
        url=reverse("organizing:union_guide", args=[union.pk]), subject=subject_of(union), by=by,
        due_on=vacancy.due,
    )  # fmt: skip


def fill_vacancy(union: Union, *, by: Actor, outcome: str) -> None:
    """Somebody chairs again, or a new term began."""
    settle(subject=subject_of(union), by=by, outcome=outcome)
