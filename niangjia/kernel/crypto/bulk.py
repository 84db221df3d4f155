"""Sealing and indexing hundreds of thousands of values, in this process or in another.

The working keys are derived once and travel with the ``Sealer``, so that a worker process needs
neither settings nor database. What it makes is what ``sm4.encrypt`` and ``blind_index`` make.
"""

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from niangjia.kernel.crypto.keys import ring
from niangjia.kernel.crypto.sm4 import FORM, NONCE


@dataclass(frozen=True, slots=True)
class Sealer:
    """The current key for one purpose. Holds key material: never log or store it."""

    key_id: str
    purpose: str
    field_key: bytes
    index_key: bytes

    def __repr__(self) -> str:
        return f"<Sealer {self.key_id} {self.purpose}>"

    def seal_all(self, texts: Iterable[str]) -> list[str]:
        """Tokens as of ``sm4.encrypt``; empty text stays empty."""
        cipher, bound = algorithms.SM4(self.field_key), self.purpose.encode()
        head, found = f"{FORM}:{self.key_id}:", []
        for text in texts:
            if not text:
                found.append("")
                continue
            nonce = os.urandom(NONCE)
            encryptor = Cipher(cipher, modes.GCM(nonce)).encryptor()
            encryptor.authenticate_additional_data(bound)
            body = encryptor.update(text.encode()) + encryptor.finalize()
            sealed = base64.b64encode(nonce + body + encryptor.tag)
            found.append(head + sealed.decode())
        return found

    def index_all(self, texts: Iterable[str]) -> list[str]:
        """Blind indexes as of ``blind_index``; empty text stays empty."""
        start = hmac.HMAC(self.index_key, hashes.SM3())
        head, found = f"{self.key_id}:", []
        for text in texts:
            if not text:
                found.append("")
                continue
            state = start.copy()
            state.update(text.strip().encode())
            found.append(head + state.finalize().hex())
        return found


def sealer(purpose: str) -> Sealer:
    """The sealer of the current key."""
    keys = ring()
    return Sealer(
        keys.current,
        purpose,
        keys.derive(keys.current, f"sm4/{purpose}")[:16],
        keys.derive(keys.current, f"index/{purpose}"),
    )
