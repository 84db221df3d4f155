"""按姓氏笔画为序: names by the strokes of the surname, as ballots and notices list them."""

from collections.abc import Iterable
from functools import lru_cache

from strokes import strokes

COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "宇文",
        "长孙",
        "东方",
        "独孤",
        "端木",
        "呼延",
        "南宫",
        "申屠",
        "太史",
    ]
)
UNKNOWN = 99
"""A sign without a known count stands behind the others."""


@lru_cache(maxsize=10_000)
def count_of(sign: str) -> int:
    """Strokes of one sign."""
    found = strokes(sign)
    number = found[0] if isinstance(found, list) else found
    return int(number) or UNKNOWN


def order_key(name: str) -> tuple[list[int], list[int], str]:
    """Surname sign by sign, then the given name, then the text itself, so that the order is one."""
    surname = name[:2] if name[:2] in COMPOUND else name[:1]
    return [count_of(c) for c in surname], [count_of(c) for c in name[len(surname) :]], name


def by_strokes(names: Iterable[str]) -> list[str]:
    """The names in order; it does not depend on how they came."""
    return sorted(names, key=order_key)
