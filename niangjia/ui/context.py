"""What every page's shell needs. Everything is worked out when the template asks for it."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.accounts.queries import NOBODY, current_posts
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.ui import navigation

THEMES = ("light", "dark")
INBOX_COUNT: list[Callable[[Actor], int]] = []
"""How many to-do items wait for an actor: ``portal.wiring`` puts the one function here."""


def url_or_none(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


Entry = tuple[str, str, str, bool, int | None]


@lru_cache(maxsize=500)
def drawn_side(
    home_url: str, unit_name: str, groups: tuple[tuple[str, tuple[Entry, ...]], ...]
) -> SafeString:
    """A third of a page's shell: thirty links with their icons."""
    told = [navigation.Group(g, [navigation.Link(*link) for link in links]) for g, links in groups]
    shown = {"home_url": home_url, "unit_name": unit_name, "groups": told}
    return render_to_string("ui/_side.html", shown)


class Shell:
    """The frame around a page for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor = getattr(request, "actor", NOBODY)
        self.demo: bool = settings.DEMO

    @cached_property
    def _account(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def theme(self) -> str:
        """``light`` or ``dark``: kept with the account, for visitors in a cookie."""
        wish = self._account.theme if self._account else self.request.COOKIES.get("theme")
        return wish if wish in THEMES else "light"

    @cached_property
    def large(self) -> bool:
        """长辈版: everything a quarter larger."""
        if self._account:
            return bool(self._account.large_type)
        return self.request.COOKIES.get("large") == "1"

    @cached_property
    def groups(self) -> list[navigation.Group]:
        return navigation.menu(self.actor, self.request.path)

    @property
    def side(self) -> SafeString:
        """The side navigation, drawn once for the same links, marks and numbers."""
        groups = tuple(
            (g.label, tuple((x.label, x.icon, x.url, x.active, x.count) for x in g.links))
            for g in self.groups
        )
        return drawn_side(self.home_url, self.actor.unit_name, groups)

    @cached_property
    def posts(self) -> list[Post]:
        """The posts the person may switch to; empty if there is nothing to switch."""
        if self.actor.account_id is None or not self.switch_url:
            return []
        known = getattr(self.request, "posts", None)  # ActorMiddleware has asked already
        posts = known if known is not None else current_posts(self.actor.account_id)
        return posts if len(posts) > 1 else []

    @cached_property
    def role(self) -> str:
        labels = [str(Role(role).label) for role in sorted(self.actor.roles)]
        return "、".join(labels)

    @cached_property
    def inbox_count(self) -> int:
        return INBOX_COUNT[0](self.actor) if INBOX_COUNT and self.actor.account_id else 0

    @cached_property
    def inbox_url(self) -> str | None:
        return url_or_none("notifications:inbox")

    @cached_property
    def search_url(self) -> str | None:
        return url_or_none("portal:search")

    @cached_property
    def home_url(self) -> str:
        return url_or_none("portal:home") or "/"

    @cached_property
    def look_url(self) -> str | None:
        return url_or_none("ui:look_set")

    @cached_property
    def switch_url(self) -> str | None:
        return url_or_none("accounts:post_switch")

    @cached_property
    def mine_url(self) -> str | None:
        return url_or_none("accounts:mine")

    @cached_property
    def security_url(self) -> str | None:
        return url_or_none("mfa_index")

    @cached_property
    def password_url(self) -> str | None:
        return url_or_none("account_change_password")

    @cached_property
    def logout_url(self) -> str | None:
        return url_or_none("account_logout")


def shell(request: HttpRequest) -> dict[str, Any]:
    """``{{ shell.… }}`` of ``ui/base.html`` and ``ui/page.html``."""
    return {"shell": Shell(request)}
