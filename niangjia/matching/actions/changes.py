"""Changes of links as whole deeds: settle, separate, merge, and undo at any later time (MA6)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent, record
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import ledger
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.link_run import earliest_day, hold_ledger
from niangjia.matching.actions.moves import (
    CHANGE,
    FIRM,
    LINK,
    NEW,
    TASK,
    UNDONE,
    Mover,
    absorb,
    merged_by_hand,
    siblings,
    stand_alone,
    state_of,
)
from niangjia.matching.enums import ChangeKind, Stage, Zone
from niangjia.matching.models import Answer, Enterprise, Entry, LedgerRow, Link, LinkChange, Task
from niangjia.matching.queries.changes import NoSuchChange, active_change, link_for
from niangjia.matching.queries.ledger import enterprise_for
from niangjia.matching.queries.rulebook import rule_book
from niangjia.matching.rules.zones import OWN, RIVAL


def rebuild(enterprises: Iterable[int], day: date) -> None:
    """Derive the rows of some firms anew, dated ``day`` or the ledger's last day if later."""
    day = max(earliest_day() or day, day)
    ledger.touch(sorted(enterprises))
    rebuilder = ledger.Rebuilder(rule_book(day), Silent())
    rebuilder.stage()
    rebuilder.write(day=day, run_id=None)


def finish(
    mover: Mover, kind: ChangeKind, *, enterprise: Enterprise, link: Link | None, day: date | None,
    undoes: LinkChange | None = None,
) -> LinkChange:  # fmt: skip
    """Derive the ledger anew and write the change with all its moves."""
    rebuild(mover.touched, day or timezone.localdate())
    rows = LedgerRow.objects.unscoped(reason="记下当时最后的台账行")
    change = LinkChange.objects.create(
        kind=kind, enterprise=enterprise, link=link, firms=sorted(mover.touched),
        moves=[move.stored() for move in mover.moves], reason=mover.reason[:200],
        made_at=mover.now, made_by=mover.by.name, undoes=undoes, left_alone=mover.left_alone,
        last_row=rows.aggregate(last=Max("pk"))["last"] or 0,
    )  # fmt: skip
    event = record(
        f"matching.{kind}", on=change, by=mover.by, unit_path=enterprise.unit.path,
        link=link.pk if link else None, enterprise=enterprise.pk, reason=mover.reason,
    )  # fmt: skip
    newest = AuditEvent.objects.aggregate(last=Max("pk"))["last"]
    change.last_event = max(event.pk, newest or 0)
    change.save(update_fields=["last_event"])
    return change


def settle(mover: Mover, link: Link, *, same: bool) -> None:
    """Yes refuses the entry's other candidates; a last no makes it a firm of its own."""
    others = siblings(link)
    if same:
        for other in others:
            if other.zone != Zone.REJECTED:
                mover.mark(other, Zone.REJECTED, RIVAL)
        mover.mark(link, Zone.AUTO, mover.reason)
        mover.revive(link.enterprise)
        absorb(mover, link.enterprise_id)
        return
    mover.mark(link, Zone.REJECTED, mover.reason)
    if all(other.zone == Zone.REJECTED for other in others):
        stand_alone(mover, link.entry)


def _row(link: Link) -> dict[str, Any]:
    entry = link.entry
    return {
        "entry__source": entry.source,
        "entry__row_key": entry.row_key,
        "entry__part": entry.part,
    }


def _later(pk: int) -> list[Link]:
    """The link and what became of it in later versions of its row."""
    links = Link.objects.unscoped(reason="撤销时找同一行的后续版本")
    first = links.select_related("entry").get(pk=pk)
    found = links.filter(
        enterprise=first.enterprise_id, entry_id__gte=first.entry_id, **_row(first)
    )
    return list(found.select_related("entry", "enterprise").order_by("entry_id").select_for_update(of=("self",)))  # fmt: skip


def _link_back(mover: Mover, move: dict[str, Any], *, reopen: bool) -> None:
    before = move["before"]
    for link in _later(move["id"]):
        if link.zone != move["after"]["zone"]:
            mover.left_alone.append(f"“{link.entry.name or link.entry.organisation}”与“{link.enterprise.name}”后来另有判断")  # fmt: skip
        elif before == NEW:
            mover.mark(link, Zone.REJECTED, UNDONE)
        elif reopen and before["zone"] == Zone.REVIEW:
            _withdraw(mover, link)
            mover.restate(link, before | {"stage": str(Stage.OPEN), "changed": False})
        else:
            mover.restate(link, before)


def _withdraw(mover: Mover, link: Link) -> None:
    answers = Answer.objects.unscoped(reason="对应撤销，判断一并收回，记录保留")
    answers.filter(link=link, withdrawn_at__isnull=True).update(withdrawn_at=mover.now)


def _other_back(mover: Mover, move: dict[str, Any]) -> None:
    if move["what"] == TASK:
        task = Task.objects.unscoped(reason="任务随企业移回").select_for_update().get(pk=move["id"])
        if task.enterprise_id != move["after"]:
            mover.left_alone.append(f"任务“{task.name}”后来已转到别的企业")
        else:
            mover.move_task(task, move["before"])
    elif move["what"] == FIRM:
        firms = Enterprise.objects.unscoped(reason="并入的企业可能在别的区县")
        mover.absorb_mark(firms.get(pk=move["id"]), move["before"])
    elif move["what"] == CHANGE:
        earlier = LinkChange.objects.unscoped(reason="被取代的变更").get(pk=move["id"])
        mover.supersede(earlier, UNDONE) if move["before"] else mover.renew(earlier)


def take_back(mover: Mover, change: LinkChange, *, reopen: bool) -> None:
    """Move everything back that still lies where the change put it; note what does not.

    Links leave their firms before others come in: an entry has one firm at any moment.
    """
    moves = list(reversed(change.moves))
    links = [move for move in moves if move["what"] == LINK]
    out = [move for move in links if move["after"]["zone"] == Zone.AUTO]
    for move in [*out, *(move for move in links if move not in out)]:
        _link_back(mover, move, reopen=reopen)
    for move in moves:
        if move["what"] != LINK:
            _other_back(mover, move)
    _leave_none_homeless(mover, [move["id"] for move in links])


def _leave_none_homeless(mover: Mover, links: list[int]) -> None:
    """Every row in force is confirmed, waits, or stands alone; none falls out."""
    entries = Entry.objects.unscoped(reason="撤销涉及的名册行")
    rows = entries.filter(links__in=links).distinct()
    for row in rows:
        current = entries.filter(
            source=row.source, row_key=row.row_key, part=row.part, valid_to__isnull=True
        ).first()
        if current is None:
            continue
        held = Link.objects.unscoped(reason="这一行是否还有归属").filter(entry=current)
        if not held.filter(zone__in=[Zone.AUTO, Zone.REVIEW]).exists():
            stand_alone(mover, current)


@transaction.atomic
def undo_change(*, change_id: int, reason: str, by: Actor, on: date | None = None) -> LinkChange:
    """撤销一次对应变更：随之移动的一切移回，失去名册行的企业仍保留；撤销本身也可撤销。

    Raises ``NotAllowed`` when it is undone already, ``ValueError`` without a reason.
    """
    only_clerks(by, "撤销")
    if not reason.strip():
        raise ValueError("请写明撤销的理由")
    hold_ledger()
    return _undo(change_id, Mover(by, reason.strip()), on, reopen=True)


def _undo(change_id: int, mover: Mover, on: date | None, *, reopen: bool) -> LinkChange:
    changes = LinkChange.objects.within(mover.by.scope).filter(pk=change_id)
    change = (
        changes.select_related("enterprise__unit", "link").select_for_update(of=("self",)).first()
    )
    if change is None:
        raise NoSuchChange(change_id)
    if change.undone_at is not None:
        raise NotAllowed(
            f"撤销：{change.undone_by}已在 {timezone.localtime(change.undone_at):%Y-%m-%d %H:%M} 撤销"
        )
    if change.kind == ChangeKind.TRIAL:
        raise NotAllowed("撤销：请用原来的阈值再试算一次，看过差异后采用")
    take_back(mover, change, reopen=reopen)
    change.undone_at, change.undone_by = mover.now, mover.by.name
    change.undone_reason = mover.reason[:200]
    change.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    return finish(mover, ChangeKind.UNDO, enterprise=change.enterprise, link=change.link, day=on,
                  undoes=change)  # fmt: skip


@transaction.atomic
def undo_link(*, link_id: int, reason: str, by: Actor, on: date | None = None) -> LinkChange:
    """撤销一条对应，任何时候都可以：复核、合并写下的退回原样，按规则确认的拆开单列。"""
    only_clerks(by, "撤销")
    if not reason.strip():
        raise ValueError("请写明撤销的理由")
    hold_ledger()
    mover = Mover(by, reason.strip())
    link = link_for(by.scope, link_id, lock=True)
    change = active_change(link)
    if change is not None:
        return _undo(change.pk, mover, on, reopen=True)
    if link.zone != Zone.AUTO:
        raise NotAllowed("撤销：这条对应没有生效，不需撤销")
    if link.rule == OWN:
        raise NotAllowed("撤销：这家企业因这一行而列入；如与另一家重复，请用“并入另一家”")
    settle(mover, link, same=False)
    return finish(mover, ChangeKind.SEPARATE, enterprise=link.enterprise, link=link, day=on)


@transaction.atomic
def merge_firms(
    *, winner_id: int, loser_id: int, reason: str, by: Actor, on: date | None = None
) -> LinkChange:
    """合并：一家企业的全部名册行并入另一家；失去名册行的企业保留，随时可以撤销。"""
    only_clerks(by, "合并企业")
    if winner_id == loser_id:
        raise ValueError("不能与自己合并")
    if not reason.strip():
        raise ValueError("请写明合并的理由")
    hold_ledger()
    winner, loser = enterprise_for(by.scope, winner_id), enterprise_for(by.scope, loser_id)
    mover = Mover(by, reason.strip())
    links = Link.objects.unscoped(reason="企业已限定范围").filter(
        enterprise=loser, zone=Zone.AUTO, entry__valid_to__isnull=True
    )
    held = list(links.select_related("entry").order_by("pk").select_for_update(of=("self",)))
    if not held:
        raise NotAllowed(f"合并：“{loser.name}”没有现行的名册行")
    for link in held:
        mover.mark(link, Zone.REJECTED, f"并入{winner.name}")
        for other in siblings(link):
            if other.zone == Zone.REVIEW and other.enterprise_id != winner.pk:
                mover.mark(other, Zone.REJECTED, RIVAL)
        merged_by_hand(mover, link.entry, winner)
    absorb(mover, winner.pk)
    return finish(mover, ChangeKind.MERGE, enterprise=winner, link=None, day=on)


__all__ = [
    "finish", "merge_firms", "rebuild", "settle", "state_of", "take_back", "undo_change",
    "undo_link",
]  # fmt: skip
