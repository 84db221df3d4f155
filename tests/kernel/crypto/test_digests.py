"""SM3, blind indexes and seals."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from niangjia.kernel.crypto import blind_index, blind_indexes, check_mac, mac, sm3, sm3_of
from niangjia.kernel.crypto.keys import hmac_sm3

OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32
ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm3_vector_of_gb_t_32905() -> None:
    assert sm3(b"abc").hex() == ABC


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_hmac_agrees_with_a_second_implementation(key: bytes, data: bytes) -> None:
    assert hmac_sm3(key, data) == hmac.new(key, data, lambda: hashlib.new("sm3")).digest()


def test_blind_index_is_stable_and_ignores_surrounding_blanks() -> None:
    assert blind_index(" 13812345678\n", "phone") == blind_index("13812345678", "phone")


def test_blind_index_of_another_purpose_cannot_be_compared() -> None:
    assert blind_index("13812345678", "phone") != blind_index("13812345678", "card")


def test_blind_index_does_not_show_the_text() -> None:
    assert "1381234" not in blind_index("13812345678", "phone")


def test_rows_indexed_under_an_old_key_are_still_found(settings: Settings) -> None:
    settings.NIANGJIA_KEYS = OLD
    stored = blind_index("13812345678", "phone")
    settings.NIANGJIA_KEYS = f"{NEW},{OLD}"

    assert stored in blind_indexes("13812345678", "phone")
    assert stored != blind_index("13812345678", "phone")


@given(st.binary(), st.binary())
def test_a_seal_fits_only_its_own_data(data: bytes, other: bytes) -> None:
    key_id, tag = mac(data, "audit")

    assert check_mac(data, "audit", key_id, tag)
    assert check_mac(other, "audit", key_id, tag) == (other == data)
    assert not check_mac(data, "receipt", key_id, tag)


def test_a_seal_survives_rotation_while_its_key_is_kept(settings: Settings) -> None:
    settings.NIANGJIA_KEYS = OLD
    key_id, tag = mac(b"line", "audit")

    settings.NIANGJIA_KEYS = f"{NEW},{OLD}"
    assert check_mac(b"line", "audit", key_id, tag)

    settings.NIANGJIA_KEYS = NEW
    assert not check_mac(b"line", "audit", key_id, tag)


def test_the_digest_of_pieces_is_that_of_the_whole() -> None:
    assert sm3_of([b"ab", b"", b"c"]) == sm3(b"abc").hex()


def test_a_short_tag_is_checked_at_the_length_it_was_made_with() -> None:
    key_id, tag = mac(b"x", "test.short")

    assert check_mac(b"x", "test.short", key_id, tag[:16], size=16)
    assert not check_mac(b"x", "test.short", key_id, tag[:16])
    assert not check_mac(b"x", "test.short", key_id, b"", size=16)
    assert not check_mac(b"x", "test.short", key_id, tag[:15], size=16)
