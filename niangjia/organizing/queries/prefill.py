"""What the register knows of somebody who applies again, so that it is not asked twice (X6)."""

from dataclasses import dataclass

from niangjia.kernel.crypto import blind_indexes
from niangjia.organizing.enums.members import HELD, MembershipState
from niangjia.organizing.models import Consent, JoinApplication, Membership, Person, WorkRelation
from niangjia.organizing.queries.consents import NEEDED, current_texts, given_now
from niangjia.organizing.rules.join import Work
from niangjia.organizing.rules.members import PersonFacts

OWN = "本人再次办理，已登记的不再问"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What is on file of the own person. ``employer``: the name of where they last worked."""

    person: Person
    facts: PersonFacts
    work: Work
    employer: str

    @property
    def platforms(self) -> str:
        return "、".join(self.work.platforms)


def former_with(number: str, phone: str) -> Person | None:
    """Somebody who was a member and left, if the register has this very phone for them."""
    rows = Person.objects.unscoped(reason=OWN).select_related("unit")
    return rows.filter(
        number_index__in=blind_indexes(number, "identity"),
        phone_index__in=blind_indexes(phone, "phone"),
    ).exclude(state__in=["", *HELD, MembershipState.DECEASED]).first()  # fmt: skip


def own_person(person_id: int) -> Person:
    """The person of a sealed draft or a session."""
    return Person.objects.unscoped(reason=OWN).select_related("unit").get(pk=person_id)


def known_person(person: Person) -> KnownPerson:
    """Identity, phone and last work, off the register."""
    facts = PersonFacts(
        person.name, person.number or "", person.document_kind, person.phone or "", person.sex,
        person.birth_on,
    )  # fmt: skip
    employer, work = _last_work(person)
    return KnownPerson(person, facts, work, employer)


def _last_work(person: Person) -> tuple[str, Work]:
    rows = WorkRelation.objects.unscoped(reason=OWN).filter(person=person, valid_to__isnull=True)
    held = list(rows.select_related("employer").order_by("-pk"))
    platforms = tuple(dict.fromkeys(row.platform for row in reversed(held) if row.platform))
    employer = next((row.employer for row in held if row.employer), None)
    if employer is None and not platforms:
        memberships = Membership.objects.unscoped(reason=OWN).filter(
            person=person, employer__closed_on__isnull=True, employer__isnull=False
        )
        last = memberships.select_related("employer").order_by("-recorded_at", "-pk").first()
        employer = last.employer if last else None
    on_platform = next((row for row in held if row.platform), None)
    name = employer.name if employer else person.employer_name
    work = Work(
        employer.pk if employer else None, name, platforms, person.trade if platforms else "",
        on_platform.relation if on_platform else "", person.migrant,
    )  # fmt: skip
    return name, work


def still_agreed(person_id: int) -> dict[str, Consent]:
    """Purpose → a consent in force to the very text in force: nobody is asked for it again.

    The one to membership is the application itself and is given each time.
    """
    texts = current_texts()
    return {
        purpose: consent
        for purpose, consent in given_now(person_id).items()
        if purpose not in NEEDED and purpose in texts and consent.text_id == texts[purpose].pk
    }


def said_before(application_id: int) -> dict[str, object]:
    """What an application that is put right agreed to and stated, for the form to show again.

    A text with a new wording since is left open: it has to be read.
    """
    rows = JoinApplication.objects.unscoped(reason=OWN)
    application = rows.get(pk=application_id)
    purposes = {text.pk: purpose for purpose, text in current_texts().items()}
    agreed = Consent.objects.unscoped(reason=OWN).filter(
        application=application, withdrawn_at__isnull=True, text__in=purposes
    )
    ticks = {f"agree_{purposes[pk]}": True for pk in agreed.values_list("text_id", flat=True)}
    return ticks | {"address": application.address or "", "plate": application.plate or ""}


def plate_of(person_id: int) -> str:
    """The plate on file, kept by its own consent."""
    rows = WorkRelation.objects.unscoped(reason=OWN).filter(
        person_id=person_id, valid_to__isnull=True
    )
    return next((row.plate for row in rows if row.plate), "") or ""
