"""Trades by the codes of the standard and by the older list of unions."""

import pytest

from niangjia.engine.trades import (
    LAST_DIVISION,
    SECTIONS,
    old_trade,
    section_of_code,
    section_of_old,
)


@pytest.mark.parametrize(
    ("code", "letter"),
    [("0111", "A"), ("1310", "C"), ("4390", "C"), ("5437", "G"), ("G5437", "G"), ("6020", "G"),
     ("6242", "H"), ("9700", "T"), ("K", "K"), ("", ""), ("9", ""), ("00", ""), ("99", ""), ("XX", ""), ("G5a", "")],
)  # fmt: skip
def test_section_of_a_code(code, letter):
    assert section_of_code(code) == letter


def test_every_section_ends_with_a_division_of_its_own():
    assert [letter for _, letter in LAST_DIVISION] == list(SECTIONS)
    assert [section_of_code(f"{last:02d}") for last, _ in LAST_DIVISION] == list(SECTIONS)


@pytest.mark.parametrize(
    ("item", "section"), [("01", "A"), ("1", "A"), ("07", "G"), ("20", "T"), ("21", ""), ("0", ""), ("007", ""), ("x", ""), ("", "")]
)  # fmt: skip
def test_section_of_an_item_of_the_old_list(item, section):
    assert section_of_old(item) == section
    assert not section or int(old_trade(section)) == int(item)


def test_what_is_no_section_has_no_item_in_the_old_list():
    assert [old_trade(text) for text in ("", "Z", "无")] == ["", "", ""]
