"""Who may be asked for a countersignature: only whose post reaches the matter and opens its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils import timezone

from niangjia.kernel.notifications.kinds import Part, kind_of, path_of
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import held_on, prefixes


@dataclass(frozen=True, slots=True)
class Signer:
    """A post that may be asked. ``label``: unit and role."""

    post_id: int
    account_id: int
    unit_id: int
    name: str
    label: str


def readers(url: str) -> frozenset[str]:
    """The roles that may open a page of the house, as its view declares them."""
    try:
        access = getattr(resolve(urlsplit(url).path).func, "access", None)
    except Resolver404:
        return frozenset()
    return frozenset(access.roles or ()) - THREE_ADMINISTRATORS if access else frozenset()


def signers(actor: Actor, item: TodoItem) -> list[Signer]:
    """Colleagues at the own unit first, then in the line up and down; each person once a unit.

    The line is the unit the matter lies in and all above it: a post there has the matter in its
    scope, so that being asked gives nobody a right they have not got.
    """
    line, roles = prefixes(path_of(item)), readers(item.url)
    rows = Unit.objects.unscoped(reason="事项所在单位及其上级").filter(path__in=line)
    units = sorted(rows, key=lambda u: (u.pk != actor.unit_id, -len(u.path)))
    return [one for unit in units for one in _at(unit, roles, actor)]


def _at(unit: Unit, roles: frozenset[str], actor: Actor) -> Iterator[Signer]:
    seen = {actor.desk_of, actor.account_id}
    posts = unit.posts.unscoped(reason="可以请来会签的岗位").filter(
        held_on(timezone.localdate()), role__in=roles, account__is_active=True,
        deputy_for__isnull=True,
    )  # fmt: skip
    for post in posts.select_related("account").order_by("account__name", "role"):
        if post.account_id in seen:
            continue
        seen.add(post.account_id)
        label = f"{unit.short_name or unit.name} {Role(post.role).label}"
        yield Signer(post.pk, post.account_id, unit.pk, post.account.name, label)


def parts_of(actor: Actor, item: TodoItem) -> list[Part]:
    """What a question may be about, where an item stands for several things."""
    kind = kind_of(item.kind)
    return list(kind.batch.parts(actor, [item])[item.pk]) if kind.several and kind.batch else []


def part_of(item: TodoItem, number: int | None, actor: Actor) -> tuple[str, str]:
    """Title and address of what is asked about."""
    known = {part.number: part for part in parts_of(actor, item)}
    if not known and number is None:
        return item.title, item.url
    if number not in known:
        raise ValueError("请选择要会签的是哪一件。")
    part = known[number]
    return f"{kind_of(item.kind).label} {part.label}"[:200], part.url
