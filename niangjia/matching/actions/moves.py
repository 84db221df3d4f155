"""Everything that a change of links moves, noted while it moves, so that it can be moved back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from niangjia.kernel.scope.models import Actor
from niangjia.matching.actions.scoring import installed_model
from niangjia.matching.enums import OPEN_STATES, Source, Stage, Zone
from niangjia.matching.models import Enterprise, Entry, Link, LinkChange, Task
from niangjia.matching.queries.thresholds import threshold_on
from niangjia.matching.rules.zones import MANUAL, OWN

LINK, TASK, FIRM, CHANGE = "link", "task", "firm", "change"
STATE = ("zone", "stage", "changed", "seen_entry", "decided_by", "decided_at", "decision_reason")
NEW: dict[str, Any] = {}
"""``before`` of a link that the change itself has written."""
UNDONE = "撤销时退回"
NOBODY = {
    "zone": str(Zone.AUTO), "stage": str(Stage.OPEN), "changed": False, "decided_by": "",
    "decision_reason": "",
}  # fmt: skip
"""A row's own firm follows from its refusal elsewhere; nobody has decided on it."""


class Move(NamedTuple):
    """One value that changed: of what, which row, from what to what (JSON values)."""

    what: str
    id: int
    before: Any
    after: Any

    def stored(self) -> dict[str, Any]:
        return self._asdict()


def state_of(link: Link) -> dict[str, Any]:
    """What a decision changes of a link, as JSON."""
    state = {name: getattr(link, name) for name in STATE}
    if link.decided_at is not None:
        state["decided_at"] = link.decided_at.isoformat()
    return state


@dataclass
class Mover:
    """One change under way: moves things and remembers how they were."""

    by: Actor
    reason: str = ""
    now: datetime = field(default_factory=timezone.now)
    moves: list[Move] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    left_alone: list[str] = field(default_factory=list)

    def _note(self, what: str, pk: int, before: Any, after: Any) -> None:
        self.moves.append(Move(what, pk, before, after))

    def restate(self, link: Link, state: dict[str, Any]) -> None:
        """Give a link another state; its enterprise is derived anew."""
        before = state_of(link)
        for name, value in state.items():
            setattr(link, name, value)
        if isinstance(link.decided_at, str):
            link.decided_at = parse_datetime(link.decided_at)
        link.save(update_fields=list(STATE))
        self._note(LINK, link.pk, before, state_of(link))
        self.touched.add(link.enterprise_id)

    def mark(self, link: Link, zone: Zone, reason: str = "") -> None:
        """A person's word on a link."""
        self.restate(link, {
            "zone": str(zone), "stage": str(Stage.DECIDED), "changed": False,
            "seen_entry": link.entry_id, "decided_by": self.by.name,
            "decided_at": self.now, "decision_reason": reason[:200],
        })  # fmt: skip

    def join(self, entry: Entry, firm: Enterprise, rule: str, reason: str) -> Link:
        """The entry speaks of the firm from now on; a refused pair of the two is taken up again."""
        links = Link.objects.unscoped(reason="同一行与同一企业只有一条对应")
        link = links.filter(entry=entry, enterprise=firm).select_for_update().first()
        if link is not None:
            self.mark(link, Zone.AUTO, reason)
            return link
        own = rule == OWN
        link = Link.objects.create(
            entry=entry, enterprise=firm, zone=Zone.AUTO, engine_zone=Zone.AUTO if own else "",
            rule=rule, reasons=[reason], probability=1 if own else None,
            engine_version=installed_model(), model_version=installed_model(),
            threshold=threshold_on(entry.source, timezone.localdate()), seen_entry=entry.pk,
            stage=Stage.OPEN if own else Stage.DECIDED, decided_by="" if own else self.by.name,
            decided_at=None if own else self.now, decision_reason=self.reason[:200],
        )  # fmt: skip
        self._note(LINK, link.pk, NEW, state_of(link))
        self.touched.add(firm.pk)
        return link

    def revive(self, firm: Enterprise) -> None:
        """It has entries again."""
        self.absorb_mark(firm, None)

    def absorb_mark(self, firm: Enterprise, into: int | None) -> None:
        if firm.merged_into_id == into:
            return
        self._note(FIRM, firm.pk, firm.merged_into_id, into)
        firm.merged_into_id = into
        firm.save(update_fields=["merged_into"])

    def move_task(self, task: Task, to: int) -> None:
        """An open task goes with the enterprise unless that has one of its own."""
        tasks = Task.objects.unscoped(reason="每家企业全市只有一项未销号任务")
        if tasks.filter(enterprise=to, state__in=OPEN_STATES).exists():
            self.left_alone.append(f"任务“{task.name}”留在原企业：对方已有未销号的任务")
            return
        self._note(TASK, task.pk, task.enterprise_id, to)
        task.enterprise_id = to
        task.save(update_fields=["enterprise"])

    def supersede(self, change: LinkChange, reason: str) -> None:
        """An earlier change is taken back as part of this one."""
        self._note(CHANGE, change.pk, False, True)
        change.undone_at, change.undone_by = self.now, self.by.name
        change.undone_reason = reason[:200]
        change.save(update_fields=["undone_at", "undone_by", "undone_reason"])

    def renew(self, change: LinkChange) -> None:
        """An earlier change holds again, because the one that took it back is undone."""
        self._note(CHANGE, change.pk, True, False)
        change.undone_at, change.undone_by, change.undone_reason = None, "", ""
        change.save(update_fields=["undone_at", "undone_by", "undone_reason"])


def siblings(link: Link) -> list[Link]:
    """The other links of the same entry, wherever their firms are."""
    links = Link.objects.unscoped(reason="同一行名册的其他候选，可能在别的区县")
    return list(links.filter(entry=link.entry_id).exclude(pk=link.pk).select_for_update())


def stand_alone(mover: Mover, entry: Entry) -> Enterprise:
    """The entry becomes a firm of its own: the one it was before, or a new one."""
    links = Link.objects.unscoped(reason="这一行自己的企业，可能在别的区县")
    own = links.filter(entry=entry, rule=OWN).select_related("enterprise").first()
    if own is not None:
        mover.restate(own, dict.fromkeys(STATE) | NOBODY)
        mover.revive(own.enterprise)
        return own.enterprise
    firm = Enterprise.objects.create(
        unit_id=entry.unit_id, name=entry.name or entry.uscc, former_name=entry.former_name,
        uscc=entry.uscc, district=entry.district, origin=Source(entry.source),
    )  # fmt: skip
    mover.join(entry, firm, OWN, "复核后单独列为一家")
    return firm


def absorb(mover: Mover, into: int) -> None:
    """Firms that have no entry left go into ``into`` with their open tasks; they are kept."""
    firms = Enterprise.objects.unscoped(reason="失去名册行的企业，可能在别的区县")
    for firm in firms.filter(pk__in=mover.touched - {into}).order_by("pk").select_for_update():
        links = Link.objects.unscoped(reason="企业是否还有名册行")
        if links.filter(enterprise=firm, zone=Zone.AUTO, entry__valid_to__isnull=True).exists():
            continue
        mover.absorb_mark(firm, into)
        tasks = Task.objects.unscoped(reason="任务随企业移动")
        for task in tasks.filter(enterprise=firm, state__in=OPEN_STATES).select_for_update():
            mover.move_task(task, into)


def merged_by_hand(mover: Mover, entry: Entry, firm: Enterprise) -> Link:
    """A person says that the entry speaks of the firm."""
    return mover.join(entry, firm, MANUAL, "由人指定对应")
