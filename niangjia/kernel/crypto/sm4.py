"""Text in, sealed token out: SM4-GCM (GB/T 32907, RFC 8998) under a named key."""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from niangjia.kernel.crypto.keys import ring

FORM = "sm4"
NONCE = 12
TAG = 16


class Unreadable(ValueError):
    """A sealed value was changed, belongs elsewhere, or its key is not on the ring."""


def gcm_seal(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """SM4-GCM: cipher text followed by its 16-byte tag; ``bound`` is authenticated only."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The reverse of ``gcm_seal``; raises ``InvalidTag``."""
    body, tag = sealed[:-TAG], sealed[-TAG:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(body) + decryptor.finalize()


def encrypt(text: str, purpose: str = "field") -> str:
    """``sm4:<key id>:<base64>``. A value sealed for one purpose cannot be opened for another."""
    keys = ring()
    nonce = os.urandom(NONCE)
    sealed = gcm_seal(_key(keys.current, purpose), nonce, text.encode(), purpose.encode())
    return f"{FORM}:{keys.current}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(token: str, purpose: str = "field") -> str:
    """The text behind a token of ``encrypt``; raises ``Unreadable``."""
    key_id = key_id_of(token)
    try:
        raw = base64.b64decode(token.split(":", 2)[2], validate=True)
        plain = gcm_open(_key(key_id, purpose), raw[:NONCE], raw[NONCE:], purpose.encode())
    except KeyError:
        raise Unreadable(f"缺少密钥 {key_id}，无法解密") from None
    except (binascii.Error, InvalidTag, ValueError):
        raise Unreadable("密文已被改动，或不属于这个字段") from None
    return plain.decode()


def key_id_of(token: str) -> str:
    """The id of the key that sealed this token; raises ``Unreadable`` when it is no token."""
    form, _, rest = token.partition(":")
    key_id, colon, _ = rest.partition(":")
    if form != FORM or not colon:
        raise Unreadable("不是密文")
    return key_id


def _key(key_id: str, purpose: str) -> bytes:
    return ring().derive(key_id, f"sm4/{purpose}")[:16]
