"""Search over everything the actor may see: enterprises, tasks, units."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import GRASS_ROOTS, Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import initials_q
from niangjia.matching.models import Task
from niangjia.matching.queries.ledger import ledger_rows, on_day
from niangjia.matching.queries.ledger import search as search_ledger
from niangjia.organizing.api import search_unions

LIMIT = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: what it is called, what is said besides, where it opens."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one kind, and the list that shows all of them."""

    label: str
    icon: str
    found: list[Found]
    more: str


def search(actor: Actor, text: str) -> list[Section]:
    """At most ``LIMIT`` answers of each kind the actor's role may open."""
    text = text.strip()
    if not text:
        return []
    sections = []
    if actor.has(Role.CLERK, Role.LEADER, Role.ORGANISER):
        sections = [_enterprises(actor, text), _tasks(actor, text)]
    return [s for s in (*sections, _unions(actor, text), _units(actor, text)) if s.found]


def _unions(actor: Actor, text: str) -> Section:
    found = [
        Found(name, note, reverse("organizing:union_detail", args=[number]))
        for number, name, note in search_unions(actor, text, LIMIT)
    ]
    more = "" if actor.has(Role.CHAIR) else reverse("organizing:union_list")
    return Section("工会", "building-arch", found, more)


def _enterprises(actor: Actor, text: str) -> Section:
    current = ledger_rows(actor.scope).filter(on_day(None))
    rows = search_ledger(current, text).order_by("name", "id")[:LIMIT]
    found = [
        Found(
            row.name,
            f"{row.unit.short_name} · {row.uscc or '无代码'}",
            reverse("matching:enterprise_detail", args=[row.enterprise_id]),
        )
        for row in rows
    ]
    return Section("台账企业", "building-community", found, reverse("matching:ledger_list"))


def _tasks(actor: Actor, text: str) -> Section:
    wanted = Q(name__icontains=text) | Q(initials__contains=text.lower()) | Q(uscc__iendswith=text)
    rows = Task.objects.within(actor.scope).filter(wanted).select_related("unit").order_by("-id")
    found = [
        Found(
            row.name,
            f"{row.get_state_display()} · {row.unit.short_name}",
            reverse("matching:task_detail", args=[row.pk]),
        )
        for row in rows[:LIMIT]
    ]
    return Section("任务", "clipboard-list", found, reverse("matching:task_list"))


def _units(actor: Actor, text: str) -> Section:
    wanted = Q(name__icontains=text) | Q(initials__contains=text.lower()) | Q(division_code=text)
    wanted |= initials_q(text)
    rows = Unit.objects.within(actor.scope).exclude(kind__in=GRASS_ROOTS).filter(wanted)
    rows = rows.order_by("path")[:LIMIT]
    url = reverse("portal:dashboard")
    opens = actor.has(Role.CLERK, Role.LEADER, Role.ORGANISER)
    found = [
        Found(row.name, row.get_kind_display(), f"{url}?place={row.path}" if opens else "")
        for row in rows
    ]
    return Section("工会组织树", "sitemap", found, "")
