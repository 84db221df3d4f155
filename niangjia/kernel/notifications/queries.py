"""Reads of the inbox."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Calendar, Light
from niangjia.kernel.notifications.enums import SignState, TodoState
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import ScopedQuerySet, Unit
from niangjia.kernel.scope.queries import held_on
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
    """Figures of what waits; each equals the length of the list behind it."""

    todo: int
    red: int
    yellow: int
    copies: int

    @property
    def green(self) -> int:
        return self.todo - self.red - self.yellow


def items_of(actor: Actor) -> ScopedQuerySet[TodoItem]:
    """What is addressed to the person (for a deputy: to the absent one), or to the post held."""
    mine, post = _desk(actor)
    return TodoItem.objects.within(actor.scope).filter(mine | post)


def _desk(actor: Actor) -> tuple[Q, Q]:
    mine = Q(account_id=actor.desk_of)
    return mine, Q(account__isnull=True, unit_id=actor.unit_id, role__in=actor.roles)


def holds(actor: Actor, item: TodoItem) -> bool:
    """Whether the item lies on the actor's desk."""
    if item.account_id is not None:
        return item.account_id == actor.desk_of
    return item.unit_id == actor.unit_id and item.role in actor.roles


def open_items(actor: Actor) -> QuerySet[TodoItem]:
    """待办: earliest due date first, those without one last."""
    found = items_of(actor).filter(state=TodoState.OPEN, copy=False)
    return found.order_by("due_on", "id").select_related("unit")


def done_items(actor: Actor) -> QuerySet[TodoItem]:
    """已办: matters I had a step in that still run; each once, the latest first."""
    return _once(actor).filter(running=True).order_by("-done_at", "-id")


def ended_items(actor: Actor) -> QuerySet[TodoItem]:
    """办结: matters I had a step in that have come to their end, with ``ending`` and ``ended_at``."""
    return _once(actor).filter(running=False).order_by("-done_at", "-id")


def _took_part(actor: Actor) -> Q:
    """Items settled at the own desk, and those handed over to a colleague."""
    mine, post = _desk(actor)
    return Q(handed_from_id=actor.desk_of) | (Q(state=TodoState.DONE) & (mine | post))


def _once(actor: Actor) -> QuerySet[Any]:
    """The newest of the own settled items of each matter, and whether the matter runs."""
    siblings = TodoItem.objects.unscoped(reason="同一事项是否还在办").filter(
        matter=OuterRef("matter"), copy=False
    )
    last = siblings.filter(state=TodoState.DONE).order_by("-done_at", "-id")
    later = siblings.filter(_took_part(actor), actor.scope.q("unit__path"), pk__gt=OuterRef("pk"))
    found = TodoItem.objects.within(actor.scope).filter(_took_part(actor), copy=False)
    return found.select_related("unit", "account").annotate(
        running=Exists(siblings.filter(state=TodoState.OPEN)),
        ending=Subquery(last.values("outcome")[:1]),
        ended_at=Subquery(last.values("done_at")[:1]),
        ended_by=Subquery(last.values("done_by")[:1]),
    ).filter(~Exists(later))  # fmt: skip


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
    """Figures of what waits, in one query beside the calendar's."""
    last_yellow = yellow_until(today, calendar or current_calendar())
    todo = Q(state=TodoState.OPEN, copy=False)
    figures: dict[str, Any] = items_of(actor).aggregate(
        todo=Count("id", filter=todo),
        red=Count("id", filter=todo & Q(due_on__lt=today)),
        yellow=Count("id", filter=todo & Q(due_on__gte=today, due_on__lte=last_yellow)),
        copies=Count("id", filter=Q(copy=True)),
    )
    return InboxCounts(**figures)


def past_counts(actor: Actor) -> dict[str, int]:
    """How many matters stand under 已办 and 办结; one query."""
    return _once(actor).aggregate(
        done=Count("id", filter=Q(running=True)), ended=Count("id", filter=Q(running=False))
    )


def yellow_until(today: date, calendar: Calendar) -> date:
    """The last due date that is yellow today: the day before the fourth working day ahead."""
    first_green = calendar.add_working_days(today, WARN_WORKING_DAYS + 1).due
    return date.fromordinal(first_green.toordinal() - 1)


def with_light(items: QuerySet[TodoItem], light: str, today: date) -> QuerySet[TodoItem]:
    """Those of one light today; an item without a due date is green."""
    until = yellow_until(today, current_calendar())
    conditions = {
        Light.RED: Q(due_on__lt=today),
        Light.YELLOW: Q(due_on__gte=today, due_on__lte=until),
        Light.GREEN: Q(due_on__gt=until) | Q(due_on__isnull=True),
    }
    return items.filter(conditions[Light(light)])


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


def signs_of(actor: Actor, subject: str, part: int | None = None) -> list[Countersign]:
    """The countersignatures of a matter: all for whoever reaches the asker's desk, else the own."""
    rows = Countersign.objects.unscoped(reason="请求单位一线的人，和会签人本人").filter(
        actor.scope.q("unit__path") | Q(account_id=actor.desk_of), subject=subject
    )
    if part is not None:
        rows = rows.filter(part=part)
    return list(rows.select_related("item", "unit", "of_unit"))


def sign_for(actor: Actor, sign_id: int) -> Countersign:
    """One question: for the asker's side, and for whoever is asked."""
    rows = Countersign.objects.unscoped(reason="请求单位一线的人，和会签人本人").filter(
        actor.scope.q("unit__path")
        | (Q(account_id=actor.desk_of) & actor.scope.q("of_unit__path")),
        pk=sign_id,
    )
    sign = rows.select_related("item__unit", "unit", "of_unit").first()
    if sign is None:
        raise NoSuchItem(sign_id)
    return sign


def may_answer(actor: Actor, sign: Countersign) -> bool:
    waits = sign.state == SignState.OPEN and sign.account_id == actor.desk_of
    return waits and actor.scope.covers(sign.of_unit.path)


def may_manage(actor: Actor, sign: Countersign) -> bool:
    """Recall, or say why an objection is not followed: the asker and whoever holds the item now."""
    return sign.decided_at is None and (
        sign.asked_account_id == actor.desk_of or holds(actor, sign.item)
    )


def awaits_reason(actor: Actor, sign: Countersign) -> bool:
    """Whether an objection stands that this actor may decide against, giving a reason."""
    return sign.state == SignState.OBJECTED and not sign.aside and may_manage(actor, sign)


def own_item(actor: Actor, subject: str) -> TodoItem | None:
    """The open item of a matter on the actor's desk."""
    return items_of(actor).filter(subject=subject, state=TodoState.OPEN, copy=False).first()


def asked_counts(item_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Item → (answered, asked) of its countersignatures; one query for a page."""
    rows = Countersign.objects.unscoped(reason="本页待办的会签进度").filter(
        item__in=item_ids, decided_at__isnull=True
    )
    found = rows.exclude(state=SignState.RECALLED).order_by().values("item").annotate(
        asked=Count("id"), waiting=Count("id", filter=Q(state=SignState.OPEN))
    )  # fmt: skip
    return {row["item"]: (row["asked"] - row["waiting"], row["asked"]) for row in found}


def past_item(actor: Actor, item_id: int, *, lock: bool = False) -> TodoItem:
    """An item one had a step in: settled at the own desk, or handed over."""
    found = TodoItem.objects.within(actor.scope).filter(_took_part(actor), pk=item_id, copy=False)
    found = found.select_for_update(of=("self",)) if lock else found
    item = found.select_related("unit", "account").first()
    if item is None:
        raise NoSuchItem(item_id)
    return item


def not_to_take_back(actor: Actor, item: TodoItem) -> str:
    """Why a handed-over item cannot come back; empty if it can."""
    if item.handed_from_id is None or item.handed_from_id != actor.desk_of:
        return "这件事不是您转办的"
    return "" if item.state == TodoState.OPEN else f"{item.done_by}已经办理，不能收回"


def colleagues(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Accounts that hold the actor's role at the actor's unit today, without the actor."""
    if actor.unit_id is None or actor.account_id is None:
        return []
    unit = Unit.objects.unscoped(reason="本岗位所在单位").get(pk=actor.unit_id)
    posts = (
        unit.posts.unscoped(reason="同单位同岗位的同事")
        .filter(
            held_on(today), role__in=actor.roles, account__is_active=True, deputy_for__isnull=True
        )
        .exclude(account_id=actor.desk_of or actor.account_id)
    )
    return list(posts.order_by("account__name").values_list("account_id", "account__name"))
