"""Keyed digests: blind indexes for equality search, seals for the audit chain."""

import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes

from niangjia.kernel.crypto.keys import hmac_sm3, ring


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905): 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def sm3_of(pieces: Iterable[bytes]) -> str:
    """SM3 of what the pieces make together, in hexadecimal; for files too big to hold."""
    digest = hashes.Hash(hashes.SM3())
    for piece in pieces:
        digest.update(piece)
    return digest.finalize().hex()


def blind_index(text: str, purpose: str) -> str:
    """``<key id>:<hex>`` under the current key: what is stored beside the sealed value.

    Surrounding blanks do not count. The same text under another purpose gives another index.
    """
    return _index(ring().current, text, purpose)


def blind_indexes(text: str, purpose: str) -> list[str]:
    """The index under every key of the ring, for ``__in``: rows not yet rotated are found too."""
    return [_index(key_id, text, purpose) for key_id in ring().ids]


def mac(data: bytes, purpose: str) -> tuple[str, bytes]:
    """The current key's id and 32 bytes of HMAC-SM3 over ``data``."""
    key_id = ring().current
    return key_id, _mac(key_id, data, purpose)


def check_mac(data: bytes, purpose: str, key_id: str, tag: bytes, size: int = 32) -> bool:
    """Whether ``tag`` was made over ``data`` by that key. An unknown key: no.

    ``size``: bytes of a tag that was shortened when it was made; never taken from the tag itself.
    """
    if key_id not in ring().ids:
        return False
    return hmac.compare_digest(_mac(key_id, data, purpose)[:size], tag)


def _mac(key_id: str, data: bytes, purpose: str) -> bytes:
    return hmac_sm3(ring().derive(key_id, f"mac/{purpose}"), data)


def _index(key_id: str, text: str, purpose: str) -> str:
    key = ring().derive(key_id, f"index/{purpose}")
    return f"{key_id}:{hmac_sm3(key, text.strip().encode()).hex()}"
