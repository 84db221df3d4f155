"""Two lists as departments hand them over, about one firm that nobody knew before."""

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from openpyxl import Workbook

from niangjia.engine.uscc import org_check_char, uscc_check_char
from niangjia.kernel.scope.actions import pinyin_initials

WORDS = "云岚澜舟禾沐麓屿岑棠汐桦榆苇荻芷蘅茗杉楠桐梓枫檀棣枳栎椿槿"


def code(number: int) -> str:
    """The ``number``-th valid USCC of a firm of 张店区."""
    first = f"91370303MB{number:06d}"
    first += org_check_char(first[8:])
    return first + uscc_check_char(first)


def misread(uscc: str) -> str:
    """The code with its last character copied wrongly."""
    return uscc[:-1] + ("1" if uscc[-1] != "1" else "2")


@dataclass(frozen=True)
class NewFirm:
    """A firm with 60 employees, a party organisation and no union; another one for each ``seed``."""

    seed: int

    @classmethod
    def of_today(cls) -> "NewFirm":
        return cls(int(time.time()) % 1_000_000)

    @cached_property
    def brand(self) -> str:
        size = len(WORDS)
        return "".join(WORDS[self.seed // size**n % size] for n in range(4))

    @property
    def name(self) -> str:
        return f"淄博{self.brand}精工机械有限公司"

    @property
    def uscc(self) -> str:
        return code(self.seed)

    @property
    def neighbour(self) -> str:
        """A firm whose code the department has copied wrongly."""
        return f"淄博{self.brand[::-1]}餐饮管理有限公司"

    @property
    def initials(self) -> str:
        return pinyin_initials(self.name)

    @property
    def party(self) -> str:
        return f"中共{self.name}支部委员会"


def _book(file: Path, rows: list[list[object]], merged: tuple[str, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(file)
    return file


def social_list(folder: Path, firm: NewFirm) -> Path:
    """人社: two title rows, a header over two merged rows, a blank line, a total below.

    Of its three firms one is good, one has a code whose check character is wrong (kept and
    flagged), one has no name (not taken in).
    """
    rows: list[list[object]] = [
        ["淄博市企业职工参保情况"],
        ["填报单位：市人社局        单位：人"],
        ["单位编号", "参保单位", None, "参保人数", "经办信息", None],
        [None, "单位名称", "统一社会信用代码", None, "经办区县", "单位类型"],
        [f"3703{firm.seed:07d}", firm.name, firm.uscc, 60, "张店区", "企业"],
        [
            f"3704{firm.seed:07d}",
            firm.neighbour,
            misread(code(firm.seed + 7)),
            12,
            "张店区",
            "企业",
        ],
        [f"3705{firm.seed:07d}", None, code(firm.seed + 9), 31, "张店区", "企业"],
        [],
        ["合计", None, None, 103],
    ]
    merged = ("A1:F1", "A2:F2", "A3:A4", "B3:C3", "D3:D4", "E3:F3")
    return _book(folder / f"人社_参保单位_{firm.seed}.xlsx", rows, merged)


def party_list(folder: Path, firm: NewFirm) -> Path:
    """组织部: the firm's party organisation, known by name and district alone."""
    rows: list[list[object]] = [
        ["淄博市党组织基本情况统计表"],
        ["序号", "党组织名称", "所属单位名称", "统一社会信用代码", "党组织类别", "党员人数",
         "上级党组织", "所在区县", "成立时间"],
        [1, firm.party, firm.name, None, "党支部", 5, "中共马尚街道工作委员会", "张店区", "2020年7月1日"],
    ]  # fmt: skip
    return _book(folder / f"组织部_党组织_{firm.seed}.xlsx", rows, ("A1:I1",))
