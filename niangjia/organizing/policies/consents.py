"""Who words the notices."""

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import STEP


def may_word(actor: Actor) -> bool:
    """The leader of the whole federation: one text holds for all its unions."""
    return actor.has(Role.LEADER) and len(actor.unit_path) == STEP
