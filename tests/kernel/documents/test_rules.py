"""Numbers of levels, dates, document numbers, names, lines of a title."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.documents import rules
from niangjia.kernel.documents.layouts import signature_places
from niangjia.kernel.documents.rules import break_title, chinese_number, number_text, parse_number

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_chinese_numbers(number: int, said: str) -> None:
    assert chinese_number(number) == said


def test_chinese_numbers_end_at_99() -> None:
    for number in (0, 100):
        with pytest.raises(ValueError, match="1 至 99"):
            chinese_number(number)


def test_levels_count_anew_below_a_higher_one() -> None:
    marks = list(rules.numbered([1, 2, 2, 3, 4, 0, 3, 1, 2, 3]))

    assert marks == ["一、", "（一）", "（二）", "1.", "（1）", "", "2.", "二、", "（一）", "1."]


@given(st.text(HAN, min_size=2, max_size=12), st.integers(1949, 2999), st.integers(1, 999_999))
def test_a_number_written_is_read_again(word: str, year: int, number: int) -> None:
    assert parse_number(number_text(word, year, number)) == (word, year, number)


@pytest.mark.parametrize(
    "text",
    [
        "淄总工发[2022]12号",
        "淄总工发〔2022〕第12号",
        "淄总工发〔2022〕012号",
        "淄总工发〔22〕12号",
        "淄总工发〔2022〕12",
        "",
    ],
)
def test_numbers_written_otherwise_are_not_read(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(HAN, min_size=1, max_size=60))
def test_a_title_keeps_its_text_and_its_width(title: str) -> None:
    lines = break_title(title)

    assert "".join(lines) == title
    assert all(rules.text_width(line) <= rules.TITLE_WIDTH for line in lines)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开会议的通知", ["关于召开会议的通知"]),
        (
            "关于同意成立淄博示例化工有限公司工会筹备组的批复",
            ["关于同意成立淄博示例化工有限公司", "工会筹备组的批复"],
        ),
        (
            "关于进一步做好建会入会集中行动有关工作的通知",
            ["关于进一步做好建会入会集中行动", "有关工作的通知"],
        ),
        ("关于甲的\n通知", ["关于甲的", "通知"]),
    ],
)
def test_titles_break_between_words(title: str, lines: list[str]) -> None:
    assert break_title(title) == lines


def test_a_number_in_a_title_stays_whole() -> None:
    lines = break_title("关于印发2022年工会会员信息采集一万2345678901人实施方案的通知")

    assert any("2345678901" in line for line in lines)


def test_names_of_two_characters_are_spread() -> None:
    told = [rules.spread_name(n) for n in ("王凯", "欧阳凯", "买买提·艾力", "李a", "王㛃")]

    assert told == ["王　凯", "欧阳凯", "买买提·艾力", "李a", "王　㛃"]


def test_dates_have_no_leading_zeros() -> None:
    assert rules.chinese_date(date(2022, 2, 3)) == "2022年2月3日"


@given(st.integers(2, 24), st.sampled_from(["2022年1月1日", "2022年12月31日"]))
def test_signatures_stay_on_the_page_and_above_their_date(size: int, day: str) -> None:
    sign, width = "工" * size, rules.text_width(day)

    far, near = signature_places(sign, day, sealed=True)
    assert far >= 1
    assert near >= 4 or near == 1 + (size - width) / 2
    assert far + size / 2 == pytest.approx(near + width / 2)  # one above the other's middle

    far, near = signature_places(sign, day, sealed=False)
    assert (far if width <= size else near) == 2
    assert far + size - 2 == pytest.approx(near + width)  # the date begins two right of it
