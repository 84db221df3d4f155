"""Codes: two independent readings of GB 32100 and GB 11714 agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.uscc import check_uscc, org_check_char, uscc_check_char
from niangjia.sample.codes import (
    SYMBOLS,
    CodeMaker,
    full_width,
    org_check,
    spoil_check,
    uscc_check,
)

symbols = st.text(alphabet=SYMBOLS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "code",
    ["81370303MC0000012Y", "91370300MA3C00011W", "91310000132260250X", "53640000MJX173680A"],
)
def test_check_character_of_published_examples(code):
    assert uscc_check(code[:17]) == code[17]


@given(symbols)
def test_check_character_agrees_with_the_engine(first17):
    assert uscc_check(first17) == uscc_check_char(first17)


@given(symbols.map(lambda text: text[:8]))
def test_organisation_check_agrees_with_the_engine(first8):
    assert org_check(first8) == org_check_char(first8)


@given(st.integers(0, 10**7))
def test_codes_are_valid_and_never_share_an_organisation_code(start):
    maker = CodeMaker(start)
    codes = [maker.make("91", "370303", digits=n % 3 == 0) for n in range(60)]
    codes += [maker.make("81", "370303") for _ in range(20)]

    assert all(check_uscc(code).ok and not check_uscc(code).warning for code in codes)
    assert len({code[8:17] for code in codes}) == 80


def test_kinds_and_registrar_stand_at_their_places():
    code = CodeMaker(1).make("92", "370321")

    assert code[:8] == "92370321"
    assert check_uscc(code).kind == "个体工商户"


@given(symbols)
def test_a_spoiled_code_is_always_refused(first17):
    code = first17 + uscc_check(first17)

    assert check_uscc(spoil_check(code)).ok is False


def test_full_width_reads_back():
    assert full_width("91A-") == "９１Ａ－"
    assert check_uscc(full_width("91370300MA3C00011W")).value == "91370300MA3C00011W"
