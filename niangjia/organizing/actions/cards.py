"""Cards: given out, renewed, checked at a venue; the list of a day for a venue without network."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.models import MemberCard, Person, Union
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.cards import (
    CardAnswer,
    Verdict,
    card_by_id,
    cards_in,
    count_cards,
    day_key,
    open_card,
    step_of,
    verdict_on,
)
from niangjia.organizing.queries.memberships import person_to_act_on, union_by_id
from niangjia.organizing.rules.cards import SECRET_BYTES, DayList, card_id_of, card_number

LONGEST_LIST = 20_000


@transaction.atomic
def card_for(*, person_id: int, by: Actor) -> MemberCard:
    """本人的会员卡；第一次打开时发卡。"""
    card = open_card(person_id)
    if card is not None and card.person.state in HELD:
        return card
    person = person_to_act_on(by, person_id)
    if person.state not in HELD:
        raise NotAllowed("会员卡：不是在籍会员")
    return _issue(person, by)


@transaction.atomic
def renew_card(*, person_id: int, by: Actor) -> MemberCard:
    """换卡：手机丢失等；原来的码当时作废。"""
    person = person_to_act_on(by, person_id)
    if person.state not in HELD:
        raise NotAllowed("换卡：不是在籍会员")
    rows = MemberCard.objects.unscoped(reason="本人的会员卡").filter(person=person)
    rows.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    return _issue(person, by)


def _issue(person: Person, by: Actor) -> MemberCard:
    """Two phones at once: the database keeps one open card, both get that one."""
    secret = secrets.token_hex(SECRET_BYTES)
    MemberCard.objects.bulk_create(
        [MemberCard(person=person, secret=secret)], ignore_conflicts=True
    )
    card = open_card(person.pk)
    assert card is not None
    record("organizing.card_issue", on=card, by=by, unit_path=person.path, person=person.pk)
    return card


@transaction.atomic
def check_card(*, ref: str, code: str, now: datetime | None = None) -> Verdict:
    """核验会员码：当时的码才算数，超过一分钟的截图不认，同一个码只认一次。"""
    moment = now or timezone.now()
    card_id = card_id_of(ref)
    card = card_by_id(card_id, lock=True) if card_id is not None else None
    step = step_of(card, code, moment) if card is not None else None
    if card is None or step is None:
        return Verdict(CardAnswer.WRONG, at=moment)
    if step <= card.last_step:
        return Verdict(CardAnswer.USED, at=moment)
    card.last_step = step
    card.save(update_fields=["last_step"])
    return verdict_on(card, moment)


@transaction.atomic
def pack_day(*, union_id: int, day: date, venue: str, by: Actor) -> DayList:
    """离线核验包：一个工会一天的核验密钥，给没有网络的场所；下载留痕，过了当天就没有用。"""
    union: Union = union_by_id(union_id)
    if not may_act_for(by, union):
        raise NotAllowed("离线核验包：只有本工会或其上级工会的工作人员可以下载")
    if day < timezone.localdate():
        raise ValueError("离线核验包：日期已过")
    if not venue.strip():
        raise ValueError("请写明用在哪个场所")
    if count_cards(union.unit.scope) > LONGEST_LIST:
        raise ValueError(f"会员卡超过 {LONGEST_LIST:,} 张，手机装不下，请按下级工会分别下载")
    keys = {card_number(c.pk): day_key(c, day).hex() for c in cards_in(union.unit.scope)}
    record(
        "organizing.card_pack", on=union, by=by, unit_path=union.unit.path, day=day.isoformat(),
        venue=venue[:60], cards=len(keys),
    )  # fmt: skip
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return DayList(day, venue.strip()[:60], made, keys)
