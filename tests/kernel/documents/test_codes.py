"""Check codes, signed links, turning codes: what is genuine passes, everything else does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.documents.codes import (
    ALPHABET,
    BadLink,
    ExpiredLink,
    is_ours,
    new_code,
    plain_code,
    read_link,
    shown_code,
    sign_link,
    turning_code,
    turning_key,
    turning_step,
)

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
KEY = bytes(range(32))
SAFE = st.text("abcXYZ019-_", min_size=1, max_size=20)


def test_a_code_is_ours_until_one_character_changes() -> None:
    code = new_code()

    assert is_ours(code)
    for at in range(len(code)):
        other = ALPHABET[(ALPHABET.index(code[at]) + 1) % 32]
        assert not is_ours(code[:at] + other + code[at + 1 :])
    assert not is_ours("")
    assert not is_ours(code + "0")


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()

    typed = shown_code(code).lower().replace("0", "o").replace("1", "l")
    assert plain_code(f" {typed} ") == code
    assert len({new_code() for _ in range(50)}) == 50


def test_an_old_key_still_reads(settings) -> None:
    settings.NIANGJIA_KEYS = f"old:{'11' * 32}"
    code, link = new_code(), sign_link("check", "A1")

    settings.NIANGJIA_KEYS = f"new:{'22' * 32},old:{'11' * 32}"
    assert is_ours(code)
    assert read_link(link, at=NOW).payload == "A1"
    settings.NIANGJIA_KEYS = f"new:{'22' * 32}"
    assert not is_ours(code)
    with pytest.raises(BadLink):
        read_link(link, at=NOW)


@given(SAFE, SAFE)
def test_a_link_carries_what_was_signed(purpose: str, payload: str) -> None:
    found = read_link(sign_link(purpose, payload), at=NOW)

    assert (found.purpose, found.payload, found.expires) == (purpose, payload, 0)


def test_x2_a_forged_signature_is_refused() -> None:
    """QR everywhere: short signed links; a forged signature is refused."""
    token = sign_link("join", "12", expires=NOW + timedelta(days=1))
    purpose, payload, end, key, seal = token.split(".")
    flipped = ("A" if seal[0] != "A" else "B") + seal[1:]

    assert read_link(token, at=NOW).payload == "12"
    for forged in (
        f"{purpose}.13.{end}.{key}.{seal}",
        f"check.{payload}.{end}.{key}.{seal}",
        f"{purpose}.{payload}.0.{key}.{seal}",
        f"{purpose}.{payload}.{end}.other.{seal}",
        f"{purpose}.{payload}.{end}.{key}.{flipped}",
        f"{purpose}.{payload}.{end}.{key}.",
        f"{purpose}.{payload}.{end}.{key}.{seal[:8]}",
        f"{purpose}.{payload}.{end}.{key}.是",
        f"{purpose}.{payload}",
        "",
    ):
        with pytest.raises(BadLink):
            read_link(forged, at=NOW)


def test_a_link_ends_with_its_second() -> None:
    end = NOW + timedelta(minutes=5)
    token = sign_link("join", "12", expires=end)

    assert read_link(token, at=end - timedelta(seconds=1)).expires == int(end.timestamp())
    with pytest.raises(ExpiredLink, match="过期"):
        read_link(token, at=end)


def test_a_link_is_short() -> None:
    assert len(sign_link("check", new_code())) < 60


@pytest.mark.parametrize("wrong", ["a b", "", "中", "a.b", "x" * 61])
def test_only_plain_characters_are_signed(wrong: str) -> None:
    with pytest.raises(ValueError, match="字母"):
        sign_link("join", wrong)


@given(st.integers(0, 4_000_000_000))
def test_a_turning_code_is_good_for_at_most_sixty_seconds(at: int) -> None:
    code = turning_code(KEY, at)

    assert len(code) == 6
    assert code.isdecimal()
    assert turning_step(KEY, code, at) == at // 30
    for later in (60, 61, 90, 3600):
        found = turning_step(KEY, code, at + later, fast=0)
        assert found != at // 30


@given(st.integers(60, 4_000_000_000), st.integers(0, 29))
def test_a_code_just_shown_is_good_for_half_a_minute_more(at: int, more: int) -> None:
    start = at // 30 * 30

    assert turning_step(KEY, turning_code(KEY, start), start + 30 + more) == start // 30


def test_a_clock_that_runs_fast_is_borne_within_reason() -> None:
    ahead = turning_code(KEY, 3_000_000 + 30)

    assert turning_step(KEY, ahead, 3_000_000) == 100_001
    assert turning_step(KEY, ahead, 3_000_000, fast=0) is None
    assert turning_step(KEY, turning_code(KEY, 3_000_000 + 60), 3_000_000) is None


def test_another_subject_has_another_code() -> None:
    at = 1_800_000_000
    mine, yours = turning_key("member-1"), turning_key("member-2")

    assert turning_step(yours, turning_code(mine, at), at) is None
    assert turning_step(mine, "", at) is None
    assert turning_step(mine, "１２３４５６", at) is None
