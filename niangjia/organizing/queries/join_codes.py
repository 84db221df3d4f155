"""What a scanned code stands for, and whether anybody may still join by it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.documents.codes import BadLink, ExpiredLink, read_link, sign_link
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import CodeKind, JoinChannel
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import JoinCode, JoinEvent, Union, UnionVersion
from niangjia.organizing.models.facts import OPEN

PRINTED, LIVE, FORM = "join", "join-live", "join-form"
"""Purposes of links: a printed code, one on a screen, and the form a person has begun."""

FORM_LASTS = timedelta(hours=2)
KEEP = 5  # seconds
WHY = "扫码的人还没有岗位；链接有签名，只认这一个码"


class EntryRefused(Exception):
    """Nobody can join by this link. ``title`` and ``message`` are for the user."""

    def __init__(self, title: str, message: str) -> None:
        self.title, self.message = title, message
        super().__init__(message)


class NoSuchCode(Absent):
    """No code of this number in the scope."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into one union. ``payload`` names it in links; ``code`` is empty for the web."""

    payload: str
    union: Union
    name: str
    code: JoinCode | None = None

    @property
    def event(self) -> JoinEvent | None:
        return self.code.event if self.code else None

    @property
    def channel(self) -> str:
        if self.code is None:
            return JoinChannel.WEB
        return JoinChannel.EVENT if self.code.event_id else JoinChannel.QR


def entry_of(token: str, *, now: datetime | None = None, sending: bool = False) -> Entry:
    """The way in behind a link, or ``EntryRefused``.

    ``sending``: the form is being sent; what was read within the last seconds will do, so that
    hundreds who send at once ask for their one union once.
    """
    moment = now or timezone.now()
    try:
        link = read_link(token, at=moment)
    except ExpiredLink:
        text = "这个二维码会定时更换。请在现场屏幕上重新扫码，或向工会索取新的二维码。"
        raise EntryRefused("二维码已过期", text) from None
    except BadLink as bad:
        raise EntryRefused("不是工会发出的二维码", str(bad)) from None
    if link.purpose not in (PRINTED, LIVE, FORM):
        raise EntryRefused("这个二维码不是用来入会的", "请扫工会张贴的入会二维码。")
    today = timezone.localdate(moment)
    kept = int(monotonic() / KEEP)
    entry = _kept_entry(link.payload, today, kept) if sending else entry_by(link.payload, today)
    if link.purpose == PRINTED and entry.code and entry.code.kind == CodeKind.DYNAMIC:
        raise EntryRefused("请扫现场屏幕上的二维码", "这个活动的二维码会定时更换。")
    return entry


@lru_cache(maxsize=2048)
def _kept_entry(payload: str, today: date, _: int) -> Entry:
    return entry_by(payload, today)


def entry_by(payload: str, today: date) -> Entry:
    """By the payload of a link already proved genuine: ``c…`` a code, ``u12`` a union."""
    return _web_entry(payload) if payload.startswith("u") else _code_entry(payload, today)


def _living() -> Exists:
    versions = UnionVersion.objects.unscoped(reason=WHY).filter(OPEN, state__in=LIVING)
    return Exists(versions.filter(union_id=OuterRef("union_id")))


def _code_entry(payload: str, today: date) -> Entry:
    rows = JoinCode.objects.unscoped(reason=WHY).select_related("union__unit", "event")
    code = rows.annotate(living=_living()).filter(code=payload).first()
    if code is None:
        raise EntryRefused("没有这个二维码", "它可能已被删除，请向工会索取新的二维码。")
    over = code.valid_to is not None and code.valid_to <= today
    closed = code.event is not None and code.event.closed_at is not None
    if closed:
        raise EntryRefused("这场集中入会已经结束", "请向工会索取平时使用的入会二维码。")
    if code.revoked_at or over:
        raise EntryRefused("二维码已停用", "请向工会索取新的二维码。")
    if code.valid_from > today:
        raise EntryRefused("二维码还没有启用", f"自 {code.valid_from} 起可以使用。")
    if not code.living:
        raise _gone(code.union)
    return Entry(payload, code.union, code.union.unit.name, code)


def _web_entry(payload: str) -> Entry:
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(OPEN, union_id=int(payload[1:]))
    version = rows.select_related("union__unit").first()
    if version is None:
        raise EntryRefused("没有这个工会", "请重新查找。")
    if version.state not in LIVING:
        raise _gone(version.union)
    return Entry(payload, version.union, version.union.unit.name)


def _gone(union: Union) -> EntryRefused:
    text = f"“{union.unit.name}”已撤销或并入其他工会，请按工作单位或所在镇街查找现在的工会。"
    return EntryRefused("这个工会已撤销", text)


def printed_address(code: JoinCode) -> str:
    """What the QR of a poster holds: good until the code's last day."""
    end = None
    if code.valid_to:
        midnight = datetime.combine(code.valid_to, datetime.min.time())
        end = timezone.make_aware(midnight)
    return settings.PUBLIC_ADDRESS + join_path(sign_link(PRINTED, code.code, expires=end))


def live_address(code: JoinCode, now: datetime) -> str:
    """What the screen shows for the moment; a photograph of it is worthless soon after."""
    end = now + timedelta(seconds=2 * code.refresh)
    return settings.PUBLIC_ADDRESS + join_path(sign_link(LIVE, code.code, expires=end))


def form_path(payload: str, now: datetime) -> str:
    """Where the form of somebody who has come in is sent to."""
    return join_path(sign_link(FORM, payload, expires=now + FORM_LASTS))


def join_path(token: str) -> str:
    return reverse("join:join_start", args=[token])


def codes_in(scope: Scope) -> ScopedQuerySet[JoinCode]:
    """Codes of the unions in scope, newest first."""
    return JoinCode.objects.within(scope).select_related("union__unit", "event")


def code_for(scope: Scope, code_id: int, *, lock: bool = False) -> JoinCode:
    rows = codes_in(scope).filter(pk=code_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchCode(code_id)
    return found
