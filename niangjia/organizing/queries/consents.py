"""Texts people agree to, and what somebody agreed to."""

from functools import lru_cache
from time import monotonic

from niangjia.kernel.scope.actor import Scope
from niangjia.organizing.enums.members import ConsentPurpose
from niangjia.organizing.models import Consent, ConsentText

ORDER = list(ConsentPurpose.values)
NEEDED = frozenset({ConsentPurpose.MEMBERSHIP.value})
"""Without these there is no membership; all others are free."""

KEEP = 30  # seconds


def current_texts() -> dict[str, ConsentText]:
    """Purpose → the text in force, in the order they are shown; read anew every half minute."""
    return _texts(int(monotonic() / KEEP))


def forget_texts() -> None:
    """After a new version: this process asks again at once."""
    _texts.cache_clear()


@lru_cache(maxsize=2)
def _texts(_: int) -> dict[str, ConsentText]:
    rows = ConsentText.objects.filter(valid_to__isnull=True)
    return {row.purpose: row for row in sorted(rows, key=lambda row: ORDER.index(row.purpose))}


def all_texts() -> list[ConsentText]:
    """All versions, newest first within a purpose."""
    return sorted(ConsentText.objects.all(), key=lambda t: (ORDER.index(t.purpose), -t.number))


def consents_of(person_id: int) -> list[Consent]:
    """What a member agreed to, newest first; withdrawn ones too."""
    rows = Consent.objects.unscoped(reason="本人的同意记录").filter(person_id=person_id)
    return list(rows.select_related("text").order_by("-given_at", "-pk"))


def consents_of_application(scope: Scope, application_id: int) -> list[Consent]:
    rows = Consent.objects.within(scope).filter(application_id=application_id)
    return list(rows.select_related("text"))


def given_now(person_id: int) -> dict[str, Consent]:
    """Purpose → the consent in force, whichever version it was given to."""
    found: dict[str, Consent] = {}
    for consent in consents_of(person_id):
        if consent.withdrawn_at is None:
            found.setdefault(consent.text.purpose, consent)
    return found


def has_consent(person_id: int, purpose: str) -> bool:
    return purpose in given_now(person_id)
