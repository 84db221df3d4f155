"""The search box and the fragments behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.actions.ledger import initials_of
from niangjia.matching.rules.search import Question, grams_of, question

names = st.text("淄博张店甲乙丙机械有限公司AB", min_size=2, max_size=20)


@given(names, st.data())
def test_every_part_of_two_characters_or_more_is_found_by_its_fragments(name, data):
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    asked = question(name[start:end])

    if asked.name:
        assert set(asked.name_grams) <= set(grams_of(name, ""))


@given(st.text("zbjyxgs", min_size=3, max_size=20), st.data())
def test_every_part_of_the_initials_is_found(initials, data):
    start = data.draw(st.integers(0, len(initials) - 3))
    asked = question(initials[start:])

    assert set(asked.initial_grams) <= set(grams_of("", initials))


def test_fragments_do_not_run_across_names():
    assert "乙丙" not in grams_of("甲乙\n丙丁", "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Question()),
        ("  ", Question()),
        ("甲", Question(too_short=True)),
        ("淄博 甲乙", Question(name="淄博甲乙")),
        ("甲乙(淄博)", Question(name="甲乙（淄博）")),
        ("zbjy", Question(name="ZBJY", initials="zbjy", code_tail="ZBJY")),
        ("zb", Question(name="ZB")),
        ("0011w", Question(name="0011W", code_tail="0011W")),
        ("A&B", Question(name="A&B")),
        ("９１３７", Question(name="9137", code_tail="9137")),
    ],
)
def test_what_was_typed_is_understood(typed, expected):
    assert question(typed) == expected


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("淄博银行", "zbyh"),
        ("重庆火锅", "cqhg"),
        ("A1机械（淄博）", "a1jxzb"),
        ("长安行走", "caxz"),
    ],
)
def test_initials_follow_the_reading_of_the_word(name, initials):
    assert initials_of(name) == initials
