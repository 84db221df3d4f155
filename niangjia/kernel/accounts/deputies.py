"""委托代办: a post taken care of by a colleague for some days, with both names in every trace."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.accounts import policies
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import NoSuchAccount, today_held
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.workflow import NotAllowed

LONGEST = timedelta(days=180)
"""Whoever is away longer needs a successor, not a deputy. Our own choice."""


def _with_people(posts: ScopedQuerySet[Post]) -> ScopedQuerySet[Post]:
    return posts.select_related("unit", "account", "deputy_for")


def post_to_hand_over(by: Actor, post_id: int, *, lock: bool = False) -> Post:
    """A post of one's own, or (security administrator) of somebody in scope, held today."""
    mine = Q(account_id=by.account_id)
    if by.has(Role.SECURITY_ADMIN):
        mine |= by.scope.q("unit__path")
    posts = Post.objects.unscoped(reason="本人的岗位，或安全管理员范围内的岗位").filter(
        mine, today_held(), pk=post_id, deputy_for__isnull=True
    )
    found = (posts.select_for_update(of=("self",)) if lock else _with_people(posts)).first()
    if found is None:
        raise NoSuchAccount(post_id)
    return found


def candidates(post: Post) -> list[tuple[int, str]]:
    """Who may stand in: active people with a post today at the same unit or directly above."""
    near = Q(unit_id=post.unit_id) | Q(unit_id=post.unit.parent_id, role=post.role)
    held = Post.objects.unscoped(reason="同单位或上级同岗位的人").filter(
        near, today_held(), account__is_active=True, deputy_for__isnull=True
    )
    held = held.exclude(account_id=post.account_id).exclude(role__in=THREE_ADMINISTRATORS)
    names = held.order_by("account__name").values_list("account_id", "account__name").distinct()
    return list(names)


def given(account_id: int) -> list[Post]:
    """Deputies named for an account that are not over yet."""
    posts = Post.objects.unscoped(reason="代本人办理的岗位").filter(
        deputy_for_id=account_id, valid_to__gt=timezone.localdate()
    )
    return list(_with_people(posts).order_by("valid_from", "id"))


@transaction.atomic
def appoint_deputy(*, post_id: int, account_id: int, begins: date, ends: date, by: Actor) -> Post:
    """委托代办：从 ``begins`` 到 ``ends``（含当日）由同事代办一个岗位。

    Raises ``NotAllowed`` with a sentence for the screen, ``NoSuchAccount`` for a post elsewhere.
    """
    post = post_to_hand_over(by, post_id, lock=True)
    _check(post, account_id, begins, ends)
    deputy = Account.objects.get(pk=account_id)
    made = Post.objects.create(
        account=deputy, unit_id=post.unit_id, role=post.role, valid_from=begins,
        valid_to=ends + timedelta(days=1), deputy_for_id=post.account_id,
    )  # fmt: skip
    record("accounts.appoint_deputy", on=made, by=by, deputy=deputy.username,
           absent=post.account.username, role=post.role, begins=str(begins), ends=str(ends))  # fmt: skip
    return made


def _check(post: Post, account_id: int, begins: date, ends: date) -> None:
    if post.role in THREE_ADMINISTRATORS:
        raise NotAllowed("三员分立：系统、安全、审计管理员的岗位不能委托代办。")
    if account_id not in dict(candidates(post)):
        raise NotAllowed("只能委托给本单位的同事，或者上级单位同岗位的人。")
    if begins < timezone.localdate() or ends < begins:
        raise NotAllowed("开始日期不能早于今天，结束日期不能早于开始日期。")
    if ends - begins >= LONGEST:
        raise NotAllowed(f"一次最多委托 {LONGEST.days} 天；时间更长的，请安全管理员另行任命。")
    overlap = Post.objects.unscoped(reason="同一岗位同时只有一名代办人").filter(
        deputy_for_id=post.account_id, unit_id=post.unit_id, role=post.role,
        valid_from__lte=ends, valid_to__gt=begins,
    )  # fmt: skip
    if other := overlap.select_related("account").first():
        last = other.valid_to - timedelta(days=1)  # type: ignore[operator]
        raise NotAllowed(
            f"这个岗位 {other.valid_from} 至 {last} 已委托{other.account.name}代办，请先收回。"
        )


@transaction.atomic
def recall_deputy(*, post_id: int, by: Actor) -> Post:
    """收回委托，当即生效：代办人的下一次点击就已没有这个岗位。"""
    posts = Post.objects.unscoped(reason="本人委托的，或安全管理员范围内的").filter(
        pk=post_id, deputy_for__isnull=False, valid_to__gt=timezone.localdate()
    )
    post = _with_people(posts.select_for_update(of=("self",))).first()
    if post is None or not policies.may_recall(by, post):
        raise NoSuchAccount(post_id)
    today = timezone.localdate()
    post.valid_to = max(today, post.valid_from)
    post.save(update_fields=["valid_to"])
    record("accounts.recall_deputy", on=post, by=by, deputy=post.account.username,
           absent=post.deputy_for.username, role=post.role)  # type: ignore[union-attr]  # fmt: skip
    return post
