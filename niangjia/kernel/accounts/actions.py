"""Deeds on accounts and posts. Every one is traced."""

from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import transaction
from django.utils import timezone

from niangjia.kernel.accounts import policies
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.passwords import initial_password
from niangjia.kernel.accounts.queries import (
    NoSuchAccount,
    account_for,
    accounts_in,
    actor_for,
    actor_in,
    current_posts,
    open_sessions,
    post_for,
    posts_of,
)
from niangjia.kernel.accounts.sessions import end_sessions, end_sessions_of
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for
from niangjia.kernel.workflow import NotAllowed


def _managed(by: Actor, account_id: int) -> Account:
    account = account_for(by.scope, account_id, lock=True)
    held = current_posts(account.pk)
    if not policies.may_manage(by, account, held):
        raise NotAllowed("不能操作本人的账号，也不能操作在本单位之外还有岗位的账号。")
    return account


@transaction.atomic
def create_account(
    *, username: str, name: str, phone: str = "", email: str = "", by: Actor
) -> tuple[Account, str]:
    """建立账号。Returns it with its initial password, which is shown once and must be changed."""
    if Account.objects.filter(username__iexact=username).exists():
        raise NotAllowed(f"账号 {username} 已经存在，请换一个。")
    password = initial_password()
    account = Account.objects.create_user(
        username, password, name=name, phone=phone, email=email, must_change_password=True
    )
    record("accounts.create", on=account, by=by, username=username, name=name)
    return account, password


@transaction.atomic
def rename_account(*, account_id: int, name: str, phone: str, by: Actor) -> Account:
    """更正姓名和手机号。An empty ``phone`` leaves the number as it is."""
    account = _managed(by, account_id)
    before, account.name = account.name, name
    account.initials, account.phone = pinyin_initials(name), phone or account.phone
    account.save(update_fields=["name", "initials", "phone", "phone_index"])
    record("accounts.rename", on=account, by=by, name=[before, name], phone_changed=bool(phone))
    return account


@transaction.atomic
def set_active(*, account_id: int, active: bool, by: Actor) -> Account:
    """启用或停用账号；停用时当即结束它的全部登录。"""
    account = _managed(by, account_id)
    account.is_active = active
    account.save(update_fields=["is_active"])
    ended = 0 if active else end_sessions_of(account.pk)
    verb = "accounts.activate" if active else "accounts.deactivate"
    record(verb, on=account, by=by, username=account.username, sessions_ended=ended)
    return account


@transaction.atomic
def reset_password(*, account_id: int, by: Actor) -> tuple[Account, str]:
    """重发初始口令。The old one is void at once, and so is every open session."""
    account = _managed(by, account_id)
    password = initial_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    end_sessions_of(account.pk)
    record("accounts.reset_password", on=account, by=by, username=account.username)
    return account, password


@transaction.atomic
def reset_second_factor(*, account_id: int, by: Actor) -> int:
    """清除第二因素，本人下次登录时重新设置。Returns how many were removed."""
    account = _managed(by, account_id)
    removed: int = Authenticator.objects.filter(user=account).delete()[0]
    end_sessions_of(account.pk)
    record("accounts.reset_factor", on=account, by=by, username=account.username, removed=removed)
    return removed


@transaction.atomic
def release_lockout(*, username: str, by: Actor) -> int:
    """解除登录锁定。Returns how many tries were wiped out."""
    account = accounts_in(by.scope).filter(username=username).first()
    if account is None:
        raise NoSuchAccount(username)
    if policies.is_self(by, account):
        raise NotAllowed("不能解除本人的锁定。")
    wiped: int = AccessAttempt.objects.filter(username=username).delete()[0]
    record("accounts.unlock", on=account, by=by, username=username)
    return wiped


@transaction.atomic
def assign_post(*, account_id: int, unit_id: int, role: str, by: Actor) -> Post:
    """任命岗位。In the own subtree, never to oneself; an ended post is opened again."""
    account = account_for(by.scope, account_id, lock=True)
    unit = unit_for(by.scope, unit_id)
    held = posts_of(account)
    _check_assignment(account, unit, role, held, by)
    today = timezone.localdate()
    own = (p for p in held if p.deputy_for_id is None)
    post = next((p for p in own if p.unit_id == unit.pk and p.role == role), None)
    if post is None:
        post = Post.objects.create(account=account, unit=unit, role=role, valid_from=today)
    elif post.valid_to is None or post.valid_to > today:
        raise NotAllowed("已经在这个岗位上。")
    else:
        post.valid_from, post.valid_to = today, None
        post.save(update_fields=["valid_from", "valid_to"])
    record("accounts.assign", on=post, by=by, username=account.username, role=role, unit=unit.name)
    return post


def _check_assignment(account: Account, unit: Unit, role: str, held: list[Post], by: Actor) -> None:
    if policies.is_self(by, account):
        raise NotAllowed("不能给本人任命岗位。")
    if not account.is_active:
        raise NotAllowed("账号已停用，请先启用。")
    if not policies.role_fits(unit.kind, role):
        raise NotAllowed("部门联络员只能设在协作部门，其他岗位只能设在工会。")
    if other := policies.clashing_post(role, unit.pk, held):
        raise NotAllowed(f"三员分立：这个账号担任过{other.get_role_display()}，不能再任管理员。")


@transaction.atomic
def end_post(*, post_id: int, by: Actor) -> Post:
    """免去岗位，当天生效。"""
    post = post_for(by.scope, post_id)
    if policies.is_self(by, post.account):
        raise NotAllowed("不能免去本人的岗位。")
    today = timezone.localdate()
    if post.valid_to is not None and post.valid_to <= today:
        raise NotAllowed("这个岗位已经免去。")
    post.valid_to = today
    post.save(update_fields=["valid_to"])
    record("accounts.dismiss", on=post, by=by, username=post.account.username, role=post.role)
    return post


def choose_post(*, account: Account, post_id: int, by: Actor) -> Actor:
    """切换岗位。Returns the actor in the new post; ``NoSuchAccount`` if it is not held."""
    posts = current_posts(account.pk)
    if all(p.pk != post_id for p in posts):
        raise NoSuchAccount(post_id)
    return actor_in(account, posts, post_id)


@transaction.atomic
def change_own_password(*, account: Account, password: str) -> None:
    """本人改口令。The form has asked the password rules."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    record("accounts.change_password", on=account, by=actor_for(account, None))


@transaction.atomic
def end_other_sessions(*, account: Account, keep: str, by: Actor) -> int:
    """本人结束其他地方的登录。``keep`` is the session key of this browser."""
    keys = [s.session_key for s in open_sessions(account.pk) if s.session_key != keep]
    ended = end_sessions(keys)
    record("accounts.end_sessions", on=account, by=by, ended=ended)
    return ended


@transaction.atomic
def note_login(*, account: Account, **facts: Any) -> None:
    """登录留痕。"""
    record("accounts.login", on=account, by=actor_for(account, None), **facts)


@transaction.atomic
def note_logout(*, account: Account, **facts: Any) -> None:
    """退出留痕（本人退出或闲置超时）。"""
    record("accounts.logout", on=account, by=actor_for(account, None), **facts)


@transaction.atomic
def note_lockout(*, username: str, address: str) -> None:
    """锁定留痕；名字不是任何账号的，也留下。"""
    account = Account.objects.filter(username=username).first()
    on = account or Account(username=username)
    record("accounts.lock", on=on, by=Actor.system("登录"), username=username[:40], ip=address)
