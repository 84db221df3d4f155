"""Codes that are typed by hand, links that are scanned, codes that turn every half minute.

All three rest on HMAC-SM3 under keys derived for their purpose alone (``kernel.crypto``), so that a
code of one kind proves nothing for another.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from niangjia.kernel.crypto import check_mac, mac, ring
from niangjia.kernel.crypto.keys import hmac_sm3

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to mistake
MISREAD = str.maketrans("ILOU", "110V")
RANDOM, SEAL = 10, 6  # characters of 5 bits: 50 bits to guess, 30 bits to forge
CHECK = "documents.check"
TAG_SIZE = 16  # bytes of a link's seal
STEP = 30  # seconds a turning code is shown
DIGITS = 6


class BadLink(ValueError):
    """A link that is forged, damaged or over. The message is for the user."""


class ExpiredLink(BadLink):
    """The signature is right, the time is over."""


@dataclass(frozen=True, slots=True)
class SignedLink:
    """What a genuine link carries. ``expires``: seconds since 1970, 0 for never."""

    purpose: str
    payload: str
    expires: int


# Codes of public checks: ten random characters and six that only we can add.


def new_code() -> str:
    """A new check code of 16 characters."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _seal(ring().current, body)


def is_ours(code: str) -> bool:
    """Whether a key of ours made this code: without looking into the database."""
    if len(code) != RANDOM + SEAL:
        return False
    body, seal = code[:RANDOM], code[RANDOM:]
    return any(hmac.compare_digest(_seal(key_id, body), seal) for key_id in ring().ids)


def plain_code(text: str) -> str:
    """As typed by people: blanks and dashes fall away, letters easily misread are put right."""
    return re.sub(r"[\s-]", "", text).upper().translate(MISREAD)[:40]


def shown_code(code: str) -> str:
    """In groups of four: ``7K3M-Q9WD-0T2V-XNHC``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _seal(key_id: str, body: str) -> str:
    tag = hmac_sm3(ring().derive(key_id, f"code/{CHECK}"), body.encode())
    return "".join(ALPHABET[byte % 32] for byte in tag[:SEAL])


# Signed links: purpose, payload and end of validity, sealed.


def sign_link(purpose: str, payload: str, *, expires: datetime | None = None) -> str:
    """A token for ``/q/<token>/``: short, safe in a URL, worthless once ``expires`` has passed.

    ``purpose`` and ``payload``: ASCII letters, digits, ``-`` and ``_``; nothing secret, for both can
    be read by anyone who holds the link.
    """
    for part in (purpose, payload):
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", part):
            raise ValueError(f"链接内容只能用字母、数字、-、_：{part!r}")
    end = _base36(int(expires.timestamp())) if expires else "0"
    told = f"{purpose}.{payload}.{end}"
    key_id, tag = mac(told.encode(), "documents.link")
    seal = base64.urlsafe_b64encode(tag[:TAG_SIZE]).decode().rstrip("=")
    return f"{told}.{key_id}.{seal}"


def read_link(token: str, *, at: datetime) -> SignedLink:
    """The contents of a genuine token; ``BadLink`` for a forged one, ``ExpiredLink`` after its end."""
    parts = token.split(".")
    if len(parts) != 5:
        raise BadLink("链接不完整，请重新扫码或索取新的链接。")
    purpose, payload, end, key_id, seal = parts
    told = f"{purpose}.{payload}.{end}".encode()
    if not check_mac(told, "documents.link", key_id, _bytes(seal), size=TAG_SIZE):
        raise BadLink("链接不是本系统发出的，或者已被改动，请不要相信来源不明的二维码。")
    expires = int(end, 36)
    if expires and at.timestamp() >= expires:
        raise ExpiredLink("链接已经过期，请向发出单位索取新的二维码。")
    return SignedLink(purpose, payload, expires)


def _bytes(seal: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(seal + "=" * (-len(seal) % 4))
    except ValueError:
        return b""


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


# Turning codes (the principle of RFC 6238 with HMAC-SM3).


def turning_key(subject: str) -> bytes:
    """The key of one subject's turning code (``member-12``); derived, so nothing need be stored."""
    return ring().derive(ring().current, f"turning/{subject}")


def turning_code(key: bytes, at: int) -> str:
    """Six digits for the half minute in which the second ``at`` (since 1970) lies."""
    return _digits(key, at // STEP)


def turning_step(key: bytes, code: str, at: int, *, fast: int = 1) -> int | None:
    """The step in which ``code`` was shown, or ``None`` if it is wrong or too old at ``at``.

    Good are the codes of this half minute and the one before, so that none older than 60
    seconds passes, and of ``fast`` half minutes ahead, for a clock that runs fast. Keep the
    step beside the subject and refuse one not greater than the last: no code works twice.
    """
    for step in _steps(at // STEP, fast):
        if hmac.compare_digest(_digits(key, step).encode(), code.strip().encode()):
            return step
    return None


def _steps(now: int, fast: int) -> Iterator[int]:
    yield now
    yield now - 1
    yield from range(now + 1, now + 1 + fast)


def _digits(key: bytes, step: int) -> str:
    tag = hmac_sm3(key, step.to_bytes(8, "big"))
    at = tag[-1] & 0x0F
    number = int.from_bytes(tag[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"
