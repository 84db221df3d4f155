"""Choices and one page of the joining desk."""

from dataclasses import dataclass

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.unions import BASICS, FEDERATED, LIVING
from niangjia.organizing.models import Consent, JoinApplication, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.consents import consents_of_application
from niangjia.organizing.queries.join import application_for
from niangjia.organizing.queries.memberships import Standing, standing_of

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of an application's history, both names in it where somebody acted for another."""

    at: object
    what: str
    who: str
    acted_for: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    application: JoinApplication
    standing: Standing
    consents: list[Consent]
    history: list[Deed]


def union_choices(
    scope: Scope, kinds: tuple[str, ...] = (*BASICS, *FEDERATED)
) -> list[tuple[int, str]]:
    """Living unions of the scope that take members: number and name."""
    rows = UnionVersion.objects.within(scope).filter(OPEN, state__in=LIVING, kind__in=kinds)
    return list(rows.order_by("name").values_list("union_id", "name")[:MOST])


def home_choices(town: Unit) -> list[tuple[int, str]]:
    """Unions of a town that may be its home."""
    return union_choices(town.scope)


def application_page(scope: Scope, application_id: int) -> ApplicationPage:
    """An application with everything the clerk decides on, and its history."""
    application = application_for(scope, application_id)
    standing = standing_of(application.number or "", application.union_id)
    consents = consents_of_application(scope, application.pk)
    return ApplicationPage(application, standing, consents, _history(application))


def _history(application: JoinApplication) -> list[Deed]:
    events = AuditEvent.objects.filter(
        target_type="organizing.joinapplication", target_id=str(application.pk)
    ).order_by("pk")
    return [
        Deed(
            event.at, name_of(event.verb), f"{event.actor_unit} {event.actor}".strip(),
            event.changes.get("acted_for", ""),
            event.changes.get("reason", "") or event.changes.get("purpose", ""),
        )
        for event in events
    ]  # fmt: skip
