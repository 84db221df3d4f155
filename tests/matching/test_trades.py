"""Sections, new-form trades and the eight fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.rules.trades import (
    SECTIONS,
    TradeBook,
    TradeTest,
    first_item,
    section,
    section_of_code,
    section_of_text,
)

BOOK = TradeBook(
    [
        TradeTest("ride", "网约车", ("5413",), ("网约车", "网络预约出租")),
        TradeTest("courier", "快递", ("60",), ("快递",)),
        TradeTest("haulage", "货运", ("543",), ("货运", "物流")),
    ]
)


def kind(code="", trade="", name="", scope=""):
    return BOOK.kind(code, section(code, trade), "\n".join([trade, name, first_item(scope)]))


@pytest.mark.parametrize("letter", list(SECTIONS))
def test_section_of_its_own_label_with_and_without_letter(letter):
    label = SECTIONS[letter]

    assert section_of_text(label) == letter
    assert section_of_text(f"{letter} {label}") == letter
    assert section_of_text(label.replace("、", ",")) == letter


def test_section_by_code_counts_before_words():
    assert section("5437", "制造业") == "G"
    assert section("", "制造业") == "C"
    assert section("", "什么都做") == ""


@given(st.text("0123456789", max_size=4))
def test_every_code_has_one_known_section_or_none(code):
    assert section_of_code(code) in {*SECTIONS, ""}
    if section_of_code(code):
        assert section_of_code(section_of_code(code) + code) == section_of_code(code)


def test_first_item_drops_preambles():
    assert first_item("许可项目：网络预约出租汽车经营；快递") == "网络预约出租汽车经营"
    assert first_item("道路货物运输。批发") == "道路货物运输"
    assert first_item("") == ""


@pytest.mark.parametrize(
    ("firm", "expected"),
    [
        ({"code": "5413"}, "ride"),
        ({"code": "G6020"}, "courier"),
        ({"code": "5431"}, "haulage"),
        ({"code": "5411", "name": "淄博货运有限公司"}, ""),
        ({"name": "淄博顺达货运有限公司"}, "haulage"),
        ({"trade": "制造业", "name": "淄博物流设备有限公司"}, ""),
        ({"trade": "交通运输、仓储和邮政业", "scope": "一般项目：国内快递服务；装卸"}, "courier"),
        ({"trade": "交通运输、仓储和邮政业", "scope": "装卸；国内快递服务"}, ""),
        ({"trade": "批发和零售业"}, ""),
    ],
)
def test_kind_of_a_firm(firm, expected):
    assert kind(**firm) == expected


@given(st.text("0123456789", min_size=3, max_size=4), st.text(max_size=20))
def test_a_precise_code_decides_whatever_the_name_says(code, name):
    assert kind(code=code, name=name) == kind(code=code, name="快递货运网约车")


def test_the_longest_code_wins_and_the_first_rule_among_equals():
    book = TradeBook(
        [TradeTest("a", "a", ("54",)), TradeTest("b", "b", ("543",)), TradeTest("c", "c", ("54",))]
    )

    assert book.by_code("5431") == "b"
    assert book.by_code("5411") == "a"


def test_an_empty_book_knows_nothing():
    assert TradeBook([]).kind("", "", "快递") == ""
