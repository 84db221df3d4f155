"""The fields of evidence, the words for their levels, and the levels of a batch of pairs.

A field is one question (the persons: equal, one hidden, different, unknown?); its level is the
answer for one pair. The model gives points to levels and to some pairs of levels; a person reads
the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Places
from niangjia.engine.evidence import facts, names
from niangjia.engine.evidence.sides import Side, Small

Levels = Mapping[str, Small]
_MISSING = np.array([1, 5, 10, 15, 20, 26, 34, 45, 60])
_COMMON = np.array([8, 14, 20, 26, 32, 40, 50, 65])
_SIZES = np.array([2, 3, 4, 5, 6, 8, 10])


@dataclass(frozen=True)
class Field:
    """``words[level]``; a level without words is not shown among the reasons."""

    label: str
    words: tuple[str, ...]
    shown: bool = True


def _amounts(what: str, count: int) -> tuple[str, ...]:
    return tuple(f"{what}（{level} 级）" for level in range(count))


FIELDS: dict[str, Field] = {
    "kind": Field("名称", names.KINDS),
    "code": Field("代码", facts.CODE),
    "person": Field("法定代表人", facts.PERSON),
    "phone": Field("电话", facts.PHONE),
    "address": Field("地址", facts.ADDRESS),
    "district": Field("区县", facts.DISTRICT),
    "brand": Field("字号", facts.BRAND),
    "trade": Field("行业", facts.TRADE),
    "form": Field("组织形式", facts.FORM),
    "branch": Field("分支机构", facts.BRANCH),
    "number": Field("序号", facts.NUMBER),
    "division": Field("名称中区划", facts.DIVISION),
    "former": Field("曾用名", facts.FORMER),
    "miss_left": Field("左表独有的字", _amounts("左表独有的字", 10), shown=False),
    "miss_right": Field("右表独有的字", _amounts("右表独有的字", 10), shown=False),
    "common": Field("共有的字", _amounts("共有的字", 9), shown=False),
    "order": Field("词序", _amounts("相邻字相同", 11), shown=False),
    "size": Field("名称长短", _amounts("名称长短", 8), shown=False),
    "brand_left": Field("左表字号在右表", _amounts("左表字号在右表的户数", 9), shown=False),
    "brand_right": Field("右表字号在右表", _amounts("右表字号在右表的户数", 9), shown=False),
    "core_left": Field("左表名称在右表", _amounts("左表名称在右表的户数", 9), shown=False),
    "core_right": Field("右表名称在右表", _amounts("右表名称在右表的户数", 9), shown=False),
}
WIDTH = 32  # levels of any field are below this
OTHERS = ("code", "person", "phone", "address", "district", "former")
OF_NAMES = tuple(name for name in FIELDS if name not in OTHERS)
SUPPORT = {"code": (0, 2), "person": (0, 1), "phone": (0,), "address": (0, 1, 3)}
AGAINST = {"code": (3,), "district": (1,), "form": (3, 4)}


def levels(
    left: Side, right: Side, at_left: Places, at_right: Places, rarity: Small
) -> dict[str, Small]:
    """The level of every field for the pairs (at_left[i], at_right[i]).

    Where a former name of one row is the name of the other, that name stands in for the own one:
    the fields of the name are those of the name beside itself.
    """
    pairs = facts.Pairs(left, right, at_left, at_right)
    told = _of_names(left, right, at_left, at_right, rarity)
    former, of_left = pairs.former()
    for side, at, chosen in ((left, at_left, ~of_left), (right, at_right, of_left)):
        rows = np.flatnonzero((former > 0) & chosen)
        if len(rows):
            for name, level in _of_names(side, side, at[rows], at[rows], rarity).items():
                told[name][rows] = level
    others = {
        "code": pairs.code(), "person": pairs.person(), "phone": pairs.phone(),
        "address": pairs.address(), "district": pairs.district(), "former": former,
    }  # fmt: skip
    return {name: told[name] if name in told else others[name] for name in FIELDS}


def _of_names(
    left: Side, right: Side, at_left: Places, at_right: Places, rarity: Small
) -> dict[str, Small]:
    found = names.compare(left, right, at_left, at_right, rarity)
    pairs = facts.Pairs(left, right, at_left, at_right)
    return {
        "kind": found.kind, "brand": pairs.brand(), "trade": pairs.trade(), "form": pairs.form(),
        "branch": pairs.branch(), "number": pairs.number(), "division": pairs.division(),
        "miss_left": _binned(found.missing_left, _MISSING), "miss_right": _binned(found.missing_right, _MISSING),
        "common": _binned(found.common, _COMMON), "order": found.order.astype(np.int8),
        "size": _binned(left.core_sizes.take(at_left), _SIZES),
        "brand_left": left.sharing("brand_rows").take(at_left), "brand_right": right.sharing("brand_rows").take(at_right),
        "core_left": left.sharing("core_rows").take(at_left), "core_right": right.sharing("core_rows").take(at_right),
    }  # fmt: skip


def held(found: Levels, nearest_code: Small) -> NDArray[np.bool_]:
    """Pairs that a person must see however many points they have: nothing but the name speaks for
    them, and code, district or legal form speak against, or another candidate bears the code
    (``nearest_code``: the least level of code among the candidates), or the name says too little."""
    supported, against = (
        np.logical_or.reduce([np.isin(found[name], levels) for name, levels in told.items()])
        for told in (SUPPORT, AGAINST)
    )
    bare = (
        (found["size"] <= 2)
        | ((found["size"] == 3) & (found["brand"] == 5))
        | (found["former"] == 2)
    )
    elsewhere = (nearest_code == 0) & (found["code"] != 0)
    doubtful: NDArray[np.bool_] = (against | bare | elsewhere) & ~supported
    return doubtful


def _binned(values: NDArray[np.int64], edges: NDArray[np.int64]) -> Small:
    return np.digitize(values, edges).astype(np.int8)


def words(found: Levels, place: int) -> list[str]:
    """The shown fields of one pair, in words; of the name only what the own names say."""
    renamed = found["former"][place] > 0
    told = [
        field.words[found[name][place]]
        for name, field in FIELDS.items()
        if field.shown and not (renamed and name in OF_NAMES)
    ]
    return [word for word in told if word]
