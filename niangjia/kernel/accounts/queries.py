"""Reads about accounts and posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from niangjia.kernel.accounts.models import Account, LoginSession, Post
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.queries import held_on
from niangjia.kernel.scope.scoped import Absent, ScopedQuerySet

NOBODY = Actor(account_id=None, name="访客")


class NoSuchAccount(Absent):
    """Absent, or all its posts are elsewhere: the two look the same on purpose."""


def today_held() -> Q:
    """The condition of posts held today."""
    return held_on(timezone.localdate())


def current_posts(account_id: int) -> list[Post]:
    """The posts an account holds today, in the order of the tree."""
    posts = Post.objects.unscoped(reason="本人的岗位").filter(today_held(), account_id=account_id)
    own_first = F("deputy_for").asc(nulls_first=True)
    found = posts.select_related("unit", "deputy_for").order_by(own_first, "unit__path", "role")
    return list(found)


def actor_in(user: Any, posts: list[Post], post_id: int | None) -> Actor:
    """The actor in the chosen post of ``posts``, else in the first; no post: no role at all."""
    if not user.is_authenticated:
        return NOBODY
    if not posts:
        return Actor(account_id=user.pk, name=user.name)
    post = next((p for p in posts if p.pk == post_id), posts[0])
    return Actor(
        account_id=user.pk,
        name=f"{user.name}（代{post.deputy_for.name}）" if post.deputy_for else user.name,
        deputy_for=post.deputy_for_id,
        unit_id=post.unit_id,
        unit_path=post.unit.path,
        unit_name=post.unit.name,
        post_id=post.pk,
        roles=frozenset({post.role}),
        scope=Scope((post.unit.path,)),
    )


def actor_for(user: Any, post_id: int | None) -> Actor:
    """The actor behind a request: the post of the session, else the first one held."""
    if not user.is_authenticated:
        return NOBODY
    return actor_in(user, current_posts(user.pk), post_id)


def _posts_for_display() -> ScopedQuerySet[Post]:
    posts = Post.objects.unscoped(reason="账号页列出全部岗位")
    return posts.select_related("unit", "deputy_for").order_by("unit__path", "role")


def accounts_in(scope: Scope, search: str = "") -> QuerySet[Account]:
    """Accounts with a post in scope, and those without any post; posts come along.

    ``search`` looks into account, name and pinyin initials; a whole phone number is not searched.
    """
    mine = Post.objects.within(scope).values("account_id")
    accounts = Account.objects.filter(Q(pk__in=mine) | Q(posts__isnull=True)).distinct()
    if text := search.strip():
        accounts = accounts.filter(
            Q(username__icontains=text)
            | Q(name__icontains=text)
            | Q(initials__startswith=text.lower())
        )
    return accounts.order_by("username").prefetch_related(
        Prefetch("posts", queryset=_posts_for_display())
    )


def account_for(scope: Scope, account_id: int, *, lock: bool = False) -> Account:
    """One account of ``accounts_in``; ``NoSuchAccount`` otherwise."""
    if not accounts_in(scope).filter(pk=account_id).exists():
        raise NoSuchAccount(account_id)
    rows = Account.objects.filter(pk=account_id)
    return (rows.select_for_update(of=("self",)) if lock else rows).get()


def posts_of(account: Account) -> list[Post]:
    """All posts of an account, ended ones too, with their units."""
    return list(_posts_for_display().filter(account=account))


def post_for(scope: Scope, post_id: int) -> Post:
    """One post in scope, with unit and account; ``NoSuchAccount`` otherwise."""
    posts = Post.objects.within(scope).select_related("unit", "account")
    found = posts.filter(pk=post_id).first()
    if found is None:
        raise NoSuchAccount(post_id)
    return found


def has_second_factor(account_id: int) -> bool:
    """Whether a second factor is set up (recovery codes alone do not count)."""
    real = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=account_id, type__in=real).exists())


@dataclass(frozen=True, slots=True)
class Lockout:
    """An account name locked after too many wrong passwords."""

    username: str
    failures: int
    last_try: datetime
    until: datetime
    addresses: tuple[str, ...]


def lockouts(usernames: Iterable[str] | None = None) -> list[Lockout]:
    """Names locked now, the latest first. ``usernames``: only these."""
    pause: timedelta = settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - pause)
    if usernames is not None:
        tries = tries.filter(username__in=list(usernames))
    by_name: dict[str, list[AccessAttempt]] = {}
    for attempt in tries.order_by("-attempt_time"):
        by_name.setdefault(attempt.username or "", []).append(attempt)
    found = [_lockout(name, rows, pause) for name, rows in by_name.items()]
    return [lock for lock in found if lock.failures >= settings.AXES_FAILURE_LIMIT]


def _lockout(name: str, rows: list[AccessAttempt], pause: timedelta) -> Lockout:
    last = rows[0].attempt_time
    addresses = tuple(dict.fromkeys(str(r.ip_address) for r in rows))
    failures = sum(r.failures_since_start for r in rows)
    return Lockout(name, failures, last, last + pause, addresses)


def lockouts_in(scope: Scope) -> list[Lockout]:
    """Locked accounts an administrator of this scope may release."""
    names = accounts_in(scope).values_list("username", flat=True)
    return lockouts(names)


def open_sessions(account_id: int) -> list[LoginSession]:
    """Where an account is logged in now, the latest first."""
    alive = LoginSession.objects.filter(account_id=account_id, expire_date__gt=timezone.now())
    return list(alive.order_by("-login_at"))
