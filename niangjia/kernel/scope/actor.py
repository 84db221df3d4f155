"""Who acts, from which post, over which part of the tree."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from niangjia.kernel.scope.enums import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The subtrees an actor may see, as path prefixes of ``Unit``. No path: nothing at all."""

    paths: tuple[str, ...] = ()

    def q(self, lookup: str) -> Q:
        """The filter for a model whose unit's path is reached by ``lookup``."""
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= Q(**{f"{lookup}__startswith": path})
        return condition

    def covers(self, path: str) -> bool:
        return any(path.startswith(own) for own in self.paths)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a deed, in the post chosen at the moment.

    ``scope`` is the subtree of the post's unit. Jobs and commands act as ``Actor.system``.
    A deputy （委托代办） acts for the account ``deputy_for``; ``name`` says both.
    """

    account_id: int | None
    name: str
    unit_id: int | None = None
    unit_path: str = ""
    unit_name: str = ""
    post_id: int | None = None
    roles: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=Scope)
    deputy_for: int | None = None

    @property
    def desk_of(self) -> int | None:
        """The account whose matters are in hand: the absent person's for a deputy, else one's own.

        Rules about the person (nobody reviews twice) ask ``account_id``.
        """
        return self.deputy_for or self.account_id

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @classmethod
    def system(cls, reason: str, paths: Iterable[str] = ()) -> "Actor":
        """The house itself; ``reason`` stands in the audit trail in place of a name."""
        return cls(account_id=None, name=f"系统：{reason}", scope=Scope(tuple(paths)))
