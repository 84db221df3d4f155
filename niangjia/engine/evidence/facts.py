"""Everything but the name: code, person, telephone, address, district, form, branch, divisions."""

import numpy as np
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Flags, Hashes, Places
from niangjia.engine.columns.sounds import sound_table
from niangjia.engine.evidence.sides import Matrix, Side, Small

Line = NDArray[np.uint16]

CODE = (
    "代码一致",
    "代码只差一两位",
    "组织机构代码一致",
    "代码不同",
    "右表代码不同，左表代码有误",
    "一方没有可用代码",
)
PERSON = (
    "法定代表人一致",
    "法定代表人姓名部分隐去，其余一致",
    "法定代表人一字之差",
    "法定代表人不同",
    "法定代表人不可比",
)
PHONE = ("电话一致", "电话只差一位", "电话不同", "电话不可比")
ADDRESS = (
    "地址一致", "地址一方更详细，门牌一致", "地址一方更详细", "地址相近，门牌一致", "地址相近，门牌不同", "地址略有相同",
    "地址不同", "地址不可比",
)  # fmt: skip
DISTRICT = ("区县一致", "区县不同", "区县不可比")
FORM = (
    "组织形式一致",
    "一方没有组织形式",
    "组织形式相近",
    "组织形式不同",
    "一为有限公司，一为股份有限公司",
)
BRANCH = (
    "都不是分支机构", "分支机构一致", "左表是分支机构，右表是总部", "右表是分支机构，左表是总部", "分支机构名称相近",
    "分支机构不同",
)  # fmt: skip
NUMBER = ("都没有序号", "序号一致", "左表多序号", "右表多序号", "序号不同")
DIVISION = ("名称中区划一致", "一方名称没有区划", "一方区划包含另一方", "名称中区划不同")
TRADE = ("行业一致", "行业同义", "一方没有行业", "一方行业包含另一方", "行业不同", "行业部分同义")
BRAND = (
    "字号一致",
    "字号读音相同",
    "一方字号包含另一方",
    "字号首字相同",
    "字号不同",
    "一方没有字号",
)
FORMER = ("没有曾用名对应", "曾用名与对方名称一致", "曾用名与对方名称一致，本名过于简略")


def pick(conditions: list[Flags], default: int) -> Small:
    """The number of the first condition that holds."""
    found = np.full(len(conditions[0]), default, np.int8)
    for number in reversed(range(len(conditions))):
        np.putmask(found, conditions[number], number)
    return found


class Pairs:
    """Pairs of rows: row ``at_left[i]`` of ``left`` beside row ``at_right[i]`` of ``right``.

    What costs most, comparing character by character, is done for those pairs only whose level it
    decides.
    """

    def __init__(self, left: Side, right: Side, at_left: Places, at_right: Places) -> None:
        self.left, self.right, self.at_left, self.at_right = left, right, at_left, at_right

    def hashes(self, name: str) -> tuple[Hashes, Hashes]:
        return self.left.hashes(name).take(self.at_left), self.right.hashes(name).take(
            self.at_right
        )

    def compared(self, name: str) -> tuple[Flags, Flags]:
        """(equal and told, told by both)."""
        a, b = self.hashes(name)
        both = (a != 0) & (b != 0)
        return both & (a == b), both

    def place(self, name: str, place: int) -> tuple[Line, Line]:
        """One character of the texts of all pairs."""
        a, b = self.left.grid(name)[place], self.right.grid(name)[place]
        return a.take(self.at_left), b.take(self.at_right)

    def grids(self, name: str, pairs: Places) -> tuple[Matrix, Matrix]:
        """The texts of some pairs."""
        a = self.left.grid(name).take(self.at_left.take(pairs), axis=1)
        return a, self.right.grid(name).take(self.at_right.take(pairs), axis=1)

    def code(self) -> Small:
        same, both = self.compared("code")
        org, _ = self.compared("org")
        first, second = self.place("written", 0)
        told = (first != 0) & (second != 0)
        bad_left = told & (self.hashes("code")[0] == 0)
        near = np.zeros(len(told), np.bool_)
        open_pairs = np.flatnonzero(told & ~both)  # two valid codes are two firms, however alike
        a, b = self.grids("written", open_pairs)
        near[open_pairs] = _count(a != b) <= 2
        return pick([same, near, org, both, bad_left], 5)

    def person(self) -> Small:
        same, both = self.compared("legal")
        pairs = np.flatnonzero(both)
        a, b = self.grids("legal", pairs)
        stars_b = (b == ord("*")).any(0)
        masked = (a == ord("*")).any(0) | stars_b
        first = a[0] == b[0]
        last = (a[2] == 0) | (a[2] == self._last(b)) | stars_b
        near = (_count(a != b) == 1) & (a[1] != 0)
        level = np.full(len(both), 4, np.int8)
        level[pairs] = pick([same[pairs] & ~masked, masked & first & last, near & ~masked], 3)
        return level

    @staticmethod
    def _last(texts: Matrix) -> Line:
        found: Line = texts[np.maximum(_count(texts != 0) - 1, 0), np.arange(texts.shape[1])]
        return found

    def phone(self) -> Small:
        same, both = self.compared("phone")
        pairs = np.flatnonzero(both & ~same)
        a, b = self.grids("phone", pairs)
        level = np.where(same, 0, 3).astype(np.int8)
        level[pairs] = 1 + pick([_count(a != b) == 1], 1)
        return level

    def district(self) -> Small:
        same, both = self.compared("district")
        return pick([same, both], 2)

    def form(self) -> Small:
        a, b = self.hashes("form")
        same, both = self.compared("form")
        first, second = self.left.company.take(self.at_left), self.right.company.take(self.at_right)
        loose = (first > 0) & (second > 0)
        level = pick([same | ((a == 0) & (b == 0)), ~both, loose], 3)
        level[(first == 2) & (second == 2) & ~same] = 4
        return level

    def branch(self) -> Small:
        a, b = self.hashes("tail")
        same, both = self.compared("tail")
        pairs = np.flatnonzero(both & ~same)
        near = np.zeros(len(both), np.bool_)
        near[pairs] = alike(*self.grids("tail", pairs)) >= 5
        left_only, right_only = (a != 0) & (b == 0), (a == 0) & (b != 0)
        return pick([(a == 0) & (b == 0), same, left_only, right_only, near], 5)

    def number(self) -> Small:
        a, b = self.left.numerals.take(self.at_left), self.right.numerals.take(self.at_right)
        return pick([(a == 0) & (b == 0), a == b, b == 0, a == 0], 4)

    def division(self) -> Small:
        a, b = self.hashes("divisions")
        inside = self._inside("divisions", (a != b) & (a != 0) & (b != 0))
        return pick([a == b, (a == 0) | (b == 0), inside], 3)

    def trade(self) -> Small:
        a, b = self.hashes("trade")
        same = self.left.canon.take(self.at_left) == self.right.canon.take(self.at_right)
        inside = self._inside("trade", ~same & (a != b) & (a != 0) & (b != 0))
        level = pick([a == b, same, (a == 0) | (b == 0), inside], 4)
        shared = (self.left.lines.take(self.at_left) & self.right.lines.take(self.at_right)) != 0
        level[(level == 4) & shared] = 5
        return level

    def _inside(self, name: str, open_pairs: Flags) -> Flags:
        found = np.zeros(len(open_pairs), np.bool_)
        pairs = np.flatnonzero(open_pairs)
        found[pairs] = _one_in_other(*self.grids(name, pairs))
        return found

    def brand(self) -> Small:
        a, b = self.hashes("brand")
        none = (a == 0) | (b == 0)
        level = np.where(none, 5, 0).astype(np.int8)
        pairs = np.flatnonzero(~none & (a != b))
        first, second = self.grids("brand", pairs)
        table = sound_table()[:0x10000]
        heard = (table.take(first) == table.take(second)).all(0)
        inside = _one_in_other(first, second)
        level[pairs] = 1 + pick([heard, inside, first[0] == second[0]], 3)
        return level

    def former(self) -> tuple[Small, Flags]:
        """Whether a key among the former names of one row is the key of the other; whether that
        row is the left one."""
        a, b = self.hashes("formers")
        told = np.flatnonzero((a != 0) | (b != 0))
        found, of_left = np.zeros(len(a), np.int8), np.zeros(len(a), np.bool_)
        for place in told.tolist():
            was = self._was(int(self.at_left[place]), int(self.at_right[place]))
            found[place], of_left[place] = max(was), was[0] > 0
        return found, of_left

    def _was(self, at_left: int, at_right: int) -> tuple[int, int]:
        sides = ((self.left, at_left), (self.right, at_right))
        keys = [side.rows["key"][at].as_py() for side, at in sides]
        formers = [set(side.rows["formers"][at].as_py().split("\n")) for side, at in sides]
        bare = [1 + (side.core_sizes[at] < 3) for side, at in sides]
        return (keys[1] in formers[0]) * bare[0], (keys[0] in formers[1]) * bare[1]

    def address(self) -> Small:
        same, both = self.compared("address")
        third_a, third_b = self.place("address", 2)
        long_enough = both & (third_a != 0) & (third_b != 0)
        level = np.full(len(same), 7, np.int8)
        level[same & long_enough] = 0
        pairs = np.flatnonzero(long_enough & ~same)
        a, b = self.grids("address", pairs)
        number_a = self.left.house.take(self.at_left.take(pairs))
        number_b = self.right.house.take(self.at_right.take(pairs))
        same_number = (number_a == number_b) & (number_a != 0)
        other_number = (number_a != number_b) & (number_a != 0) & (number_b != 0)
        contained, tenths = _one_in_other(a, b), alike(a, b)
        conditions = [
            contained & same_number, contained & ~other_number, (tenths >= 5) & same_number,
            tenths >= 7, tenths >= 4,
        ]  # fmt: skip
        level[pairs] = 1 + pick(conditions, 5)
        return level


def _count(flags: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How many places of each pair are flagged."""
    found: NDArray[np.uint8] = flags.sum(0, dtype=np.uint8)
    return found


def alike(a: Matrix, b: Matrix) -> Places:
    """Share of the shorter text's pairs of neighbours that the other has, in tenths."""
    size_a, size_b = (_count(texts != 0).astype(np.int64) for texts in (a, b))
    return shared_neighbours(a, b, size_a, size_b)


def shared_neighbours(a: Matrix, b: Matrix, size_a: Places, size_b: Places) -> Places:
    """The same where the sizes are known."""
    first = a.astype(np.uint32)[:-1] << 16 | a[1:]
    second = b.astype(np.uint32)[:-1] << 16 | b[1:]
    place = np.arange(len(first))[:, None]
    np.putmask(second, place >= size_b - 1, _NOWHERE)
    hit = np.zeros(first.shape, np.bool_)
    for line in second[: int(size_b.max(initial=1)) - 1]:
        hit |= first == line
    hit &= place < size_a - 1
    shared = _count(hit).astype(np.int64)
    tenths: Places = np.minimum(shared * 10 // np.maximum(np.minimum(size_a, size_b) - 1, 1), 10)
    return tenths


_NOWHERE = 0xFFFF0000  # a character beyond the plane beside none: no text has it


def _one_in_other(a: Matrix, b: Matrix) -> Flags:
    """Whether one text stands in the other as a whole; both not empty, and not equal."""
    found = np.zeros(a.shape[1], np.bool_)
    rows = np.flatnonzero((a[0] != 0) & (b[0] != 0) & (a != b).any(0))
    a, b = a.take(rows, axis=1), b.take(rows, axis=1)
    found[rows] = _within(a, b) | _within(b, a)
    return found


def _within(a: Matrix, b: Matrix) -> Flags:
    """Whether the text ``a`` (not empty) stands in ``b`` as a whole."""
    size_a, size_b = (_count(texts != 0).astype(np.int64) for texts in (a, b))
    found = np.zeros(a.shape[1], np.bool_)
    open_rows = np.flatnonzero((size_a <= size_b) & (b == a[0]).any(0))
    for shift in range(int((size_b - size_a)[open_rows].max(initial=-1)) + 1):
        begins = open_rows[b[shift, open_rows] == a[0, open_rows]]
        width = len(a) - shift
        short = a[:width].take(begins, axis=1)
        same = (b[shift:].take(begins, axis=1) == short) | (short == 0)
        found[begins[same.all(0) & (size_a[begins] <= width)]] = True
    return found
