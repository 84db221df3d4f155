"""Masks never show more than they promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.crypto.masking import MASKS, mask


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("mobile", "13812345678", "138****5678"),
        ("mobile", "7654321", "*******"),
        ("identity", "370303199001011234", "370303********1234"),
        ("identity", "37030319900101", "**************"),
        ("card", "6222021234567890123", "**** 0123"),
        ("card", "12345", "*****"),
        ("name", "王凯", "王*"),
        ("name", "王小凯", "王*凯"),
        ("name", "欧阳小凯", "欧阳*凯"),
        ("name", "欧阳凯", "欧阳*"),
        ("name", "欧阳", "欧*"),
        ("name", "王", "王"),
        ("address", "张店区马尚街道世纪花园1号楼2单元", "张店区马尚街道***"),
        ("address", "3单元201", "***"),
    ],
)
def test_masks_of_the_table(kind: str, text: str, shown: str) -> None:
    assert mask(kind, text) == shown


@given(st.sampled_from(["mobile", "identity", "card"]), st.text("0123456789X", max_size=30))
def test_numbers_keep_at_most_ten_signs(kind: str, text: str) -> None:
    kept = sum(c != "*" for c in mask(kind, text).replace(" ", ""))

    assert kept <= 10
    assert text == "" or kept < len(text)


@given(st.text("王李欧阳司马小凯", min_size=2, max_size=6))
def test_a_name_always_loses_something(text: str) -> None:
    assert "*" in mask("name", text)


def test_an_empty_value_stays_empty_or_starred() -> None:
    assert {kind: mask(kind, "").strip("* ") for kind in MASKS} == dict.fromkeys(MASKS, "")
