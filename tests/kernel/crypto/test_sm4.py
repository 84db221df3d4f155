"""Published vectors, and what a token promises."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from niangjia.kernel.crypto import Unreadable, decrypt, encrypt, key_id_of
from niangjia.kernel.crypto.sm4 import gcm_open, gcm_seal

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32

# RFC 8998, appendix A.1
NONCE = bytes.fromhex("00001234567800000000abcd")
BOUND = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
PLAIN = b"".join(bytes([b]) * 8 for b in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)


def test_sm4_block_vector_of_gb_t_32907() -> None:
    encryptor = Cipher(algorithms.SM4(KEY), modes.ECB()).encryptor()

    assert (
        encryptor.update(KEY) + encryptor.finalize()
    ).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_vector_of_rfc_8998() -> None:
    assert gcm_seal(KEY, NONCE, PLAIN, BOUND) == SEALED
    assert gcm_open(KEY, NONCE, SEALED, BOUND) == PLAIN


@pytest.mark.parametrize("place", [0, 40, len(SEALED) - 1])
def test_one_flipped_bit_is_noticed(place: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= 1

    with pytest.raises(InvalidTag):
        gcm_open(KEY, NONCE, bytes(changed), BOUND)


@given(st.text(), st.sampled_from(["phone", "identity"]))
def test_what_goes_in_comes_out_and_is_not_visible(text: str, purpose: str) -> None:
    token = encrypt(text, purpose)

    assert decrypt(token, purpose) == text
    assert len(text) < 4 or text not in token


def test_the_same_text_never_gives_the_same_token() -> None:
    assert encrypt("13812345678") != encrypt("13812345678")


def test_a_token_of_one_field_does_not_open_in_another() -> None:
    token = encrypt("13812345678", "phone")

    with pytest.raises(Unreadable, match="不属于这个字段"):
        decrypt(token, "identity")


@pytest.mark.parametrize("text", ["13812345678", "", "sm4:k1", "rsa:k1:AAAA"])
def test_plain_text_is_not_taken_for_a_token(text: str) -> None:
    with pytest.raises(Unreadable, match="不是密文"):
        key_id_of(text)


@pytest.mark.parametrize("body", ["", "AAAA", "!!!!", "A" * 64])
def test_a_broken_token_says_so(body: str, settings: Settings) -> None:
    settings.NIANGJIA_KEYS = OLD

    with pytest.raises(Unreadable, match="改动"):
        decrypt(f"sm4:old:{body}")


def test_the_first_key_writes_and_the_others_still_read(settings: Settings) -> None:
    settings.NIANGJIA_KEYS = OLD
    token = encrypt("张三")
    settings.NIANGJIA_KEYS = f"{NEW},{OLD}"

    assert decrypt(token) == "张三"
    assert key_id_of(encrypt("张三")) == "new"


def test_a_key_taken_away_is_named(settings: Settings) -> None:
    settings.NIANGJIA_KEYS = OLD
    token = encrypt("张三")
    settings.NIANGJIA_KEYS = NEW

    with pytest.raises(Unreadable, match="缺少密钥 old"):
        decrypt(token)
