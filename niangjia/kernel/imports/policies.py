"""Who may bring lists in, and as whom a job goes on."""

from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit


def acting_roles(actor: Actor) -> frozenset[str]:
    """The house itself (demo, command line) may do what a clerk may."""
    return frozenset({Role.CLERK.value}) if actor.account_id is None else actor.roles


def may_upload(actor: Actor, unit: Unit) -> bool:
    return actor.scope.covers(unit.path) and Role.CLERK.value in acting_roles(actor)


def writer_of(run: ImportRun) -> Actor:
    """The person who confirmed, acting at the unit of the list. Expects ``run.unit`` loaded."""
    return Actor(
        account_id=run.confirmed_by_id,
        name=run.confirmed_by or run.created_by,
        unit_id=run.unit_id,
        unit_path=run.unit.path,
        unit_name=run.unit.name,
        roles=frozenset({Role.CLERK.value}),
        scope=run.unit.scope,
    )
