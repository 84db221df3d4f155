"""Names and telephone numbers of persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.persons import (
    check_contact,
    check_mobile,
    check_person_name,
    is_han,
    name_initials,
)

RARE = ["㛃", "䶮", "𬱖", "𠮷", "〇"]


@pytest.mark.parametrize("character", RARE)
def test_rare_characters_are_kept_as_they_are(character: str) -> None:
    assert is_han(character)
    assert check_person_name(f"王{character}") == check_person_name(f" 王 {character}\u200b")
    assert check_person_name(f"王{character}").value == f"王{character}"


def test_a_rare_character_is_not_folded_into_another() -> None:
    assert check_person_name("龑").value != check_person_name("䶮").value


@pytest.mark.parametrize("dot", "·•‧・･∙．")
def test_dots_of_every_input_method_become_one(dot: str) -> None:
    assert check_person_name(f"买买提{dot}阿卜杜拉").value == "买买提·阿卜杜拉"
    assert check_person_name(f"买买提 {dot} 阿卜杜拉").ok


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("王3", "数字"),
        ("王３小凯", "数字"),
        ("", "没有填写"),
        ("·买买提", "间隔点"),
        ("王?", "已丢失该生僻字"),
        ("王\ue123", "自造"),
        ("王@凯", "不能有“@”"),
        ("A", "不像姓名"),
        ("王凯A", "不能有“A”"),
        ("王" * 61, "过长"),
    ],
)
def test_what_is_no_name(text: str, said: str) -> None:
    found = check_person_name(text)

    assert said in found.problem
    assert not found.ok


def test_names_in_latin_letters() -> None:
    assert check_person_name("  John   O'Neil-Smith Jr. ").value == "John O'Neil-Smith Jr."


def test_one_character_is_looked_at() -> None:
    assert "一个字" in check_person_name("王").warning


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王小凯", "wxk"),
        ("单小凯", "sxk"),
        ("曾小凯", "zxk"),
        ("尉迟恭", "ycg"),
        ("王䶮", "wy"),
        ("王㛃", "wj"),
        ("买买提·阿卜杜拉", "mmtabdl"),
        ("John Smith", "johnsmith"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert name_initials(name) == letters


@pytest.mark.parametrize(
    "text",
    ["13812345678", "+8613812345678", "86 138 1234 5678", "0086-138-1234-5678",
     "１３８１２３４５６７８", "138 1234 5678\u200b", "13812345678.0"],
)  # fmt: skip
def test_a_mobile_in_every_dress(text: str) -> None:
    assert check_mobile(text).value == "13812345678"
    assert check_mobile(text).ok


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1064812345678", "物联网"),
        ("0533-2345678", "固定电话"),
        ("1381234567", "实为 10 位"),
        ("12812345678", "13 至 19"),
        ("13812345678转2", "一个号码"),
        ("+85251234567", "境外"),
        ("", "没有填写"),
    ],
)
def test_what_is_no_mobile(text: str, said: str) -> None:
    assert said in check_mobile(text).problem


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    name, phone = check_person_name(text), check_mobile(text)

    assert name.ok == (name.problem == "")
    assert phone.ok == (phone.problem == "")
    assert name_initials(text).isascii()
    if name.ok:
        assert check_person_name(name.value).value == name.value


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("138 1234 5678", "13812345678"), ("0533-2345678", "0533-2345678"),
        ("05332345678-801", "05332345678-801"), ("2345678", "2345678"),
        ("400-123-4567", "400-123-4567"), ("０５３３－２３４５６７８", "0533-2345678"),
    ],
)  # fmt: skip
def test_a_contact_is_a_mobile_or_a_landline(text: str, kept: str) -> None:
    assert (check_contact(text).value, check_contact(text).problem) == (kept, "")


@pytest.mark.parametrize("text", ["12", "1381234567", "王小凯", "12345678901234", "0533-"])
def test_what_reaches_nobody_is_no_contact(text: str) -> None:
    assert "11 位手机号" in check_contact(text).problem
