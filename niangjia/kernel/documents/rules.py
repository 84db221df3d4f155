"""Rules of the official layout, as values: numbers of levels, titles, dates, names, numbers.

Source: GB/T 9704-2012 党政机关公文格式, with the figures of docs/how-to/make-a-paper.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise

from niangjia.kernel.documents.enums import UPWARD, PaperKind

DIGITS = "〇一二三四五六七八九"
TITLE_WIDTH = 20  # characters of 22 pt in 156 mm
NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})〔([12]\d{3})〕([1-9]\d{0,5})号")
# Words a title is not broken in, the longer first.
WORDS = [
    "第一次会员代表大会",
    "会员代表大会",
    "会员大会",
    "代表大会",
    "第一届",
    "第二届",
    "第三届",
    "第四届",
    "第五届",
    "经费审查委员会",
    "女职工委员会",
    "工会委员会",
    "委员会",
    "联合工会",
    "工会联合会",
    "联合会",
    "总工会",
    "工会",
    "筹备组",
    "筹备",
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "集团",
    "街道",
    "关于",
    "请示",
    "批复",
    "报告",
    "通知",
    "公示",
    "决定",
    "纪要",
    "同意",
    "成立",
    "召开",
    "选举",
    "结果",
    "候选人",
    "副主席",
    "主席",
    "委员",
    "法人资格",
    "法人",
    "资格",
    "登记",
    "申请",
    "换届",
    "撤销",
    "合并",
    "建会入会",
    "建会",
    "入会",
    "集中行动",
    "先进集体",
    "先进个人",
    "工作",
    "会议",
    "印发",
    "开展",
    "做好",
    "进一步",
    "加强",
    "有关",
    "表扬",
    "方案",
    "办法",
    "职工",
    "会员",
    "企业",
    "新就业形态",
    "劳动者",
    "劳动",
    "经费",
    "服务",
    "活动",
    "年度",
    "行动",
    "计划",
    "管理",
    "组织",
    "建设",
    "推进",
    "配送站",
    "配送",
    "示例",
    "化工",
    "外卖",
]
PIECES = re.compile("|".join([*map(re.escape, WORDS), r"[0-9A-Za-z.%]+年?", "《[^》]{1,18}》"]))
# Never at the beginning of a line, never at its end.
NOT_FIRST = set("，。、；：？！）》〕”’的了等")
NOT_LAST = set("（《〔“‘")
SHORTEST = 6  # characters of a line that is no stump
# After these a line ends well.
JOINTS = (
    "公司", "集团", "街道", "总工会", "联合会", "委员会", "工会", "大会", "筹备组", "行动", "》", "、",
    "区", "市", "县", "镇", "乡",
)  # fmt: skip


def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一; for headings, 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError("标题序号应在 1 至 99 之间")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def level_mark(level: int, number: int) -> str:
    """The mark before a heading: 一、（一）1.（1）."""
    if level == 1:
        return f"{chinese_number(number)}、"
    if level == 2:
        return f"（{chinese_number(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def numbered(levels: Iterable[int]) -> Iterator[str]:
    """The mark of each paragraph, empty for level 0; a higher heading starts the lower anew."""
    counts = [0] * 5
    for level in levels:
        if level == 0:
            yield ""
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level)
        yield level_mark(level, counts[level])


def chinese_date(day: date) -> str:
    """``2022年12月1日``: Arabic digits, no leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def number_text(word: str, year: int, number: int) -> str:
    """``淄总工发〔2022〕12号``: full year in 〔〕, no 第, no leading zero."""
    return f"{word}〔{year}〕{number}号"


def parse_number(text: str) -> tuple[str, int, int] | None:
    """The parts of a document number, or ``None`` if it is not written as the standard asks."""
    found = NUMBER.fullmatch(text.strip())
    return (found[1], int(found[2]), int(found[3])) if found else None


def spread_name(name: str) -> str:
    """Names of two characters take the room of three: ``王凯`` → ``王　凯``."""
    plain = len(name) == 2 and all("\u3400" <= c <= "\U0003ffff" for c in name)
    return f"{name[0]}\u3000{name[1]}" if plain else name


def break_title(title: str, width: int = TITLE_WIDTH) -> list[str]:
    """Lines of a title: no broken words, shape of a trapezoid or diamond, at most ``width`` wide.

    Line breaks of the author stand.
    """
    given = [line.strip() for line in title.splitlines() if line.strip()]
    if len(given) != 1:
        return given
    text = given[0]
    if text_width(text) <= width:
        return [text]
    spots = _spots(text)
    for count in range(-(-len(text) // width), len(text)):
        found = [_cut(text, cuts) for cuts in combinations(spots, count - 1)]
        fitting = [lines for lines in found if all(text_width(line) <= width for line in lines)]
        if fitting:
            return min(fitting, key=_ugliness)
    return [text[at : at + width] for at in range(0, len(text), width)]


def text_width(text: str) -> float:
    """In Chinese characters; ASCII letters and digits count as half."""
    return sum(0.5 if c.isascii() else 1 for c in text)


def _spots(text: str) -> list[int]:
    """Where a line may end: not within a word, a number or a pair of brackets' edge."""
    closed: set[int] = set()
    for found in PIECES.finditer(text):
        closed |= set(range(found.start() + 1, found.end()))
    return [
        at
        for at in range(2, len(text) - 1)
        if at not in closed and text[at] not in NOT_FIRST and text[at - 1] not in NOT_LAST
    ]


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    edges = [0, *cuts, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _ugliness(lines: Sequence[str]) -> float:
    """Less is better: lines differ by two to six characters, none is a stump, breaks make sense."""
    sizes = [text_width(line) for line in lines]
    steps = [after - before for before, after in pairwise(sizes)]
    ugly = sum(2.0 if abs(step) < 1 else max(0.0, abs(step) - 6) for step in steps)
    ugly += sum(5.0 for size in sizes if size < SHORTEST)
    if any(a < 0 < b for a, b in pairwise(steps)):
        ugly += 8  # an hour-glass
    joints = [line.endswith(JOINTS) for line in lines[:-1]]
    return ugly + sum(0 if joint else 3 for joint in joints)


def default_mark(kind: PaperKind, issuer: str) -> str:
    """The red head of a kind."""
    if kind == PaperKind.MINUTES:
        return f"{issuer}会议纪要"
    return issuer if kind == PaperKind.LETTER else f"{issuer}文件"


def is_upward(kind: PaperKind) -> bool:
    """上行文: number flush left, 签发人 on the right."""
    return kind in UPWARD
