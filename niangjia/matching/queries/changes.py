"""Changes of links: which one holds for a link, the history, and what hangs on its firms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.scope.models import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import ChangeKind, Field, Source, Zone
from niangjia.matching.models import Enterprise, LedgerRow, Link, LinkChange, Task
from niangjia.matching.rules.relations import RELATIONS

SHOWN = ("name", "uscc", "unit", "status", "headcount", "trade", "has_party", "party_name",
         "has_union", "union_name", "members", "sources", "pending", "conflicts")  # fmt: skip
"""Columns of a ledger row that a preview compares."""


class NoSuchLink(Absent):
    """Absent or out of scope."""


class NoSuchChange(Absent):
    """Absent or out of scope."""


def link_for(scope: Scope, link_id: int, *, lock: bool = False) -> Link:
    links = Link.objects.within(scope).filter(pk=link_id)
    links = links.select_related("entry__batch", "entry__unit", "enterprise__unit")
    link = (links.select_for_update(of=("self",)) if lock else links).first()
    if link is None:
        raise NoSuchLink(link_id)
    return link


def change_for(scope: Scope, change_id: int) -> LinkChange:
    changes = LinkChange.objects.within(scope).filter(pk=change_id)
    found = changes.select_related("enterprise__unit", "link__entry").first()
    if found is None:
        raise NoSuchChange(change_id)
    return found


def changes_in(scope: Scope) -> QuerySet[LinkChange]:
    """All changes, newest first."""
    found = LinkChange.objects.within(scope).select_related("enterprise__unit", "link__entry")
    return found.order_by("-pk")


def active_change(link: Link) -> LinkChange | None:
    """The newest change that holds and has moved this link, or an earlier version of its row."""
    entry = link.entry
    links = Link.objects.unscoped(reason="同一行的各个版本").filter(
        enterprise=link.enterprise_id, entry__source=entry.source, entry__row_key=entry.row_key,
        entry__part=entry.part,
    )  # fmt: skip
    known = set(links.values_list("pk", flat=True))
    changes = LinkChange.objects.unscoped(reason="对应已限定范围").filter(
        undone_at__isnull=True, firms__contains=[link.enterprise_id]
    )
    for change in changes.exclude(kind__in=[ChangeKind.UNDO, ChangeKind.TRIAL]).order_by("-pk"):
        if any(move["what"] == "link" and move["id"] in known for move in change.moves):
            return change
    return None


@dataclass(frozen=True, slots=True)
class Hanging:
    """A relation to the firms concerned: how many rows, and what becomes of them."""

    label: str
    count: int
    verdict: str
    moves: bool


def hanging_on(firms: Iterable[int], links: Iterable[int]) -> list[Hanging]:
    """The closed list of relations with their counts; each costs one query."""
    wanted: dict[type, list[int]] = {Enterprise: list(firms), Link: list(links)}
    found = []
    for name, fate in RELATIONS.items():
        label, _, field = name.rpartition(".")
        model = apps.get_model(label)
        target = model._meta.get_field(field).related_model
        rows: Any = model._default_manager
        rows = rows.unscoped(reason="企业已限定范围，只数行数")
        count = rows.filter(**{f"{field}__in": wanted[target]}).count()
        found.append(Hanging(fate.label, count, fate.verdict, fate.moves))
    return found


def firm_names(firms: Iterable[int]) -> dict[int, str]:
    found = Enterprise.objects.unscoped(reason="变更涉及的企业，可能在别的区县")
    return dict(found.filter(pk__in=list(firms)).values_list("pk", "name"))


def current_rows(firms: Iterable[int]) -> dict[int, LedgerRow]:
    """The ledger row in force of each firm that has one."""
    rows = LedgerRow.objects.unscoped(reason="企业已限定范围")
    found = rows.filter(enterprise__in=list(firms), valid_to__isnull=True).select_related("unit")
    return {row.enterprise_id: row for row in found}


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of the ledger before and after."""

    label: str
    before: Any
    after: Any


def _word(row: LedgerRow | None, name: str) -> Any:
    if row is None:
        return ""
    if name == "unit":
        return row.unit.short_name
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    words = {"sources": Source, "conflicts": Field}.get(name)
    return "、".join(str(words(one).label) for one in value) if words else value


def row_differences(before: LedgerRow | None, after: LedgerRow | None) -> list[Difference]:
    """What a reader would see change; one side empty: the firm enters or leaves the ledger."""
    label = {f.name: str(f.verbose_name) for f in LedgerRow._meta.fields}
    pairs = [(label[name], _word(before, name), _word(after, name)) for name in SHOWN]
    return [Difference(*pair) for pair in pairs if (pair[1] or "") != (pair[2] or "")]


@dataclass(frozen=True, slots=True)
class Edit:
    """Something done to the firms after a change; it stays when the change is undone."""

    at: Any
    by: str
    text: str


def edits_since(change: LinkChange) -> list[Edit]:
    """Later ledger versions and audited deeds on the firms, links and tasks concerned."""
    rows = LedgerRow.objects.unscoped(reason="企业已限定范围")
    versions = rows.filter(enterprise__in=change.firms).select_related("unit").order_by("pk")
    found: list[Edit] = []
    last: dict[int, LedgerRow] = {}
    for row in versions:
        before = last.get(row.enterprise_id)
        if row.pk > change.last_row:
            text = "；".join(f"{d.label} {d.before or '—'} → {d.after or '—'}" for d in row_differences(before, row))  # fmt: skip
            found.append(
                Edit(row.valid_from, "名册", f"台账“{row.name}”：{text or '未显示的项有变'}")
            )
        last[row.enterprise_id] = row
    return found + _deeds_since(change)


def _deeds_since(change: LinkChange) -> list[Edit]:
    tasks = Task.objects.unscoped(reason="企业已限定范围").filter(enterprise__in=change.firms)
    links = Link.objects.unscoped(reason="企业已限定范围").filter(enterprise__in=change.firms)
    events = AuditEvent.objects.filter(pk__gt=change.last_event).order_by("pk")
    targets = (
        ("matching.task", [str(pk) for pk in tasks.values_list("pk", flat=True)]),
        ("matching.link", [str(pk) for pk in links.values_list("pk", flat=True)]),
    )
    found: list[AuditEvent] = []
    for kind, ids in targets:
        found += events.filter(target_type=kind, target_id__in=ids)
    ordered: Sequence[AuditEvent] = sorted(found, key=lambda event: event.pk)
    return [Edit(event.at, event.actor, name_of(event.verb)) for event in ordered]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move of a change in words."""

    what: str
    name: str
    before: str
    after: str


def _zone_word(state: Any) -> str:
    return str(Zone(state["zone"]).label) if state else "没有对应"


def moves_in_words(change: LinkChange) -> list[MoveLine]:
    """Every link, task and mark of absorption that the change moved; four queries."""
    ids = {what: [m["id"] for m in change.moves if m["what"] == what] for what in ("link", "task")}
    links = Link.objects.unscoped(reason="变更已限定范围").filter(pk__in=ids["link"])
    named = {x.pk: x for x in links.select_related("entry", "enterprise")}
    tasks = Task.objects.unscoped(reason="变更已限定范围").filter(pk__in=ids["task"]).in_bulk()
    pairs = [
        v
        for m in change.moves
        if m["what"] in ("task", "firm")
        for v in (m["before"], m["after"], m["id"])
    ]
    firms = firm_names({v for v in pairs if v} | set(change.firms))
    lines = []
    for move in change.moves:
        before, after = move["before"], move["after"]
        if move["what"] == "link" and move["id"] in named:
            link = named[move["id"]]
            name = f"{link.entry.organisation or link.entry.name} → {link.enterprise.name}"
            lines.append(MoveLine("对应", name, _zone_word(before), _zone_word(after)))
        elif move["what"] == "task" and move["id"] in tasks:
            lines.append(
                MoveLine(
                    "任务", tasks[move["id"]].name, firms.get(before, ""), firms.get(after, "")
                )
            )
        elif move["what"] == "firm":
            lines.append(
                MoveLine(
                    "并入", firms.get(move["id"], ""), firms.get(before, "—"), firms.get(after, "—")
                )
            )
    return lines
