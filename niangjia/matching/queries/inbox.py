"""Where the matters of matching's inbox items lie, and whose desk doubtful pairs wait at."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Substr

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.accounts.queries import today_held
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.kinds import lies_at
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.matching.enums import Zone
from niangjia.matching.models import Link, Task
from niangjia.matching.rules.tasks import COUNTY_LENGTH

WHY = "各比对专员的待办，由系统统一更新"


path_of_task = lies_at(Task, "unit__path")
"""The unit that works the task: everybody at or above it sees it."""


def _doubtful() -> ScopedQuerySet[Link]:
    rows = Link.objects.unscoped(reason=WHY)
    return rows.filter(zone=Zone.REVIEW, entry__valid_to__isnull=True)


def _clerks() -> dict[str, tuple[int, str]]:
    """Path → (unit, name) of every unit with a clerk today."""
    posts = Post.objects.unscoped(reason=WHY).filter(
        today_held(), role=Role.CLERK, account__is_active=True
    )
    rows = posts.values_list("unit__path", "unit_id", "unit__short_name", "unit__name").distinct()
    return {path: (unit, short or name) for path, unit, short, name in rows}


def _desk(path: str, desks: Iterable[str]) -> str:
    """The nearest unit with a clerk at or above the county; empty if there is none."""
    above = [own for own in desks if path[:COUNTY_LENGTH].startswith(own)]
    return max(above, key=len, default="")


def waiting_desks() -> dict[int, str]:
    """Unit → its name, for every clerk's desk at which a doubtful pair waits; two queries."""
    county = Substr("enterprise__unit__path", 1, COUNTY_LENGTH)
    paths = _doubtful().order_by().annotate(county=county).values_list("county", flat=True)
    desks = _clerks()
    found = {_desk(path, desks) for path in paths.distinct()} - {""}
    return dict(desks[path] for path in found)


def _told(kind: str) -> QuerySet[TodoItem]:
    return TodoItem.objects.unscoped(reason=WHY).filter(kind=kind, state=TodoState.OPEN)


def told_desks(kind: str) -> set[int]:
    return set(_told(kind).values_list("unit_id", flat=True))


def waiting_at(link: Link, kind: str) -> tuple[bool, bool]:
    """Whether a pair waits at the desk of this one, and whether the desk has been told."""
    desks = _clerks()
    desk = _desk(link.enterprise.unit.path, desks)
    if not desk:
        return False, False
    below = [other for other in desks if other != desk and other.startswith(desk)]
    waiting = _doubtful().filter(enterprise__unit__path__startswith=desk)
    for other in below:
        waiting = waiting.exclude(enterprise__unit__path__startswith=other)
    return waiting.exists(), _told(kind).filter(unit_id=desks[desk][0]).exists()
