"""Who may bring lists in, and as whom a job goes on."""

from niangjia.kernel.imports.intake import Intake, intakes
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.imports.workflow import LOADERS
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit


def acting_roles(actor: Actor) -> frozenset[str]:
    """The house itself (demo, command line) may do what any loader may."""
    return LOADERS if actor.account_id is None else actor.roles


def may_load(actor: Actor, intake: Intake) -> bool:
    """Whether lists of this kind are the actor's business."""
    return not intake.roles.isdisjoint(acting_roles(actor))


def loaders_of(intake: Intake) -> str:
    """The posts that bring this kind of list in, in words."""
    return "、".join(role.label for role in Role if role.value in intake.roles)


def may_look(actor: Actor, intake: Intake) -> bool:
    """Who loads a kind of list reads about it, and so does the leader."""
    return may_load(actor, intake) or Role.LEADER.value in actor.roles


def readable_intakes(actor: Actor) -> list[str]:
    """Codes of the kinds of list whose imports the actor may look at."""
    return [intake.code for intake in intakes() if may_look(actor, intake)]


def may_upload(actor: Actor, unit: Unit, intake: Intake) -> bool:
    return actor.scope.covers(unit.path) and may_load(actor, intake)


def writer_of(run: ImportRun) -> Actor:
    """The person who confirmed, acting at the unit of the list. Expects ``run.unit`` loaded."""
    return Actor(
        account_id=run.confirmed_by_id,
        name=run.confirmed_by or run.created_by,
        unit_id=run.unit_id,
        unit_path=run.unit.path,
        unit_name=run.unit.name,
        roles=LOADERS,
        scope=run.unit.scope,
    )
