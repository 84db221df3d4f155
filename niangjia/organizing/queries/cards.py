"""The card and its code at a moment; what a venue may know of the holder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.crypto.keys import hmac_sm3
from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.documents.codes import STEP, turning_code, turning_step
from niangjia.kernel.scope.actor import Scope
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.models import MemberCard
from niangjia.organizing.rules.cards import card_number, card_ref, day_label

WHY = "会员码由本人出示，凭当时的码核验"


class CardAnswer(StrEnum):
    VALID = "valid"
    WRONG = "wrong"  # forged, mistyped, or older than a minute
    USED = "used"  # the same code once more
    ENDED = "ended"  # genuine, but no member any more


@dataclass(frozen=True, slots=True)
class Shown:
    """What the card shows now. ``seconds``: until the next code."""

    number: str
    code: str
    link: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a venue. Name masked; union and state only for a valid code."""

    answer: CardAnswer
    name: str = ""
    union: str = ""
    state: str = ""
    at: datetime | None = None


def open_card(person_id: int) -> MemberCard | None:
    rows = MemberCard.objects.unscoped(reason="本人的会员卡").select_related("person")
    return rows.filter(person_id=person_id, revoked_at__isnull=True).first()


def card_by_id(card_id: int, *, lock: bool = False) -> MemberCard | None:
    rows = MemberCard.objects.unscoped(reason=WHY).select_related("person__unit")
    found = rows.filter(pk=card_id, revoked_at__isnull=True)
    return (found.select_for_update(of=("self",)) if lock else found).first()


def day_key(card: MemberCard, day: date) -> bytes:
    """The key of a day, from which that day's codes are made."""
    return hmac_sm3(bytes.fromhex(card.secret or ""), day_label(day))


def shown_at(card: MemberCard, now: datetime) -> Shown:
    """Code and link of this half minute."""
    second = int(now.timestamp())
    code = turning_code(day_key(card, timezone.localdate(now)), second)
    path = reverse("card:card_check", args=[card_ref(card.pk), code])
    left = STEP - second % STEP
    return Shown(card_number(card.pk), code, settings.PUBLIC_ADDRESS + path, left)


def step_of(card: MemberCard, code: str, now: datetime) -> int | None:
    """The half minute in which the code was shown, if that is less than 60 seconds ago.

    Around midnight a code may still be of the day before, or already of the next.
    """
    second = int(now.timestamp())
    days = {timezone.localdate(now + timedelta(seconds=s)) for s in (-2 * STEP, 0, STEP)}
    for day in sorted(days):
        step = turning_step(day_key(card, day), code, second)
        if step is not None and _day_of(step) == day:
            return step
    return None


def _day_of(step: int) -> date:
    at = datetime.fromtimestamp(step * STEP, tz=timezone.get_current_timezone())
    return at.date()


def verdict_on(card: MemberCard, now: datetime) -> Verdict:
    """What is told of a holder whose code was right."""
    person = card.person
    held = person.state in HELD
    answer = CardAnswer.VALID if held else CardAnswer.ENDED
    shown = person.get_state_display() if person.state else "非会员"
    return Verdict(answer, mask_name(person.name), person.unit.name if held else "", shown, now)


def cards_in(scope: Scope) -> Iterable[MemberCard]:
    """Open cards of members in scope, for a day list."""
    rows = MemberCard.objects.within(scope).filter(revoked_at__isnull=True)
    return rows.filter(person__state__in=HELD).order_by("pk").iterator()


def count_cards(scope: Scope) -> int:
    rows = MemberCard.objects.within(scope).filter(revoked_at__isnull=True)
    return rows.filter(person__state__in=HELD).count()
