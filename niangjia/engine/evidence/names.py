"""How two names relate: what is left when the common beginning and the common end are taken off."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars, Places
from niangjia.engine.columns.names import trade_words
from niangjia.engine.columns.sounds import near_sounds
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
    first, second = left.name.rows_at(at_left), right.name.rows_at(at_right)
    a, b = first.matrix(NAME_WIDTH), second.matrix(NAME_WIDTH)
    size_a, size_b = np.minimum(first.sizes, NAME_WIDTH), np.minimum(second.sizes, NAME_WIDTH)
    heard_a = left.spoken.rows_at(at_left).matrix(NAME_WIDTH)
    heard_b = right.spoken.rows_at(at_right).matrix(NAME_WIDTH)
    kind, *middle = _kinds(a, b, size_a, size_b)
    _tell_trades(kind, (first, second), *middle)
    for head, place, name, rest in (
        (HEAD_LEFT, PLACE_LEFT, a, middle[1]), (HEAD_RIGHT, PLACE_RIGHT, b, middle[2]),
    ):  # fmt: skip
        kind[(kind == head) & _is_place(name, rest)] = place
    same_sound = (heard_a == heard_b).all(1) & (kind != EQUAL)
    kind[same_sound] = SOUND
    in_a, in_b = _found(a, b, size_a, size_b)
    weight_a, weight_b = rarity[a].astype(np.int64), rarity[b].astype(np.int64)
    missing_left, missing_right = (weight_a * ~in_a).sum(1), (weight_b * ~in_b).sum(1)
    common = np.minimum((weight_a * in_a).sum(1), (weight_b * in_b).sum(1))
    all_there = (
        (missing_left == 0) & (missing_right == 0) & (kind >= FEW_OTHER) & (size_a == size_b)
    )
    kind[all_there] = REORDERED
    return Names(kind, missing_left, missing_right, common, _order(a, b, size_a, size_b))


def _tell_trades(
    kind: Small, both: tuple[Chars, Chars], front: Places, rest_a: Places, rest_b: Places
) -> None:
    """Where what one name has more, or has instead, is words of a trade."""
    trade_a, trade_b = _is_trade(both[0], front, rest_a), _is_trade(both[1], front, rest_b)
    open_kind = kind >= BEGINS_LEFT
    kind[open_kind & (rest_b == 0) & trade_a] = TRADE_LEFT
    kind[open_kind & (rest_a == 0) & trade_b] = TRADE_RIGHT
    kind[open_kind & trade_a & trade_b] = TRADE_OTHER


def _is_place(name: Matrix, size: Places) -> NDArray[np.bool_]:
    """Whether the first ``size`` characters look like the name of a town or a zone: 马尚镇."""
    last = name[np.arange(len(name)), np.clip(size - 1, 0, NAME_WIDTH - 1)]
    found: NDArray[np.bool_] = (size >= 2) & (size <= 8) & _place_ends()[last]
    return found


def _is_trade(name: Chars, front: Places, rest: Places) -> NDArray[np.bool_]:
    found = np.zeros(len(rest), np.bool_)
    rows = np.flatnonzero(rest >= 2)
    begin = name.starts[:-1][rows] + front[rows]
    end = np.minimum(begin + rest[rows], name.starts[1:][rows])
    found[rows] = trade_words().at_end(name, begin, end) >= 0
    return found


def _kinds(
    a: Matrix, b: Matrix, size_a: Places, size_b: Places
) -> tuple[Small, Places, Places, Places]:
    """(kind, size of the common beginning, what is left of either name between it and the end)."""
    shorter = np.minimum(size_a, size_b)
    place = np.arange(NAME_WIDTH)
    front = np.minimum(np.logical_and.accumulate(a == b, axis=1).sum(1), shorter)
    back_a = np.take_along_axis(a, np.maximum(size_a[:, None] - 1 - place, 0), 1)
    back_b = np.take_along_axis(b, np.maximum(size_b[:, None] - 1 - place, 0), 1)
    back = np.minimum(np.logical_and.accumulate(back_a == back_b, axis=1).sum(1), shorter - front)
    rest_a, rest_b = size_a - front - back, size_b - front - back
    rows = np.arange(len(a))

    def char(matrix: Matrix, at: Places) -> NDArray[np.uint16]:
        return matrix[rows, np.clip(at, 0, NAME_WIDTH - 1)]

    char_a, char_b = char(a, front), char(b, front)
    mark_a, mark_b = _markers()[char_a], _markers()[char_b]
    ordinal_a = (rest_a == 2) & (char_a == ord("第")) & _markers()[char(a, front + 1)]
    ordinal_b = (rest_b == 2) & (char_b == ord("第")) & _markers()[char(b, front + 1)]
    near = near_sounds()[char_a] == near_sounds()[char_b]
    twice = (char_a == char(a, front - 1)) & (front > 0)
    swapped = (char_a == char(b, front + 1)) & (char(a, front + 1) == char_b)
    only_a, only_b = rest_b == 0, rest_a == 0
    conditions = [
        (rest_a == 0) & (rest_b == 0),
        ((rest_a == 1) & mark_a | ordinal_a) & only_a, ((rest_b == 1) & mark_b | ordinal_b) & only_b,
        (rest_a == 1) & only_a & twice, (rest_a == 1) & only_a, (rest_b == 1) & only_b,
        (rest_a == 2) & (rest_b == 2) & swapped,
        (rest_a == 1) & (rest_b == 1) & (mark_a | mark_b), (rest_a == 1) & (rest_b == 1) & near,
        (rest_a == 1) & (rest_b == 1),
        only_b & (back == 0), only_a & (back == 0), only_a & (front == 0), only_b & (front == 0),
        only_a, only_b, (rest_a <= 3) & (rest_b <= 3), (front + back) * 2 >= shorter,
    ]  # fmt: skip
    kinds = [
        EQUAL, MARK_LEFT, MARK_RIGHT, TWICE, MORE_LEFT, MORE_RIGHT, SWAPPED, MARK_OTHER, ONE_SOUND, ONE_OTHER,
        BEGINS_LEFT, BEGINS_RIGHT, HEAD_LEFT, HEAD_RIGHT, EXTRA_LEFT, EXTRA_RIGHT, FEW_OTHER, MIDDLE,
    ]  # fmt: skip
    return np.select(conditions, kinds, OTHER).astype(np.int8), front, rest_a, rest_b


def _found(
    a: Matrix, b: Matrix, size_a: Places, size_b: Places
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters of each name occur in the other (beyond the end of a name: yes)."""
    wide_a, wide_b = int(size_a.max(initial=1)), int(size_b.max(initial=1))
    in_a, in_b = a == 0, b == 0
    for column in range(wide_b):
        in_a |= a == b[:, column : column + 1]
    for column in range(wide_a):
        in_b |= b == a[:, column : column + 1]
    return in_a, in_b


def _order(a: Matrix, b: Matrix, size_a: Places, size_b: Places) -> Places:
    first = a.astype(np.uint32)[:, :-1] << 16 | a[:, 1:]
    second = b.astype(np.uint32)[:, :-1] << 16 | b[:, 1:]
    pairs_a = np.arange(NAME_WIDTH - 1) < size_a[:, None] - 1
    hit = np.zeros(first.shape, np.bool_)
    for column in range(int(size_b.max(initial=1)) - 1):
        hit |= (first == second[:, column : column + 1]) & (column < size_b - 1)[:, None]
    shorter = np.maximum(np.minimum(size_a, size_b) - 1, 1)
    tenths: Places = np.minimum((hit & pairs_a).sum(1) * 10 // shorter, 10)
    return tenths
