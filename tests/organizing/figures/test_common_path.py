"""Whose definitions count for a scope of several parts of the tree."""

import pytest

from niangjia.organizing.queries.definitions import common_path


@pytest.mark.parametrize(
    ("paths", "above"),
    [
        ((), ""),
        (("00010002",), "00010002"),
        (("00010002", "00010003"), "0001"),
        (("000100020001", "00010002"), "00010002"),
        (("00010012", "00010013"), "0001"),
        (("0001", "0002"), ""),
    ],
)
def test_the_lowest_unit_above_all(paths: tuple[str, ...], above: str) -> None:
    assert common_path(paths) == above
