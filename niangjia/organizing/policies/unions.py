"""Who may keep the register of unions."""

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role

READERS = frozenset(
    {Role.ORGANISER, Role.WINDOW, Role.REGISTRAR, Role.CLERK, Role.LEADER, Role.CHAIR}
)
KEEPERS = frozenset({Role.ORGANISER, Role.REGISTRAR, Role.CLERK})
HANDS = KEEPERS | {Role.WINDOW}
OWN = HANDS | {Role.CHAIR}
CERTIFIERS = frozenset({Role.REGISTRAR})


def may_keep(actor: Actor) -> bool:
    """Found, change, move, merge, dissolve: officers of a federation, and the house itself."""
    return actor.account_id is None or actor.has(*KEEPERS)


def may_record(actor: Actor, role_set: frozenset[Role]) -> bool:
    """Whether this actor may write a record that is open to ``role_set``."""
    return actor.account_id is None or actor.has(*role_set)
