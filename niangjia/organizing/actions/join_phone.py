"""A code by short message: sent, and checked once (peers X3: phone and code instead of puzzles)."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from niangjia.kernel.crypto import blind_index, blind_indexes
from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.enums import Channel
from niangjia.kernel.notifications.gateways import Letter, Refused, gateway
from niangjia.kernel.notifications.wordings import Wording, register_wording
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.models import PhoneCode
from niangjia.organizing.rules.join_phone import BRAKE, DIGITS, sending_problem

TEXT = register_wording(
    Wording(
        "organizing.phone_code",
        "您的验证码是{code}，{minutes}分钟内有效，用于{purpose}。工作人员不会向您索要验证码。",
        approval="GH-YZM-01",
    )
)
WRONG = "验证码不对或已过期，请核对短信，或重新获取。"


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of it: ``problem`` in Chinese, or the digits, which go nowhere but the phone
    (and onto the page of the sample city, where no message leaves the house)."""

    problem: str = ""
    code: str = ""


def send_phone_code(
    *,
    phone: str,
    purpose: PhonePurpose,
    address: str,
    crowd: bool = False,
    now: datetime | None = None,
) -> Sending:
    """Send six digits to a phone, whoever it belongs to; says nothing about whether it is known.

    ``address``: of whoever asks; ``crowd``: at a ceremony many share one.
    """
    moment = now or timezone.now()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    visitor = blind_index(address, "visitor") if address else ""
    with transaction.atomic():
        hold(f"organizing.phone:{blind_index(phone, 'phone')}")
        if problem := _problem(phone, visitor, crowd, moment):
            return Sending(problem)
        row = _write(phone, purpose, visitor, code, moment)
    minutes = int(BRAKE.good_for.total_seconds() // 60)
    text = TEXT.fill(code=code, minutes=minutes, purpose=purpose.label)
    try:
        gateway(Channel.SMS).send(Letter(row.pk, Channel.SMS, phone, TEXT.approval, text))
    except Refused:
        return Sending("短信暂时发不出去，请稍后再试，或到工会窗口办理。")
    return Sending("", code)


def _problem(phone: str, visitor: str, crowd: bool, now: datetime) -> str:
    """Why no code may be sent now, or ""."""
    day = PhoneCode.objects.filter(sent_at__gt=now - timedelta(days=1))
    sent = _of(day, phone).values_list("sent_at", flat=True)
    asked = PhoneCode.objects.filter(visitor=visitor, sent_at__gt=now - timedelta(hours=1))
    return sending_problem(
        list(sent), from_visitor=asked.count() if visitor else 0, from_house=day.count(), now=now,
        crowd=crowd,
    )  # fmt: skip


def _write(phone: str, purpose: PhonePurpose, visitor: str, code: str, now: datetime) -> PhoneCode:
    """The row of a new code; the one before is good no more."""
    old = _of(PhoneCode.objects.filter(purpose=purpose, used_at__isnull=True), phone)
    old.update(used_at=now)
    return PhoneCode.objects.create(
        phone=phone, purpose=purpose, digest=_digest(phone, purpose, code), visitor=visitor,
        sent_at=now, expires_at=now + BRAKE.good_for,
    )  # fmt: skip


def _of(rows: QuerySet[PhoneCode], phone: str) -> QuerySet[PhoneCode]:
    return rows.filter(phone_index__in=blind_indexes(phone, "phone"))


@transaction.atomic
def use_phone_code(
    *, phone: str, purpose: PhonePurpose, code: str, now: datetime | None = None
) -> bool:
    """Whether these digits were sent to this phone for this purpose; good once."""
    moment = now or timezone.now()
    rows = PhoneCode.objects.select_for_update().filter(
        phone_index__in=blind_indexes(phone, "phone"), purpose=purpose, used_at__isnull=True,
        expires_at__gt=moment, tries__lt=BRAKE.tries,
    )  # fmt: skip
    row = rows.order_by("-sent_at").first()
    if row is None:
        return False
    row.tries += 1
    right = hmac.compare_digest(row.digest, _digest(phone, purpose, code.strip()))
    row.used_at = moment if right else None
    row.save(update_fields=["tries", "used_at"])
    return right


def forget_phone_codes(now: datetime | None = None) -> int:
    """Remove what is older than two days; returns how many."""
    before = (now or timezone.now()) - timedelta(days=2)
    return PhoneCode.objects.filter(sent_at__lt=before).delete()[0]


def _digest(phone: str, purpose: str, code: str) -> str:
    return blind_index(f"{phone}/{code}", f"phone-code-{purpose}")
