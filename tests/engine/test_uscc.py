"""MA1: identity check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.uscc import (
    DEPARTMENTS,
    SYMBOLS,
    WEIGHTS,
    check_uscc,
    clean_code,
    org_check_char,
    org_code_ok,
    usable_code,
    uscc_check_char,
    uscc_ok,
)

firsts = st.text(alphabet=SYMBOLS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    ("code", "department", "kind", "org_ok"),
    [
        ("81370303MC0000012Y", "工会", "基层工会", True),
        ("91370300MA3C00011W", "市场监管", "企业", True),
        ("81450100MC00000X4T", "工会", "基层工会", True),
        ("91310000132260250X", "市场监管", "企业", True),
        ("914403001922038216", "市场监管", "企业", True),
        ("53640000MJX173680A", "民政", "基金会", True),
    ],
)
def test_worked_examples(code, department, kind, org_ok):
    found = check_uscc(code)

    assert (found.ok, found.value, found.problem) == (True, code, "")
    assert (found.department, found.kind) == (department, kind)
    assert found.org_code == code[8:17]
    assert org_code_ok(found.org_code) is org_ok
    assert found.warning == ""


def test_weights_are_those_of_the_standard():
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def test_wrong_check_character_names_the_right_one():
    found = check_uscc("81370303MC0000012X")

    assert not found.ok
    assert found.problem == "校验码不符：第 18 位应为“Y”，实为“X”"
    assert found.org_code == ""


@given(firsts, st.integers(0, 17), st.sampled_from(SYMBOLS))
def test_one_changed_character_is_always_found(first, place, other):
    code = first + uscc_check_char(first)
    changed = code[:place] + other + code[place + 1 :]

    assert check_uscc(code).ok
    assert check_uscc(changed).ok is (changed == code)


@given(firsts, st.integers(0, 15))
def test_two_swapped_neighbours_are_found(first, place):
    code = first + uscc_check_char(first)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert uscc_ok(swapped) is (swapped == code)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "没有填写"),
        (None, "没有填写"),
        ("   ", "没有填写"),
        ("9.137E+17", "科学计数法"),
        ("9.1370300123E+17", "科学计数法"),
        ("9e17", "科学计数法"),
        ("\uff19.137\uff25+17", "科学计数法"),
        ("370303200012345", "15 位营业执照注册号"),
        ("MA3C0001-1", "9 位组织机构代码"),
        ("MA3C00011", "9 位组织机构代码"),
        ("MA3C00012", "应为 18 位，实为 9 位"),
        ("91370300MA3C00011", "应为 18 位，实为 17 位"),
        ("91370300MA3C00011W1", "应为 18 位，实为 19 位"),
        ("9137O300MA3C00011W", "第 5 位“O”"),
        ("9I370300MA3C00011W", "第 2 位“I”"),
        ("91370300MA3C00S11W", "不用字母 I、O、S、V、Z"),
        ("91370300MV3C00011Z", "第 10 位“V”、第 18 位“Z”"),
        ("91370300MA3C0001无W", "第 17 位“无”不是"),
        ("913703001234567000", "末三位可能被表格软件变成了 0"),
    ],
)
def test_problem_is_named(written, says):
    found = check_uscc(written)

    assert not found.ok
    assert says in found.problem


@pytest.mark.parametrize(
    "written",
    [
        "91370300MA3C00011W",
        "91370300ma3c00011w",
        "".join(chr(ord(c) + 0xFEE0) for c in "91370300MA3C00011W"),
        " 91370300 MA3C 00011W ",
        "91370300-MA3C0001-1-W",
        "'91370300MA3C00011W",
        "\ufeff91370300MA3C00011W\t",
        "91370300\u3000MA3C00011W",
    ],
)
def test_ways_of_writing_one_code(written):
    assert clean_code(written) == "91370300MA3C00011W"
    assert check_uscc(written).ok


@given(st.text(max_size=40))
def test_any_text_is_judged_and_judged_alike_when_cleaned(text):
    found = check_uscc(text)

    assert found.ok is (found.problem == "")
    assert clean_code(found.value) == found.value
    assert check_uscc(found.value).ok is found.ok


@pytest.mark.parametrize(
    ("code", "good"),
    [("132260250", True), ("192203821", True), ("MC0000012", True), ("MA3C00011", True),
     ("MA3C00012", False), ("13226025", False), ("1322602500", False), ("13226O25é", False)],
)  # fmt: skip
def test_organisation_code(code, good):
    assert org_code_ok(code) is good


def test_no_check_character_without_the_whole_code():
    """A code of seventeen characters one of which cannot be, or that were cut off on the way."""
    for first in ("91370300MA3C0001", "91370300MA3C0001I", "91370300MA3C0001无"):
        with pytest.raises(ValueError, match="前 17 位"):
            uscc_check_char(first)
    for first in ("MA3C000", "MA3C000a", "MA3C000无"):
        with pytest.raises(ValueError, match="前 8 位"):
            org_check_char(first)


def test_organisation_code_with_check_character_x():
    ends = {org_check_char(f"MA3C{n:04d}") for n in range(300)}

    assert ends == set("0123456789X")


def test_wrong_organisation_code_inside_a_good_code_only_warns():
    first = "91370300" + "MA3C00012"
    found = check_uscc(first + uscc_check_char(first))

    assert found.ok
    assert "组织机构代码“MA3C00012”的校验位不对" in found.warning


@pytest.mark.parametrize(("first", "says"), [("B1", "登记管理部门"), ("94", "机构类别")])
def test_unknown_department_or_kind_only_warns(first, says):
    text = first + "370300MA3C00011"
    found = check_uscc(text + uscc_check_char(text))

    assert found.ok
    assert says in found.warning


def test_every_department_has_a_name_and_kinds():
    assert set(DEPARTMENTS) == set("123456789ANY")
    assert all(name and kinds for name, kinds in DEPARTMENTS.values())


def test_misread_letter_is_suggested_but_not_accepted():
    found = check_uscc("9137O3OOMA3C00011W")

    assert not found.ok
    assert found.suggestion == "91370300MA3C00011W"
    assert check_uscc("9137O3OOMA3C00021W").suggestion == ""


def test_union_code_is_told_apart_and_never_identifies_an_employer():
    assert check_uscc("81370303MC0000012Y").is_union
    assert not check_uscc("91370300MA3C00011W").is_union
    assert usable_code("81370303MC0000012Y") == ("", "")


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("91370300MA3C00011W", ("91370300MA3C00011W", "MA3C00011")),
        ("9137O300ma3c00011w", ("91370300MA3C00011W", "MA3C00011")),
        ("MA3C0001-1", ("", "MA3C00011")),
        ("91370300MA3C00012W", ("", "")),
        ("370303200012345", ("", "")),
        ("", ("", "")),
    ],
)
def test_usable_code(written, usable):
    assert usable_code(written) == usable
