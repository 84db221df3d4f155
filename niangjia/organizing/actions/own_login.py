"""The member's own session: begun with phone, code and the end of the number; ended anywhere."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.audit.models import record
from niangjia.kernel.locks import hold
from niangjia.organizing.actions.join_phone import use_phone_code
from niangjia.organizing.enums.members import MembershipState
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.models import MemberLogin, MemberSession, Person
from niangjia.organizing.policies.memberships import as_member
from niangjia.organizing.queries.own import (
    Member,
    digest_of,
    login_of,
    member_by_key,
    people_with,
)

KEPT = timedelta(days=183)
LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)
TAIL = 4
WRONG = "手机号、证件号码后四位或验证码不对。刚换过手机号的，请到所在工会窗口更新后再登录。"


def login_member(
    *, phone: str, tail: str, code: str, agent: str = "", now: datetime | None = None
) -> str:
    """会员登录；返回只存在本人手机里的密钥。``ValueError`` says the same whatever was wrong.

    The end of the number parts members who share a phone, and keeps out whoever has been given
    somebody's former number.
    """
    right = use_phone_code(phone=phone, purpose=PhonePurpose.LOGIN, code=code, now=now)
    fitting = [p for p in people_with(phone) if _ends_with(p, tail)] if right else []
    if len(fitting) != 1:
        raise ValueError(WRONG)
    return start_session(person=fitting[0], agent=agent, now=now)


def _ends_with(person: Person, tail: str) -> bool:
    wanted = tail.strip().upper()
    alive = person.state != MembershipState.DECEASED
    return alive and len(wanted) == TAIL and (person.number or "").upper().endswith(wanted)


@transaction.atomic
def start_session(*, person: Person, agent: str = "", now: datetime | None = None) -> str:
    """A session for somebody who has proved phone and number; the key is kept nowhere else."""
    moment, key = now or timezone.now(), secrets.token_urlsafe(32)
    account_id = _account_of(person)
    session = MemberSession.objects.create(
        key_digest=digest_of(key), person=person, account=account_id, started_at=moment,
        seen_at=moment, expires_at=moment + LASTS, agent=agent[:60],
    )  # fmt: skip
    record("organizing.member_login", on=session, by=as_member(person, account_id),
           unit_path=person.path, person=person.pk)  # fmt: skip
    return key


def _account_of(person: Person) -> int:
    """The member's own account: no password, no post, nothing a staff login could use."""
    known = login_of(person.pk)
    if known is not None:
        return known.account_id
    hold(f"organizing.login:{person.pk}")
    known = login_of(person.pk)
    if known is not None:
        return known.account_id
    account = Account.objects.create_user(f"member-{person.pk}", None, name=person.name)
    MemberLogin.objects.create(person=person, account=account)
    return account.pk


def member_at(key: str, now: datetime | None = None) -> Member | None:
    """Whose session it is; noted now and then as used."""
    moment = now or timezone.now()
    member = member_by_key(key, moment)
    if member is not None and moment - member.session.seen_at > SEEN_EVERY:
        member.session.seen_at = moment
        member.session.save(update_fields=["seen_at"])
    return member


def end_session(*, member: Member, session_id: int | None = None) -> int:
    """退出本机，或退出自己的另一台手机。Returns how many were ended."""
    rows = MemberSession.objects.unscoped(reason="本人的会话")
    mine = rows.filter(person=member.person, pk=session_id or member.session.pk)
    return mine.filter(ended_at__isnull=True).update(ended_at=timezone.now())


def forget_sessions(now: datetime | None = None) -> int:
    """Remove logins that ended or ran out half a year ago; the trail keeps that they were."""
    before = (now or timezone.now()) - KEPT
    rows = MemberSession.objects.unscoped(reason="按期清除全部会员的登录记录")
    over = Q(ended_at__lt=before) | Q(expires_at__lt=before)
    return rows.filter(over).delete()[0]


def keep_large(*, member: Member, large: bool) -> None:
    """长辈版 is kept with the member, not with the phone."""
    Account.objects.filter(pk=member.session.account).update(large_type=large)
