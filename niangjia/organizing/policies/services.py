"""Who reads and answers marks."""

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.models import Rating

REPLIERS = frozenset({Role.CHAIR, Role.ORGANISER, Role.WINDOW})
RATING_READERS = REPLIERS | {Role.LEADER, Role.REGISTRAR}


def may_reply(actor: Actor, rating: Rating) -> bool:
    """Staff of the unit that handled the matter, or of a unit above it."""
    return actor.has(*REPLIERS) and actor.scope.covers(rating.unit.path)
