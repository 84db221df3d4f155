"""The member card's code: whose it is and of which day. Pure.

Each card has a secret; from it a key for each day is derived, and from that the code of each half
minute. A key of one day says nothing about another day's, so that a venue without a network may
be given the keys of one day (``DayList``) and no more than that day's codes could ever leak.
"""

from dataclasses import dataclass
from datetime import date

SECRET_BYTES = 32
NUMBER = 10
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class DayList:
    """What a venue takes along: keys of one day, by card number, and until when it is true."""

    day: date
    venue: str
    made_at: str
    keys: dict[str, str]


def card_number(card_id: int) -> str:
    """Ten digits as printed on the card."""
    return f"{card_id:0{NUMBER}d}"


def card_ref(card_id: int) -> str:
    """The card in a link: short."""
    digits = ""
    while card_id:
        card_id, rest = divmod(card_id, 36)
        digits = ALPHABET[rest] + digits
    return digits or "0"


def card_id_of(ref: str) -> int | None:
    """The reverse of ``card_ref``; ``None`` for anything else."""
    if not ref or len(ref) > 12 or any(c not in ALPHABET for c in ref):
        return None
    return int(ref, 36)


def day_label(day: date) -> bytes:
    """What the key of a day is derived from."""
    return f"card-day/{day.isoformat()}".encode()
