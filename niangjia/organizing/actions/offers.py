"""免申即享: a transfer prepared from the register; the member alone says yes or no (X6)."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record, record_many
from niangjia.kernel.notifications.outbox import post_messages
from niangjia.kernel.notifications.wordings import Wording, register_wording
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_transfers import ask_transfer
from niangjia.organizing.enums.services import OfferState
from niangjia.organizing.models import Employer, Offer, Person
from niangjia.organizing.queries.memberships import person_to_act_on
from niangjia.organizing.queries.offers import WHY, is_due, members_due, overtaken, own_offer

HOUSE = Actor.system("免申即享")
PREPARED = register_wording(
    Wording(
        "organizing.offer_prepared",
        "{employer}已有自己的工会，您的会籍转接已备好，打开会员页确认就办，不确认则会籍不变：{link}",
        approval="GH-RH-04",
    )
)


@transaction.atomic
def prepare_offers() -> dict[str, int]:
    """备好：单位已有自己的工会、人还在兜底工会的会员；不再适用的收回。可以重复执行。"""
    lapsed = list(overtaken())
    for offer in lapsed:
        _lapse(offer)
    due = members_due()
    rows = Person.objects.unscoped(reason=WHY).select_related("unit")
    people = rows.in_bulk([person for person, _, _ in due])
    made = [
        Offer(person=people[person], employer_id=employer, union_id=union)
        for person, employer, union in due
    ]
    Offer.objects.bulk_create(made, ignore_conflicts=True)
    told = [(offer.person, {"union": offer.union_id}) for offer in made]
    record_many("organizing.offer_prepare", told, by=HOUSE)
    _tell(made)
    return {"prepared": len(made), "lapsed": len(lapsed)}


def _tell(made: list[Offer]) -> None:
    """By short message, once: who does not open the own page would never know."""
    rows = Employer.objects.unscoped(reason=WHY)
    names = dict(rows.filter(pk__in={o.employer_id for o in made}).values_list("pk", "name"))
    link = settings.PUBLIC_ADDRESS + reverse("own:home")
    letters = [
        (o.person.unit_id, o.person.phone, {"employer": names[o.employer_id][:40], "link": link})
        for o in made
        if o.person.phone
    ]
    post_messages(letters, code=PREPARED.code, by=HOUSE)


def _lapse(offer: Offer) -> None:
    offer.state, offer.answered_at = OfferState.LAPSED, timezone.now()
    offer.save(update_fields=["state", "answered_at"])
    record("organizing.offer_lapse", on=offer, by=HOUSE, unit_path=offer.person.path)


def _taken(person_id: int, offer_id: int, by: Actor) -> Offer:
    person = person_to_act_on(by, person_id)
    offer = own_offer(person.pk, offer_id, lock=True)
    if offer.state != OfferState.PREPARED:
        raise NotAllowed(f"这件事项现在是“{offer.get_state_display()}”，不能再办。")
    return offer


@transaction.atomic
def accept_offer(*, person_id: int, offer_id: int, by: Actor) -> Offer:
    """本人确认：用备好的内容提出转接，什么也不用填。"""
    offer = _taken(person_id, offer_id, by)
    if not is_due(offer):
        raise NotAllowed("情况已有变化（单位、工会或会籍），这件备好的转接不再适用。")
    offer.transfer = ask_transfer(
        person_id=person_id, to_union_id=offer.union_id, employer_id=offer.employer_id,
        note="免申即享：本单位已建会，本人确认", by=by,
    )  # fmt: skip
    offer.state, offer.answered_at = OfferState.ACCEPTED, timezone.now()
    offer.save(update_fields=["state", "answered_at", "transfer"])
    path = offer.person.path
    record("organizing.offer_accept", on=offer, by=by, unit_path=path, transfer=offer.transfer.pk)
    return offer


@transaction.atomic
def decline_offer(*, person_id: int, offer_id: int, by: Actor, answer: str = "") -> Offer:
    """本人不需要：会籍不动，同一家工会不再提。"""
    offer = _taken(person_id, offer_id, by)
    offer.state, offer.answered_at = OfferState.DECLINED, timezone.now()
    offer.answer = answer.strip()[:200]
    offer.save(update_fields=["state", "answered_at", "answer"])
    record("organizing.offer_decline", on=offer, by=by, unit_path=offer.person.path)
    return offer
