"""National algorithms at work: SM4 for fields, HMAC-SM3 for indexes and seals."""

from niangjia.kernel.crypto.digests import blind_index, blind_indexes, check_mac, mac, sm3, sm3_of
from niangjia.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from niangjia.kernel.crypto.keys import KeyRing, MissingKeys, ring
from niangjia.kernel.crypto.sm4 import Unreadable, decrypt, encrypt, key_id_of

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "KeyRing",
    "MissingKeys",
    "Unreadable",
    "blind_index",
    "blind_indexes",
    "check_mac",
    "decrypt",
    "encrypt",
    "key_id_of",
    "mac",
    "ring",
    "sm3",
    "sm3_of",
]
