"""Reads of ceremonies: who came, how far the applications are, what the projector shows."""

from dataclasses import dataclass

from django.db.models import Count, Q

from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import ApplicationState, ConsentPurpose
from niangjia.organizing.models import Consent, EventGuest, JoinCode, JoinEvent

LATEST = 12


class NoSuchEvent(Absent):
    """Absent, or of another union."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """Figures of a ceremony. ``came`` = ``applied`` + ``members``."""

    came: int
    applied: int
    waiting: int
    joined: int
    members: int
    gifts: int


def events_in(scope: Scope) -> ScopedQuerySet[JoinEvent]:
    return JoinEvent.objects.within(scope).select_related("union__unit")


def event_for(scope: Scope, event_id: int, *, lock: bool = False) -> JoinEvent:
    rows = events_in(scope).filter(pk=event_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchEvent(event_id)
    return found


def guests_of(event: JoinEvent) -> ScopedQuerySet[EventGuest]:
    rows = EventGuest.objects.unscoped(reason="活动已限定范围").filter(event=event)
    return rows.select_related("application", "person")


def waiting_ids(event: JoinEvent) -> list[int]:
    """Applications of the ceremony that wait for a decision."""
    rows = event.applications.unscoped(reason="活动已限定范围")
    return list(
        rows.filter(state=ApplicationState.APPLIED).order_by("pk").values_list("pk", flat=True)
    )


def turnout_of(event: JoinEvent) -> Turnout:
    """One query."""
    applied = Q(application__isnull=False)
    figures = guests_of(event).aggregate(
        came=Count("pk"),
        applied=Count("pk", filter=applied),
        waiting=Count("pk", filter=Q(application__state=ApplicationState.APPLIED)),
        joined=Count("pk", filter=Q(application__state=ApplicationState.APPROVED)),
        members=Count("pk", filter=~applied),
        gifts=Count("pk", filter=Q(gift_at__isnull=False)),
    )
    return Turnout(**figures)


def names_to_show(event: JoinEvent) -> list[str]:
    """The latest who came: in full only where they agreed to it, else masked."""
    latest = list(guests_of(event).order_by("-checked_in_at", "-pk")[:LATEST])
    given = Consent.objects.unscoped(reason="大屏显示姓名以本人同意为准").filter(
        Q(application__in=[g.application_id for g in latest if g.application_id])
        | Q(person__in=[g.person_id for g in latest if g.person_id]),
        text__purpose=ConsentPurpose.PUBLISH,
        withdrawn_at__isnull=True,
    )
    agreed = set(given.values_list("application_id", "person_id"))
    applications, people = {a for a, _ in agreed if a}, {p for _, p in agreed if p}
    open_ones = {g.pk for g in latest if g.application_id in applications or g.person_id in people}
    return [name_of(g) if g.pk in open_ones else mask_name(name_of(g)) for g in latest]


def name_of(guest: EventGuest) -> str:
    named = guest.person or guest.application
    return named.name if named else ""


def live_code(event: JoinEvent) -> JoinCode | None:
    """The turning code of the screen."""
    rows = JoinCode.objects.unscoped(reason="活动已限定范围").select_related("union__unit", "event")
    return rows.filter(event=event, revoked_at__isnull=True).order_by("-pk").first()
