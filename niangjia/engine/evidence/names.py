"""How two names relate: what is left when the common beginning and the common end are taken off."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars, Places
from niangjia.engine.columns.sounds import near_sounds
from niangjia.engine.columns.words import trade_words
from niangjia.engine.evidence.facts import pick, shared_neighbours
from niangjia.engine.evidence.sides import NAME_WIDTH, Matrix, Side, Small

# Characters by which sister firms are told apart (一建, 二建; 新禾岚; 城东店).
MARKERS = "新老大小东西南北中上下前后内外甲乙丙丁123456789"

PLACE_ENDS = "省市区县镇乡道村"

KINDS = (
    "名称一致", "名称读音相同", "左表多出序号或方位字", "右表多出序号或方位字", "左表多一个字", "右表多一个字",
    "左表有重复的字", "相邻两字颠倒", "一字之差，且为序号或方位字", "一字之差", "一字之差，读音相近",
    "左表是右表名称的开头", "右表是左表名称的开头", "左表前面多出文字", "右表前面多出文字",
    "左表中间多出文字", "右表中间多出文字", "左表多出行业词", "右表多出行业词", "行业词不同",
    "各有两三个字不同", "中间一段不同", "词序不同", "名称不同", "左表前面多出地名", "右表前面多出地名",
)  # fmt: skip
(
    EQUAL, SOUND, MARK_LEFT, MARK_RIGHT, MORE_LEFT, MORE_RIGHT, TWICE, SWAPPED, MARK_OTHER, ONE_OTHER, ONE_SOUND,
    BEGINS_LEFT, BEGINS_RIGHT, HEAD_LEFT, HEAD_RIGHT, EXTRA_LEFT, EXTRA_RIGHT, TRADE_LEFT, TRADE_RIGHT,
    TRADE_OTHER, FEW_OTHER, MIDDLE, REORDERED, OTHER, PLACE_LEFT, PLACE_RIGHT,
) = range(len(KINDS))  # fmt: skip


Named = tuple[Chars, Places]  # names, and which of them the pairs have


@lru_cache(maxsize=1)
def _markers() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(c) for c in MARKERS]] = True
    return table


@lru_cache(maxsize=1)
def _place_ends() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(c) for c in PLACE_ENDS]] = True
    return table


@dataclass(frozen=True, slots=True)
class Names:
    """kind: index into ``KINDS``. missing_left / missing_right: rarity of the characters that the
    other name lacks; common: rarity of those shared. order: share of the shorter name's pairs of
    neighbours found in the other, in tenths."""

    kind: Small
    missing_left: Places
    missing_right: Places
    common: Places
    order: Places


def compare(left: Side, right: Side, at_left: Places, at_right: Places, rarity: Small) -> Names:
    """Compare the names of the pairs (at_left[i], at_right[i])."""
    kind, front, rest = _kinds(left, right, at_left, at_right)
    _tell_trades(kind, (left.name, at_left), (right.name, at_right), front, rest)
    for head, place, side, at, size in (
        (HEAD_LEFT, PLACE_LEFT, left, at_left, rest[0]),
        (HEAD_RIGHT, PLACE_RIGHT, right, at_right, rest[1]),
    ):
        pairs = np.flatnonzero(kind == head)
        kind[pairs[_is_place(side, at[pairs], size[pairs])]] = place
    kind[(left.spoken.take(at_left) == right.spoken.take(at_right)) & (kind != EQUAL)] = SOUND
    size_a, size_b = left.name_sizes.take(at_left), right.name_sizes.take(at_right)
    common = np.zeros(len(kind), np.int64)
    missing_left, missing_right, order = common.copy(), common.copy(), np.where(size_a > 1, 10, 0)
    equal, other = np.flatnonzero(kind == EQUAL), np.flatnonzero(kind != EQUAL)
    common[equal] = left.weight(rarity).take(at_left.take(equal))
    size_a, size_b = size_a.take(other), size_b.take(other)
    a = left.front.take(at_left.take(other), axis=1)
    b = right.front.take(at_right.take(other), axis=1)
    in_a, in_b = _found(a, b, size_a, size_b)
    missing_left[other] = _weight(rarity, a, ~in_a)
    missing_right[other] = _weight(rarity, b, ~in_b)
    common[other] = np.minimum(_weight(rarity, a, in_a), _weight(rarity, b, in_b))
    order[other] = shared_neighbours(a, b, size_a, size_b)
    nothing_missing = (missing_left == 0) & (missing_right == 0)
    same_size = left.name_sizes.take(at_left) == right.name_sizes.take(at_right)
    kind[nothing_missing & (kind >= FEW_OTHER) & same_size] = REORDERED
    return Names(kind, missing_left, missing_right, common, order)


def _weight(rarity: Small, texts: Matrix, wanted: NDArray[np.bool_]) -> Places:
    """Rarity of the wanted characters of each name."""
    found: Places = (rarity.take(texts) * wanted).sum(0, dtype=np.int64)
    return found


def _tell_trades(
    kind: Small, left: Named, right: Named, front: Places, rest: tuple[Places, Places]
) -> None:
    """Where what one name has more, or has instead, is words of a trade."""
    open_kind = kind >= BEGINS_LEFT
    trade_a, trade_b = (
        _is_trade(*side, front, np.where(open_kind, more, 0))
        for side, more in zip((left, right), rest, strict=True)
    )
    kind[(rest[1] == 0) & trade_a] = TRADE_LEFT
    kind[(rest[0] == 0) & trade_b] = TRADE_RIGHT
    kind[trade_a & trade_b] = TRADE_OTHER


def _is_place(side: Side, at: Places, size: Places) -> NDArray[np.bool_]:
    """Whether the first ``size`` characters look like the name of a town or a zone: 马尚镇."""
    last = side.front[np.clip(size - 1, 0, NAME_WIDTH - 1), at]
    found: NDArray[np.bool_] = (size >= 2) & (size <= 8) & _place_ends()[last]
    return found


def _is_trade(name: Chars, at: Places, front: Places, rest: Places) -> NDArray[np.bool_]:
    found = np.zeros(len(rest), np.bool_)
    pairs = np.flatnonzero(rest >= 2)
    begin = name.starts[at[pairs]] + front[pairs]
    end = np.minimum(begin + rest[pairs], name.starts[at[pairs] + 1])
    found[pairs] = trade_words().at_end(name, begin, end) >= 0
    return found


def _together(a: Matrix, b: Matrix, at_a: Places, at_b: Places) -> Places:
    """How many characters of the pairs agree before the first that does not."""
    count = np.zeros(len(at_a), np.int64)
    pairs = np.arange(len(at_a))
    for first, second in zip(a, b, strict=True):
        same = np.flatnonzero(first.take(at_a) == second.take(at_b))
        pairs, at_a, at_b = pairs.take(same), at_a.take(same), at_b.take(same)
        count[pairs] += 1
    return count


def _kinds(
    left: Side, right: Side, at_left: Places, at_right: Places
) -> tuple[Small, Places, tuple[Places, Places]]:
    """(kind, size of the common beginning, what is left of either name between it and the end)."""
    size_a, size_b = left.name_sizes.take(at_left), right.name_sizes.take(at_right)
    shorter = np.minimum(size_a, size_b)
    front = np.minimum(_together(left.front, right.front, at_left, at_right), shorter)
    back = _together(left.back, right.back, at_left, at_right)
    back = np.minimum(back, shorter - front)
    rest_a, rest_b = size_a - front - back, size_b - front - back

    def char(side: Side, at: Places, place: Places) -> NDArray[np.uint16]:
        lines = np.clip(place, 0, NAME_WIDTH - 1)
        found: NDArray[np.uint16] = side.front.ravel().take(lines * side.front.shape[1] + at)
        return found

    char_a, char_b = char(left, at_left, front), char(right, at_right, front)
    next_a, next_b = char(left, at_left, front + 1), char(right, at_right, front + 1)
    mark_a, mark_b = _markers().take(char_a), _markers().take(char_b)
    ordinal_a = (rest_a == 2) & (char_a == ord("第")) & _markers().take(next_a)
    ordinal_b = (rest_b == 2) & (char_b == ord("第")) & _markers().take(next_b)
    near = near_sounds().take(char_a) == near_sounds().take(char_b)
    twice = (char_a == char(left, at_left, front - 1)) & (front > 0)
    swapped = (char_a == next_b) & (next_a == char_b)
    only_a, only_b = rest_b == 0, rest_a == 0
    one_each = (rest_a == 1) & (rest_b == 1)
    conditions = [
        only_a & only_b,
        ((rest_a == 1) & mark_a | ordinal_a) & only_a, ((rest_b == 1) & mark_b | ordinal_b) & only_b,
        (rest_a == 1) & only_a & twice, (rest_a == 1) & only_a, (rest_b == 1) & only_b,
        (rest_a == 2) & (rest_b == 2) & swapped,
        one_each & (mark_a | mark_b), one_each & near, one_each,
        only_b & (back == 0), only_a & (back == 0), only_a & (front == 0), only_b & (front == 0),
        only_a, only_b, (rest_a <= 3) & (rest_b <= 3), (front + back) * 2 >= shorter,
    ]  # fmt: skip
    return _KINDS.take(pick(conditions, len(conditions))), front, (rest_a, rest_b)


_KINDS = np.array(
    [
        EQUAL, MARK_LEFT, MARK_RIGHT, TWICE, MORE_LEFT, MORE_RIGHT, SWAPPED, MARK_OTHER, ONE_SOUND, ONE_OTHER,
        BEGINS_LEFT, BEGINS_RIGHT, HEAD_LEFT, HEAD_RIGHT, EXTRA_LEFT, EXTRA_RIGHT, FEW_OTHER, MIDDLE, OTHER,
    ],
    np.int8,
)  # fmt: skip


def _found(
    a: Matrix, b: Matrix, size_a: Places, size_b: Places
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters of each name occur in the other (beyond the end of a name: yes)."""
    in_a, in_b = a == 0, b == 0
    for line in b[: int(size_b.max(initial=1))]:
        in_a |= a == line
    for line in a[: int(size_a.max(initial=1))]:
        in_b |= b == line
    return in_a, in_b
