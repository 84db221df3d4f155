"""Everything but the name: code, person, telephone, address, district, form, branch, divisions."""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Flags, Hashes, Places
from niangjia.engine.evidence.sides import ADDRESS_WIDTH, Matrix, Side, Small

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


def _pick(conditions: list[Flags], default: int) -> Small:
    """The number of the first condition that holds."""
    return np.select(conditions, list(range(len(conditions))), default).astype(np.int8)


class Pairs:
    """Pairs of rows: row ``at_left[i]`` of ``left`` beside row ``at_right[i]`` of ``right``."""

    def __init__(self, left: Side, right: Side, at_left: Places, at_right: Places) -> None:
        self.left, self.right, self.at_left, self.at_right = left, right, at_left, at_right

    def hashes(self, name: str) -> tuple[Hashes, Hashes]:
        return self.left.hashes(name)[self.at_left], self.right.hashes(name)[self.at_right]

    def compared(self, name: str) -> tuple[Flags, Flags]:
        """(equal and told, told by both)."""
        a, b = self.hashes(name)
        both = (a != 0) & (b != 0)
        return both & (a == b), both

    def matrices(self, name: str, width: int) -> tuple[Matrix, Matrix]:
        a = self.left.chars(name).rows_at(self.at_left).matrix(width)
        return a, self.right.chars(name).rows_at(self.at_right).matrix(width)

    def code(self) -> Small:
        same, both = self.compared("code")
        org, _ = self.compared("org")
        a, b = self.matrices("written", 18)
        told = (a[:, 0] != 0) & (b[:, 0] != 0)
        differing = (a != b).sum(1)
        bad_left = told & (self.hashes("code")[0] == 0)
        near = told & (differing <= 2) & ~both  # two valid codes are two firms, however alike
        conditions = [same, near, org, both, bad_left]
        return _pick(conditions, 5)

    def person(self) -> Small:
        same, both = self.compared("legal")
        a, b = self.matrices("legal", 5)
        stars_a, stars_b = (a == ord("*")).any(1), (b == ord("*")).any(1)
        first = a[:, 0] == b[:, 0]
        last = (a[:, 2] == 0) | (a[:, 2] == self._last(b)) | stars_b
        masked = both & (stars_a | stars_b)
        near = both & ((a != b).sum(1) == 1) & (a[:, 1] != 0)
        return _pick([same & ~masked, masked & first & last, near & ~masked, both], 4)

    @staticmethod
    def _last(matrix: Matrix) -> NDArray[np.uint16]:
        sizes = (matrix != 0).sum(1)
        found: NDArray[np.uint16] = matrix[np.arange(len(matrix)), np.maximum(sizes - 1, 0)]
        return found

    def phone(self) -> Small:
        same, both = self.compared("phone")
        a, b = self.matrices("phone", 11)
        return _pick([same, both & ((a != b).sum(1) == 1), both], 3)

    def district(self) -> Small:
        same, both = self.compared("district")
        return _pick([same, both], 2)

    def form(self) -> Small:
        a, b = self.hashes("form")
        same, both = self.compared("form")
        loose = self._is("form", ("公司", "有限公司", "股份有限公司"))
        full = loose & self._is("form", ("有限公司", "股份有限公司"))
        level = _pick([same | ((a == 0) & (b == 0)), ~both, loose], 3)
        level[full & ~same] = 4
        return level

    def _is(self, name: str, words: tuple[str, ...]) -> Flags:
        import pyarrow as pa

        known = pa.array(words)
        a = pc.is_in(self.left.column(name), known).to_numpy(zero_copy_only=False)
        b = pc.is_in(self.right.column(name), known).to_numpy(zero_copy_only=False)
        both: Flags = a[self.at_left] & b[self.at_right]
        return both

    def branch(self) -> Small:
        a, b = self.hashes("tail")
        same, _ = self.compared("tail")
        first, second = self.matrices("tail", 14)
        return _pick(
            [
                (a == 0) & (b == 0),
                same,
                (a != 0) & (b == 0),
                (a == 0) & (b != 0),
                _near(first, second),
            ],
            5,
        )

    def number(self) -> Small:
        a, b = self.left.numerals[self.at_left], self.right.numerals[self.at_right]
        return _pick([(a == 0) & (b == 0), a == b, b == 0, a == 0], 4)

    def division(self) -> Small:
        a, b = self.hashes("divisions")
        first, second = self.matrices("divisions", 12)
        inside = _one_in_other(first, second)
        return _pick([a == b, (a == 0) | (b == 0), inside], 3)

    def trade(self) -> Small:
        a, b = self.hashes("trade")
        same = self.left.canon[self.at_left] == self.right.canon[self.at_right]
        first, second = self.matrices("trade", 12)
        inside = _one_in_other(first, second)
        level = _pick([a == b, same, (a == 0) | (b == 0), inside], 4)
        shared = (self.left.lines[self.at_left] & self.right.lines[self.at_right]) != 0
        level[(level == 4) & shared] = 5
        return level

    def brand(self) -> Small:
        a, b = self.hashes("brand")
        first, second = self.matrices("brand", 12)
        from niangjia.engine.columns.sounds import sound_table

        table = sound_table()
        heard = (table[first] == table[second]).all(1)
        inside = _one_in_other(first, second)
        none = (a == 0) | (b == 0)
        return _pick(
            [
                (a == b) & ~none,
                heard & ~none,
                inside & ~none,
                (first[:, 0] == second[:, 0]) & ~none,
                ~none,
            ],
            5,
        )

    def former(self) -> tuple[Small, Flags]:
        """Whether a key among the former names of one row is the key of the other; whether that
        row is the left one."""
        a, b = (
            self.left.hashes("formers")[self.at_left],
            self.right.hashes("formers")[self.at_right],
        )
        told = np.flatnonzero((a != 0) | (b != 0))
        found, of_left = np.zeros(len(a), np.int8), np.zeros(len(a), np.bool_)
        for place in told.tolist():
            was = self._was(int(self.at_left[place]), int(self.at_right[place]))
            found[place], of_left[place] = max(was), was[0] > 0
        return found, of_left

    def _was(self, at_left: int, at_right: int) -> tuple[int, int]:
        keys = [
            side.rows["key"][at].as_py()
            for side, at in ((self.left, at_left), (self.right, at_right))
        ]
        formers = [
            set(side.rows["formers"][at].as_py().split("\n"))
            for side, at in ((self.left, at_left), (self.right, at_right))
        ]
        bare = [
            1 + (side.core_sizes[at] < 3)
            for side, at in ((self.left, at_left), (self.right, at_right))
        ]
        return (keys[1] in formers[0]) * bare[0], (keys[0] in formers[1]) * bare[1]

    def address(self) -> Small:
        same, both = self.compared("address")
        a, b = self.matrices("address", ADDRESS_WIDTH)
        long_enough = both & (a[:, 2] != 0) & (b[:, 2] != 0)
        number_a, number_b = self.left.house[self.at_left], self.right.house[self.at_right]
        same_number = (number_a == number_b) & (number_a != 0)
        contained = _one_in_other(a, b)
        alike = _alike(a, b)
        other_number = (number_a != number_b) & (number_a != 0) & (number_b != 0)
        conditions = [
            same & long_enough, contained & same_number, contained & ~other_number,
            (alike >= 5) & same_number, (alike >= 7), (alike >= 4),
        ]  # fmt: skip
        level = _pick(conditions, 6)
        level[~long_enough] = 7
        return level


def _near(a: Matrix, b: Matrix) -> Flags:
    return _alike(a, b) >= 5


def _alike(a: Matrix, b: Matrix) -> Places:
    """Share of the shorter text's pairs of neighbours that the other has, in tenths."""
    size_a, size_b = (a != 0).sum(1), (b != 0).sum(1)
    first = a.astype(np.uint32)[:, :-1] << 16 | a[:, 1:]
    second = b.astype(np.uint32)[:, :-1] << 16 | b[:, 1:]
    inside = np.arange(a.shape[1] - 1) < size_a[:, None] - 1
    hit = np.zeros(first.shape, np.bool_)
    for column in range(int(size_b.max(initial=1)) - 1):
        hit |= (first == second[:, column : column + 1]) & (column < size_b - 1)[:, None]
    shared = (hit & inside).sum(1)
    tenths: Places = np.minimum(shared * 10 // np.maximum(np.minimum(size_a, size_b) - 1, 1), 10)
    return tenths


def _one_in_other(a: Matrix, b: Matrix) -> Flags:
    """Whether one text stands in the other as a whole; both not empty, and not equal."""
    found = np.zeros(len(a), np.bool_)
    rows = np.flatnonzero((a[:, 0] != 0) & (b[:, 0] != 0) & (a != b).any(1))
    found[rows] = _within(a[rows], b[rows]) | _within(b[rows], a[rows])
    return found


def _within(a: Matrix, b: Matrix) -> Flags:
    """Whether the text ``a`` (not empty) stands in ``b`` as a whole."""
    size_a, size_b = (a != 0).sum(1), (b != 0).sum(1)
    found = np.zeros(len(a), np.bool_)
    open_rows = np.flatnonzero((size_a <= size_b) & (b == a[:, :1]).any(1))
    for shift in range(int((size_b - size_a)[open_rows].max(initial=-1)) + 1):
        begins = open_rows[(b[open_rows, shift] == a[open_rows, 0])]
        width = a.shape[1] - shift
        same = (b[begins, shift:] == a[begins, :width]) | (a[begins, :width] == 0)
        fits = same.all(1) & (size_a[begins] <= width)
        found[begins[fits]] = True
    return found
