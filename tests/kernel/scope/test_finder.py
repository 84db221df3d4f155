"""Names and codes of places as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.finder import UnitFinder
from niangjia.kernel.scope.models import Unit

TREE = [
    ("0001", UnitKind.CITY, "淄博市", "370300"),
    ("00010001", UnitKind.COUNTY, "张店区", "370303"),
    ("000100010001", UnitKind.TOWN, "马尚街道", "370303006"),
    ("000100010002", UnitKind.TOWN, "房镇镇", "370303108"),
    ("00010002", UnitKind.COUNTY, "沂源县", "370323"),
    ("000100020001", UnitKind.TOWN, "石桥镇", "370323109"),
    ("00010003", UnitKind.ZONE, "高新区", ""),
    ("000100030001", UnitKind.TOWN, "石桥街道", ""),
    ("00010004", UnitKind.ZONE, "经开区", ""),
    ("00010005", UnitKind.DEPARTMENT, "税务局", ""),
]
FINDER = UnitFinder(
    Unit(pk=n, path=p, kind=k, name=f"{s}总工会", short_name=s, division_code=c)
    for n, (p, k, s, c) in enumerate(TREE, start=1)
)


def found(text: str) -> str:
    unit = FINDER.find(text)
    return unit.short_name if unit else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张店区", "张店区"),
        ("张店", "张店区"),
        (" 张 店 区 ", "张店区"),
        ("淄博市张店区", "张店区"),
        ("淄博市·张店区", "张店区"),
        ("张店区总工会", "张店区"),
        ("370303", "张店区"),
        ("370303.0", "张店区"),
        ("370303006000", "马尚街道"),
        ("370303006", "马尚街道"),
        ("370303999999", "张店区"),
        ("马尚街道", "马尚街道"),
        ("马尚街道办事处", "马尚街道"),
        ("马尚", "马尚街道"),
        ("淄博市张店区马尚街道", "马尚街道"),
        ("张店区马尚街道世纪路9号", "马尚街道"),
        ("张店区不知名街道", "张店区"),
        ("房镇镇", "房镇镇"),
        ("高新区", "高新区"),
        ("淄博高新区", "高新区"),
        ("淄博高新技术产业开发区", "高新区"),
        ("高新技术产业开发区管委会", "高新区"),
        ("淄博经济开发区", "经开区"),
        ("石桥镇", "石桥镇"),
        ("石桥街道", "石桥街道"),
        ("高新区石桥", "石桥街道"),
        ("沂源县石桥", "石桥镇"),
        ("淄博市", "淄博市"),
        ("370300", "淄博市"),
    ],
)
def test_places_as_departments_write_them(text: str, name: str) -> None:
    assert found(text) == name


@pytest.mark.parametrize("text", ["", "石桥", "济南市", "税务局", "110101", "区", "37030", "马"])
def test_nothing_is_guessed(text: str) -> None:
    assert found(text) == ""


@given(st.text(max_size=40))
def test_no_text_breaks_the_finder(text: str) -> None:
    assert found(text) in {"", *(name for _, _, name, _ in TREE)}


@given(st.text("0123456789", min_size=6, max_size=12))
def test_a_code_is_never_taken_for_another_county(code: str) -> None:
    unit = FINDER.find(code)

    assert unit is None or code.startswith(unit.division_code)
