"""Reads of the trail for the auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from niangjia.kernel.audit.models import AuditCheck, AuditEvent, AuditSeal
from niangjia.kernel.audit.sealing import unsealed_ids
from niangjia.kernel.audit.texts import codes_named
from niangjia.kernel.scope.actor import Scope

ROOT = 4  # length of a root's path: lines without a unit are the business of the whole house


@dataclass(frozen=True, slots=True)
class Wish:
    """What the auditor looks for; empty fields do not count. ``until`` is included."""

    person: str = ""
    deed: str = ""
    target: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the trail is sealed, and what the last check found."""

    last_line: int
    sealed_at: datetime | None
    pending: int
    head: str
    check: AuditCheck | None


def events_in(scope: Scope, wish: Wish) -> QuerySet[AuditEvent]:
    """Lines about units of the scope, newest first."""
    inside = scope.q("unit_path")
    if any(len(path) == ROOT for path in scope.paths):
        inside |= Q(unit_path="")
    events = AuditEvent.objects.filter(inside).order_by("-pk")
    if wish.person:
        events = events.filter(
            Q(actor__icontains=wish.person) | Q(actor_unit__icontains=wish.person)
        )
    if wish.deed:
        events = events.filter(Q(verb__icontains=wish.deed) | Q(verb__in=codes_named(wish.deed)))
    if wish.target:
        events = events.filter(_target(wish.target))
    if wish.since:
        events = events.filter(at__gte=_midnight(wish.since))
    if wish.until:
        events = events.filter(at__lt=_midnight(wish.until + timedelta(days=1)))
    return events


def _target(text: str) -> Q:
    """``企业 12``, ``matching.task 12`` or one of the two words alone."""
    condition = Q()
    for word in text.split():
        if word.isdigit():
            condition &= Q(target_id=word)
        else:
            condition &= Q(target_type__icontains=word) | Q(target_type__in=codes_named(word))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page_of(
    events: QuerySet[AuditEvent], before: int | None, size: int
) -> tuple[list[AuditEvent], int | None]:
    """``size`` lines below the number ``before``, and the number the next page starts from.

    By number, not by offset: the last page of a million lines is as quick as the first.
    """
    found = list((events.filter(pk__lt=before) if before else events)[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def lines_of(events: QuerySet[AuditEvent]) -> Iterator[AuditEvent]:
    """All lines one after the other, without holding them in memory."""
    return events.iterator(chunk_size=2000)


def chain_state() -> ChainState:
    last = AuditSeal.objects.defer("event_ids", "event_macs").order_by("-number").first()
    return ChainState(
        last_line=last.last_id if last else 0,
        sealed_at=last.sealed_at if last else None,
        pending=len(unsealed_ids(last.floor_id if last else 0)),
        head=f"{last.number}-{bytes(last.mac).hex()[:16]}" if last else "",
        check=AuditCheck.objects.order_by("-pk").first(),
    )
