"""Telling people, settling what was done, handing items over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import NoSuchItem, colleagues, item_for
from niangjia.kernel.scope.actor import Actor

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
) -> None:
    """Put one item into the inbox; told again while open, title and due date are renewed."""
    notice = Notice(
        unit_id, kind, title, url, subject, role, account_id, due_on, due_provisional, copy
    )
    tell_all([notice], by=by)


@transaction.atomic
def tell_all(notices: Iterable[Notice], *, by: Actor) -> None:
    """Many items at once: open ones of the same subject, kind and addressee are renewed."""
    items = [
        TodoItem(
            unit_id=n.unit_id, role=n.role, account_id=n.account_id, kind=n.kind,
            title=n.title[:200], url=n.url, subject=n.subject, due_on=n.due_on,
            due_provisional=n.due_provisional, copy=n.copy, created_by=by.name,
        )
        for n in notices
    ]  # fmt: skip
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


def _address(item: TodoItem) -> tuple[str, str, int | None, int, str, bool]:
    return item.subject, item.kind, item.account_id, item.unit_id, item.role, item.copy


def _renew(old: TodoItem, new: TodoItem) -> TodoItem:
    old.title, old.url = new.title, new.url
    old.due_on, old.due_provisional = new.due_on, new.due_provisional
    return old


def settle(*, subject: str, by: Actor, kind: str = "") -> int:
    """The matter is done: its open items become 已办. Returns how many."""
    return settle_all(subjects=[subject], by=by, kind=kind)


def settle_all(*, subjects: Iterable[str], by: Actor, kind: str = "") -> int:
    """``settle`` for many subjects in one statement."""
    found = TodoItem.objects.unscoped(reason="事项办结，所有人的待办一并办结").filter(
        subject__in=list(subjects), state=TodoState.OPEN, copy=False
    )
    if kind:
        found = found.filter(kind=kind)
    return found.update(state=TodoState.DONE, done_at=timezone.now(), done_by=by.name)


@transaction.atomic
def hand_over(*, item_id: int, account_id: int, by: Actor) -> TodoItem:
    """转办: the item goes to a colleague of the same unit and role; the matter follows."""
    item = item_for(by, item_id, lock=True)
    if item.state != TodoState.OPEN or item.copy:
        raise NoSuchItem(item_id)
    if account_id not in dict(colleagues(by, timezone.localdate())):
        raise ValueError("只能转办给本单位同岗位的同事")
    item.account_id, item.handed_by = account_id, by.name
    item.save(update_fields=["account", "handed_by"])
    record("notifications.hand_over", on=item, by=by, to=account_id, subject=item.subject)
    if listener := _hand_over.get(item.kind):
        listener(item, account_id, by)
    return item


@transaction.atomic
def mark_read(*, item_id: int, by: Actor) -> TodoItem:
    """已阅: only for items sent for information."""
    item = item_for(by, item_id, lock=True)
    if not item.copy:
        raise NoSuchItem(item_id)
    if item.state == TodoState.OPEN:
        item.state, item.done_at, item.done_by = TodoState.DONE, timezone.now(), by.name
        item.save(update_fields=["state", "done_at", "done_by"])
    return item
