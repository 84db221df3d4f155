"""Who may do what to accounts and posts."""

from collections.abc import Iterable

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role, UnitKind


def is_self(actor: Actor, account: Account) -> bool:
    return actor.account_id == account.pk


def may_manage(actor: Actor, account: Account, posts: Iterable[Post]) -> bool:
    """The account is another's, and every post it holds lies in the actor's subtree."""
    return not is_self(actor, account) and all(actor.scope.covers(p.unit.path) for p in posts)


def role_fits(kind: str, role: str) -> bool:
    """Liaisons sit in departments, and in departments sit only liaisons."""
    return (kind == UnitKind.DEPARTMENT) == (role == Role.LIAISON)


def clashing_post(role: str, unit_id: int, posts: Iterable[Post]) -> Post | None:
    """The administrator's post, held or ended, that forbids ``role`` at this unit （三员分立）."""
    if role not in THREE_ADMINISTRATORS:
        return None
    others = (p for p in posts if (p.role, p.unit_id) != (role, unit_id))
    return next((p for p in others if p.role in THREE_ADMINISTRATORS), None)


def may_recall(actor: Actor, post: Post) -> bool:
    """The absent person, and the security administrator of the post's subtree."""
    if post.deputy_for_id == actor.account_id:
        return True
    return actor.has(Role.SECURITY_ADMIN) and actor.scope.covers(post.unit.path)
