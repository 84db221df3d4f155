"""Who may set up forms, report, decide and unlock."""

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import Step
from niangjia.organizing.models import PeriodTable
from niangjia.organizing.workflow.periods import OWN

READERS = frozenset({Role.ORGANISER, Role.LEADER, Role.CLERK, Role.REGISTRAR, Role.WINDOW})
DEFINERS = frozenset({Role.ORGANISER})


def may_take(actor: Actor, table: PeriodTable, step: Step) -> bool:
    """The unit itself reports; units above decide; only who set up the form unlocks.

    ``form__unit`` and ``unit`` are loaded with the table.
    """
    if step.name in OWN:
        return actor.unit_id == table.unit_id
    if step.name == "unlock":
        return actor.unit_id == table.form.unit_id
    return is_above(actor, table.unit) and actor.unit_path.startswith(table.form.unit.path)


def is_above(actor: Actor, unit: Unit) -> bool:
    """The actor's post is at a unit strictly above."""
    own = actor.unit_path
    return bool(own) and unit.path != own and unit.path.startswith(own)
