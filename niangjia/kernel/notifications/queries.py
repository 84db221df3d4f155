"""Reads of the inbox."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Calendar, Light
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import ScopedQuerySet, Unit
from niangjia.kernel.scope.scoped import Absent

WARN_WORKING_DAYS = 3


class NoSuchItem(Absent):
    """Absent, or somebody else's: the two look the same on purpose."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with its traffic light of the day; ``None`` without a due date."""

    item: TodoItem
    light: Light | None


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """Figures over the tabs; each equals the length of the list behind it."""

    todo: int
    red: int
    yellow: int
    copies: int
    done: int

    @property
    def green(self) -> int:
        return self.todo - self.red - self.yellow


def items_of(actor: Actor) -> ScopedQuerySet[TodoItem]:
    """What is addressed to the person (for a deputy: to the absent one), or to the post held."""
    mine = Q(account_id=actor.desk_of)
    post = Q(account__isnull=True, unit_id=actor.unit_id, role__in=actor.roles)
    return TodoItem.objects.within(actor.scope).filter(mine | post)


def open_items(actor: Actor) -> QuerySet[TodoItem]:
    """待办: earliest due date first, those without one last."""
    found = items_of(actor).filter(state=TodoState.OPEN, copy=False)
    return found.order_by("due_on", "id").select_related("unit")


def done_items(actor: Actor) -> QuerySet[TodoItem]:
    """已办: latest first."""
    found = items_of(actor).filter(state=TodoState.DONE, copy=False)
    return found.order_by("-done_at", "-id").select_related("unit")


def copies(actor: Actor) -> QuerySet[TodoItem]:
    """抄送: unread ones first."""
    found = items_of(actor).filter(copy=True)
    return found.order_by("-state", "-id").select_related("unit")


def open_count(actor: Actor) -> int:
    """How many items wait; for the shell."""
    if actor.account_id is None:
        return 0
    return items_of(actor).filter(state=TodoState.OPEN, copy=False).count()


def counts(actor: Actor, today: date, calendar: Calendar | None = None) -> InboxCounts:
    """All figures of the inbox, in one query beside the calendar's."""
    last_yellow = yellow_until(today, calendar or current_calendar())
    todo = Q(state=TodoState.OPEN, copy=False)
    figures: dict[str, Any] = items_of(actor).aggregate(
        todo=Count("id", filter=todo),
        red=Count("id", filter=todo & Q(due_on__lt=today)),
        yellow=Count("id", filter=todo & Q(due_on__gte=today, due_on__lte=last_yellow)),
        copies=Count("id", filter=Q(copy=True)),
        done=Count("id", filter=Q(state=TodoState.DONE, copy=False)),
    )
    return InboxCounts(**figures)


def yellow_until(today: date, calendar: Calendar) -> date:
    """The last due date that is yellow today: the day before the fourth working day ahead."""
    first_green = calendar.add_working_days(today, WARN_WORKING_DAYS + 1).due
    return date.fromordinal(first_green.toordinal() - 1)


def lit(items: list[TodoItem], today: date, calendar: Calendar | None = None) -> list[Shown]:
    """The items with their lights: one calendar for the whole list."""
    days = calendar or current_calendar()
    return [
        Shown(item, days.light(item.due_on, today, warn=WARN_WORKING_DAYS) if item.due_on else None)
        for item in items
    ]


def item_for(actor: Actor, item_id: int, *, lock: bool = False) -> TodoItem:
    """One of the actor's own items."""
    found = items_of(actor).filter(pk=item_id).select_related("unit")
    if lock:
        found = found.select_for_update(of=("self",))
    item = found.first()
    if item is None:
        raise NoSuchItem(item_id)
    return item


def colleagues(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Accounts that hold the actor's role at the actor's unit today, without the actor."""
    if actor.unit_id is None or actor.account_id is None:
        return []
    unit = Unit.objects.unscoped(reason="本岗位所在单位").get(pk=actor.unit_id)
    posts = unit.posts.unscoped(reason="同单位同岗位的同事").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        role__in=actor.roles, valid_from__lte=today, account__is_active=True,
        deputy_for__isnull=True,
    ).exclude(account_id=actor.desk_of or actor.account_id)  # fmt: skip
    return list(posts.order_by("account__name").values_list("account_id", "account__name"))
