"""The keys of the house: ``NIANGJIA_KEYS="k2:hex,k1:hex"``, the first one is current.

Only the current key writes; every key of the list still reads. After
``manage.py rotate_keys`` no row needs an old key any more, but the audit chain keeps its
old seals: take a key off the list only when the trail it sealed has been archived.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
MINIMUM = 16


class MissingKeys(RuntimeError):
    """No usable ``NIANGJIA_KEYS``. The message says how to mend it."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by id, current first. Working keys are derived, one for each purpose."""

    masters: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read ``id:hex,id:hex``; each key at least 16 bytes. ``MissingKeys`` if it cannot be."""
        masters: list[tuple[str, bytes]] = []
        for part in filter(None, (p.strip() for p in text.split(","))):
            key_id, _, digits = part.partition(":")
            masters.append((key_id, _master(key_id, digits)))
        if not masters:
            raise MissingKeys(
                "没有字段密钥：请设置 NIANGJIA_KEYS（编号：十六进制，32 字节），并另行备份。"
            )
        if len(dict(masters)) != len(masters):
            raise MissingKeys("NIANGJIA_KEYS 中的密钥编号重复。")
        return cls(tuple(masters))

    @property
    def current(self) -> str:
        """The id of the key that writes."""
        return self.masters[0][0]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(key_id for key_id, _ in self.masters)

    def derive(self, key_id: str, purpose: str) -> bytes:
        """32 bytes that belong to this master key and this purpose alone.

        Raises ``KeyError`` for a key that is not on the ring.
        """
        return hmac_sm3(dict(self.masters)[key_id], f"niangjia/{purpose}".encode())


def _master(key_id: str, digits: str) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if not KEY_ID.fullmatch(key_id) or len(key) < MINIMUM:
        raise MissingKeys(
            f"NIANGJIA_KEYS 中 {key_id[:16]!r} 一项写法不对：应为 编号：十六进制，至少 16 字节。"
        )
    return key


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC with SM3 (GB/T 32905): 32 bytes."""
    state = hmac.HMAC(key, hashes.SM3())
    state.update(data)
    return state.finalize()


_parsed = lru_cache(maxsize=8)(KeyRing.parse)


def ring() -> KeyRing:
    """The keys of the running house."""
    return _parsed(settings.NIANGJIA_KEYS)
