"""Numbers of identity papers: GB 11643, permits, foreigners' cards, passports, officers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.identity import (
    WEIGHTS,
    Division,
    Paper,
    check_character,
    check_identity,
    clean_number,
)

TODAY = date(2022, 12, 1)
births = st.dates(date(1900, 1, 1), TODAY)


def number(place: str, birth: date, sequence: int) -> str:
    first = f"{place}{birth:%Y%m%d}{sequence:03d}"
    return first + check_character(first)


def problem(text: str, kind: str = "") -> str:
    return check_identity(text, kind=kind, today=TODAY).problem


def test_weights_are_those_of_the_standard() -> None:
    assert WEIGHTS == (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(
    ("text", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "2"),
        ("440524188001010014", date(1880, 1, 1), "1"),
        ("370303190001010016", date(1900, 1, 1), "1"),
        ("370302190001010028", date(1900, 1, 1), "2"),
    ],
)
def test_samples_of_the_standard(text: str, birth: date, sex: str) -> None:
    found = check_identity(text, today=TODAY)

    assert (found.ok, found.birth_on, found.sex, found.kind) == (True, birth, sex, "1")


def test_a_right_check_digit_does_not_make_a_day() -> None:
    assert problem("35058119000229001X") == "出生日期 1900年2月29日 不存在；请对照证件核对"


@pytest.mark.parametrize("year", [1904, 1996, 2000])
def test_leap_day_births(year: int) -> None:
    found = check_identity(number("370303", date(year, 2, 29), 12), today=TODAY)

    assert (found.ok, found.birth_on) == (True, date(year, 2, 29))


def test_born_tomorrow_or_in_another_age() -> None:
    assert "晚于今天" in problem(number("370303", date(2022, 12, 2), 1))
    old = check_identity("440524188001010014", today=TODAY)
    assert old.ok
    assert "超过 130 年" in old.warnings[0]


def test_fifteen_digits_are_refused_with_the_reason() -> None:
    assert problem("370303900101001") == (
        "是 15 位的一代身份证号，一代证已于 2013年1月1日 停用；请填写 18 位号码"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("370303190001010017", "校验码不对"),
        ("37030319000101001", "应为 18 位，实为 17 位"),
        ("37030319000101001A", "应是数字或 X"),
        ("3.70303E+17", "科学计数法"),
        ("", "没有填写"),
        ("张三", "证件类别"),
        (number("990303", date(1990, 1, 1), 1)[:2], "应为 18 位，实为 2 位"),
    ],
)
def test_the_reason_is_named(text: str, said: str) -> None:
    assert said in problem(text)


def test_a_province_that_never_was() -> None:
    assert "不是任何省份" in problem(number("260303", date(1990, 1, 1), 1))


@pytest.mark.parametrize("place", ["810000", "820000", "830000"])
def test_residence_permits(place: str) -> None:
    found = check_identity(number(place, date(1990, 5, 6), 7), today=TODAY)

    assert (found.ok, found.kind, found.sex) == (True, Paper.RESIDENCE_PERMIT, "1")


def test_the_number_shows_the_kind_of_paper() -> None:
    text = number("810000", date(1990, 5, 6), 7)
    found = check_identity(text, kind=Paper.IDENTITY_CARD, today=TODAY)

    assert found.kind == Paper.RESIDENCE_PERMIT
    assert "以号码为准" in found.warnings[0]


def test_cards_of_foreigners_old_and_new() -> None:
    new = check_identity(number("911840", date(1985, 7, 8), 4), today=TODAY)
    old = check_identity("USA110085070810", today=TODAY)

    assert (new.ok, new.kind, new.birth_on, new.sex) == (True, "5", date(1985, 7, 8), "2")
    assert (old.ok, old.kind, old.birth_on) == (True, "5", None)
    assert "第 8 至 13 位" in problem("USA110085139910")
    assert "9 开头" in problem("12345", Paper.FOREIGNER_CARD)


@pytest.mark.parametrize(
    ("text", "kept"), [("e 12345678", "E12345678"), ("EA1234567", "EA1234567"), ("123456789",) * 2]
)
def test_passports(text: str, kept: str) -> None:
    found = check_identity(text, kind=Paper.PASSPORT, today=TODAY)

    assert (found.ok, found.value, found.sex) == (True, kept, "")


def test_what_is_no_passport() -> None:
    assert "护照号码" in problem("ABCDEF", Paper.PASSPORT)
    assert "护照号码" in problem("护照", Paper.PASSPORT)


@pytest.mark.parametrize(
    "text", ["军字第1234567号", "军字第01234567号", "军1234567", "军字1234567"]
)
def test_officers_write_their_number_in_one_way(text: str) -> None:
    found = check_identity(text, kind=Paper.OFFICER_CARD, today=TODAY)

    assert (found.ok, found.value) == (True, "军字第1234567号")


def test_what_is_no_officers_card() -> None:
    assert "军官证号" in problem("1234567", Paper.OFFICER_CARD)


def test_an_abolished_division_is_a_warning() -> None:
    divisions = {
        "532300": Division(),
        "532302": Division(),
        "532331": Division(date(2021, 1, 1), "532302"),
    }

    def warnings(place: str) -> tuple[str, ...]:
        text = number(place, date(1990, 1, 1), 1)
        found = check_identity(text, today=TODAY, divisions=divisions)
        assert found.ok
        return found.warnings

    assert warnings("532302") == ()
    assert warnings("532331") == (
        "号码中的区划 532331 已于 2021-01-01 撤销，现为 532302；号码仍然有效",
    )
    assert "可能早已撤销" in warnings("532399")[0]
    assert warnings("110105") == ()  # a city the list does not know


@given(births, st.integers(1, 999), st.sampled_from(["370303", "110105", "830000"]))
def test_what_is_built_is_read(birth: date, sequence: int, place: str) -> None:
    found = check_identity(number(place, birth, sequence), today=TODAY)

    assert (found.ok, found.birth_on, found.division) == (True, birth, place)
    assert found.sex == ("1" if sequence % 2 else "2")


@given(births, st.integers(1, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, sequence: int, at: int, more: int) -> None:
    good = number("370303", birth, sequence)
    bad = good[:at] + str((int(good[at]) + more) % 10) + good[at + 1 :]

    assert problem(bad)


@given(births, st.integers(1, 999), st.integers(0, 15))
def test_two_digits_exchanged_never_pass(birth: date, sequence: int, at: int) -> None:
    good = number("370303", birth, sequence)
    bad = good[:at] + good[at + 1] + good[at] + good[at + 2 :]

    assert bad == good or problem(bad)


@given(st.text(max_size=25), st.sampled_from(["", *Paper]))
def test_any_text_is_answered(text: str, kind: str) -> None:
    found = check_identity(text, kind=kind, today=TODAY)

    assert found.ok == (found.problem == "")
    assert not (found.ok and not found.value)


def test_dresses_of_a_number() -> None:
    assert clean_number(" １１０１０５-19491231 002x\u200b") == "11010519491231002X"
    assert clean_number("'11010519491231002×") == "11010519491231002X"
