"""Who may do what with memberships."""

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.organizing.models import Person, Union
from niangjia.organizing.workflow.memberships import MEMBER, STAFF


def acting_roles(actor: Actor) -> frozenset[str]:
    """The house itself (imports, sample, founding) may do what staff may, where its scope lies."""
    return STAFF if actor.account_id is None else actor.roles


def as_member(person: Person, account_id: int) -> Actor:
    """The member as the one who acts. Whether the account is theirs the action looks up itself."""
    return Actor(
        account_id=account_id,
        name=person.name,
        unit_id=person.unit_id,
        unit_path=person.path,
        unit_name="本人",
        roles=frozenset({MEMBER}),
        scope=Scope((person.path,)),
    )


def is_member_only(actor: Actor) -> bool:
    return MEMBER in actor.roles


def is_staff(actor: Actor) -> bool:
    return not STAFF.isdisjoint(acting_roles(actor))


def may_act_for(actor: Actor, union: Union) -> bool:
    """Staff of the union or of a unit above it. Expects ``union.unit`` loaded."""
    return is_staff(actor) and actor.scope.covers(union.unit.path)
