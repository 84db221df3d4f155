"""Telling people, settling what was done, handing items over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.gate import heed
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import (
    NoSuchItem,
    colleagues,
    item_for,
    items_of,
    not_to_take_back,
    past_item,
)
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed

BATCH = 1_000
HandOver = Callable[[TodoItem, int, Actor], None]
_hand_over: dict[str, HandOver] = {}


@dataclass(frozen=True, slots=True)
class Notice:
    """One item to be written: to ``account_id``, or to the holders of ``role`` at the unit."""

    unit_id: int
    kind: str
    title: str
    url: str
    subject: str
    role: str = ""
    account_id: int | None = None
    due_on: date | None = None
    due_provisional: bool = False
    copy: bool = False
    matter: str = ""


def on_hand_over(kind: str, listener: HandOver) -> None:
    """``listener(item, account_id, by)`` moves the matter itself when an item is handed over."""
    _hand_over[kind] = listener


def tell(
    *,
    unit_id: int,
    kind: str,
    title: str,
    url: str,
    subject: str,
    by: Actor,
    role: str = "",
    account_id: int | None = None,
    due_on: date | None = None,
    due_provisional: bool = False,
    copy: bool = False,
    matter: str = "",
) -> None:
    """Put one item into the inbox; told again while open, title and due date are renewed."""
    notice = Notice(
        unit_id, kind, title, url, subject, role, account_id, due_on, due_provisional, copy, matter
    )
    tell_all([notice], by=by)


@transaction.atomic
def tell_all(notices: Iterable[Notice], *, by: Actor) -> None:
    """Many items at once: open ones of the same subject, kind and addressee are renewed."""
    items = [_item(notice, by) for notice in notices]
    subjects = {item.subject for item in items}
    known = {
        _address(item): item
        for item in TodoItem.objects.unscoped(reason="同一对象的待办只保留一条")
        .filter(subject__in=subjects, state=TodoState.OPEN)
        .select_for_update()
    }
    TodoItem.objects.bulk_create([i for i in items if _address(i) not in known], batch_size=BATCH)
    renewed = [_renew(known[_address(i)], i) for i in items if _address(i) in known]
    TodoItem.objects.unscoped(reason="更新同一待办的标题与期限").bulk_update(
        renewed, ["title", "url", "due_on", "due_provisional"], batch_size=BATCH
    )


def _item(n: Notice, by: Actor) -> TodoItem:
    return TodoItem(
        unit_id=n.unit_id, role=n.role, account_id=n.account_id, kind=n.kind,
        title=n.title[:200], url=n.url, subject=n.subject, due_on=n.due_on,
        matter=n.matter or n.subject,
        due_provisional=n.due_provisional, copy=n.copy, created_by=by.name,
    )  # fmt: skip


def _address(item: TodoItem) -> tuple[str, str, int | None, int, str, bool]:
    return item.subject, item.kind, item.account_id, item.unit_id, item.role, item.copy


def _renew(old: TodoItem, new: TodoItem) -> TodoItem:
    old.title, old.url = new.title, new.url
    old.due_on, old.due_provisional = new.due_on, new.due_provisional
    return old


def settle(*, subject: str, by: Actor, kind: str = "", outcome: str = "", reason: str = "") -> int:
    """The step is done: the subject's open items become 已办. Returns how many."""
    return settle_all(subjects=[subject], by=by, kind=kind, outcome=outcome, reason=reason)


@transaction.atomic
def settle_all(
    *, subjects: Iterable[str], by: Actor, kind: str = "", outcome: str = "", reason: str = ""
) -> int:
    """``settle`` for many subjects. ``outcome``: what was done; ``reason``: why, as the person gave it.

    ``NotAllowed`` where a countersignature that must be answered is open, or an objection stands
    and no reason was given: the whole deed is refused.
    """
    found = TodoItem.objects.unscoped(reason="事项办结，所有人的待办一并办结").filter(
        subject__in=list(subjects), state=TodoState.OPEN, copy=False
    )
    found = found.filter(kind=kind) if kind else found
    heed(found, by=by, outcome=outcome, reason=reason)
    return _settle(found, by, outcome)


@transaction.atomic
def pass_on(
    *,
    subject: str,
    kind: str,
    notices: Iterable[Notice],
    by: Actor,
    outcome: str = "",
    reason: str = "",
) -> int:
    """A step was taken: whoever waits now has an item, the others' are settled. Returns how many."""
    waiting = list(notices)
    keep = {(n.account_id, n.unit_id, n.role) for n in waiting if not n.copy}
    open_ones = TodoItem.objects.unscoped(reason="办完一步，轮到下一步的人").filter(
        subject=subject, kind=kind, state=TodoState.OPEN, copy=False
    )
    over = open_ones.filter(
        pk__in=[i.pk for i in open_ones if (i.account_id, i.unit_id, i.role) not in keep]
    )
    # a step, not a mere change: also where the next one is taken at the same desk
    heed(open_ones if outcome else over, by=by, outcome=outcome, reason=reason)
    settled = _settle(over, by, outcome)
    if waiting:
        tell_all(waiting, by=by)
    return settled


def _settle(found: QuerySet[TodoItem], by: Actor, outcome: str) -> int:
    return found.update(
        state=TodoState.DONE, done_at=timezone.now(), done_by=by.name, outcome=outcome[:60]
    )


@transaction.atomic
def hand_over(*, item_id: int, account_id: int, by: Actor) -> TodoItem:
    """转办: the item goes to a colleague of the same unit and role; the matter follows."""
    item = item_for(by, item_id, lock=True)
    if item.state != TodoState.OPEN or item.copy:
        raise NoSuchItem(item_id)
    if account_id not in dict(colleagues(by, timezone.localdate())):
        raise ValueError("只能转办给本单位同岗位的同事")
    item.account_id, item.handed_by, item.handed_from_id = account_id, by.name, by.desk_of
    item.save(update_fields=["account", "handed_by", "handed_from"])
    record("notifications.hand_over", on=item, by=by, to=account_id, subject=item.subject)
    if listener := _hand_over.get(item.kind):
        listener(item, account_id, by)
    return item


@transaction.atomic
def take_back(*, item_id: int, by: Actor) -> TodoItem:
    """收回转办: while the colleague has not acted, item and matter come back."""
    item = past_item(by, item_id, lock=True)
    if problem := not_to_take_back(by, item):
        raise NotAllowed(problem)
    holder, own = str(item.account), by.desk_of
    item.account_id = None if item.role else own
    item.save(update_fields=["account"])
    if (listener := _hand_over.get(item.kind)) and own is not None:
        listener(item, own, by)  # finds in ``handed_from`` that it comes back
    item.handed_by, item.handed_from = "", None
    item.save(update_fields=["handed_by", "handed_from"])
    record("notifications.take_back", on=item, by=by, subject=item.subject, was=holder)
    return item


@transaction.atomic
def note_step(notice: Notice, *, by: Actor, outcome: str) -> None:
    """What somebody sent on out of no item of their own: it stands under 已办 from now on."""
    if by.desk_of is None or by.unit_id is None:
        return
    own = replace(
        notice, unit_id=by.unit_id, account_id=by.desk_of, role="", due_on=None,
        due_provisional=False,
    )  # fmt: skip
    item = _item(own, by)
    item.state, item.outcome = TodoState.DONE, outcome[:60]
    item.done_at, item.done_by = timezone.now(), by.name
    item.save()


@transaction.atomic
def mark_read(*, item_ids: Iterable[int], by: Actor) -> int:
    """已阅: only for items sent for information. Returns how many were unread."""
    mine = items_of(by).filter(pk__in=list(item_ids), copy=True, state=TodoState.OPEN)
    return mine.update(state=TodoState.DONE, done_at=timezone.now(), done_by=by.name)
