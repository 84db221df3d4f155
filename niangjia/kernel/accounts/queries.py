"""Reads about accounts and posts."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.scope.actor import Actor, Scope

NOBODY = Actor(account_id=None, name="访客")


def current_posts(account_id: int) -> list[Post]:
    """The posts an account holds today, in the order of the tree."""
    today = timezone.localdate()
    posts = Post.objects.unscoped(reason="本人的岗位").filter(
        account_id=account_id, valid_from__lte=today
    )
    posts = posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    return list(posts.select_related("unit").order_by("unit__path", "role"))


def actor_for(user: Any, post_id: int | None) -> Actor:
    """The actor behind a request: the post of the session, else the first one held."""
    if not user.is_authenticated:
        return NOBODY
    posts = current_posts(user.pk)
    if not posts:
        return Actor(account_id=user.pk, name=user.name)
    post = next((p for p in posts if p.pk == post_id), posts[0])
    return Actor(
        account_id=user.pk,
        name=user.name,
        unit_id=post.unit_id,
        unit_path=post.unit.path,
        unit_name=post.unit.name,
        post_id=post.pk,
        roles=frozenset({post.role}),
        scope=Scope((post.unit.path,)),
    )
