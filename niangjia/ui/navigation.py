"""The entries of the side navigation, and which post sees which.

A module registers its own entries in ``AppConfig.ready``::

    navigation.register(
        NavItem("企业台账", "building-community", "matching:ledger_list", group=WORK, order=20,
                roles=BUSINESS_ROLES),
    )

The kernel lies below and cannot import this package: its entries stand here. An entry whose
URL is not served in this installation is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import BUSINESS_ROLES, EVERY_ROLE, Role

HOME, WORK, DATA, ADMIN = "", "业务", "数据", "管理"
GROUPS = (HOME, WORK, DATA, ADMIN)

Count = Callable[[Actor], int]


@dataclass(frozen=True)
class NavItem:
    """One entry. ``count`` gives the number shown behind it; it costs its query per page."""

    label: str
    icon: str
    url_name: str
    roles: frozenset[Role] | set[Role] = EVERY_ROLE
    group: str = WORK
    order: int = 50
    count: Count | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(self.roles))

    @property
    def url(self) -> str | None:
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return None


@dataclass
class Link:
    """An entry as the template shows it."""

    label: str
    icon: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass
class Group:
    label: str
    links: list[Link] = field(default_factory=list)


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add entries; the same URL name registered again replaces the earlier entry."""
    _items.update({item.url_name: item for item in items})


def menu(actor: Actor, path: str) -> list[Group]:
    """The groups of links this actor sees; the link of the deepest matching URL is active."""
    groups = {label: Group(label) for label in GROUPS}
    for item, url in _open_to(actor.roles, tuple(_items.values())):
        count = item.count(actor) if item.count else None
        groups[item.group].links.append(Link(item.label, item.icon, url, count=count))
    filled = [group for group in groups.values() if group.links]
    _mark_active([link for group in filled for link in group.links], path)
    return filled


@lru_cache(maxsize=200)
def _open_to(roles: frozenset[str], items: tuple[NavItem, ...]) -> list[tuple[NavItem, str]]:
    """Entries for these roles with their addresses, which stay as long as the process."""
    ordered = sorted(items, key=lambda item: (GROUPS.index(item.group), item.order))
    allowed = ((i, i.url) for i in ordered if not roles.isdisjoint(i.roles))
    return [(item, url) for item, url in allowed if url]


def _mark_active(links: Iterable[Link], path: str) -> None:
    matching = [x for x in links if path == x.url or (x.url != "/" and path.startswith(x.url))]
    if matching:
        max(matching, key=lambda link: len(link.url)).active = True


register(
    NavItem("工作台", "home", "portal:home", group=HOME, order=0),
    NavItem("待办事项", "inbox", "notifications:inbox", group=HOME, order=10),
    NavItem(
        "名册导入",
        "file-import",
        "imports:run_list",
        roles={Role.CLERK, Role.LEADER, Role.ORGANISER, Role.WINDOW, Role.CHAIR},
        group=DATA,
        order=10,
    ),
    NavItem(
        "后台任务",
        "progress-check",
        "jobs:run_list",
        roles=BUSINESS_ROLES - {Role.LIAISON},
        group=DATA,
        order=90,
    ),
    NavItem(
        "操作留痕", "history", "audit:event_list", roles={Role.AUDIT_ADMIN}, group=ADMIN, order=10
    ),
    NavItem(
        "账号与岗位",
        "users",
        "accounts:account_list",
        roles={Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
        group=ADMIN,
        order=20,
    ),
    NavItem(
        "组织树", "sitemap", "units:unit_tree", roles={Role.SYSTEM_ADMIN}, group=ADMIN, order=30
    ),
    NavItem(
        "组件陈列", "components", "ui:gallery", roles={Role.SYSTEM_ADMIN}, group=ADMIN, order=90
    ),
)
