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
# Words a title is not broken in; names of units are added by the caller.
WORDS = [
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
    "第一次",
    "第二次",
    "第三次",
    "第一届",
    "会员代表大会",
    "会员大会",
    "代表大会",
    "筹备组",
    "筹备",
    "委员会",
    "工会委员会",
    "经费审查委员会",
    "女职工委员会",
    "联合工会",
    "联合会",
    "总工会",
    "工会",
    "有限责任公司",
    "有限公司",
    "股份有限公司",
    "公司",
    "集团",
    "候选人",
    "委员",
    "主席",
    "副主席",
    "法人资格",
    "登记",
    "申请",
    "换届",
    "撤销",
    "建会",
    "入会",
    "集中行动",
    "工作",
    "会议",
    "印发",
    "开展",
    "做好",
    "进一步",
    "加强",
    "2022年",
]
# Never at the beginning of a line, never at its end.
NOT_FIRST = set("，。、；：？！）》〕”’的了等")
NOT_LAST = set("（《〔“‘")
PREFER_BEFORE = ("的", "《", "和", "与", "暨", "及")


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


def break_title(title: str, keep: Sequence[str] = (), width: int = TITLE_WIDTH) -> list[str]:
    """Lines of a title: no broken words, shape of a trapezoid or diamond, at most ``width`` wide.

    Line breaks of the author stand. ``keep``: names that should stay whole, if they fit.
    """
    given = [line.strip() for line in title.splitlines() if line.strip()]
    if len(given) != 1:
        return given
    text = given[0]
    if text_width(text) <= width:
        return [text]
    spots = _spots(text, [*keep, *WORDS], width)
    for count in range(-(-len(text) // width), len(text)):
        found = [_cut(text, cuts) for cuts in combinations(spots, count - 1)]
        fitting = [lines for lines in found if all(text_width(line) <= width for line in lines)]
        if fitting:
            return min(fitting, key=_ugliness)
    return [text[at : at + width] for at in range(0, len(text), width)]


def text_width(text: str) -> float:
    """In Chinese characters; ASCII letters and digits count as half."""
    return sum(0.5 if c.isascii() else 1 for c in text)


def _spots(text: str, words: Sequence[str], width: int) -> list[int]:
    """Where a line may end; if words leave too little choice, everywhere outside short words."""
    closed = set()
    for word in words:
        if 1 < len(word) <= width:
            for found in re.finditer(re.escape(word), text):
                closed |= set(range(found.start() + 1, found.end()))
    for found in re.finditer(r"[0-9A-Za-z.%]+", text):
        closed |= set(range(found.start() + 1, found.end()))
    return [
        at
        for at in range(2, len(text) - 1)
        if at not in closed and text[at] not in NOT_FIRST - {"的"} and text[at - 1] not in NOT_LAST
        and not (text[at] == "的" and text[at : at + 1] == text[-1])
    ]  # fmt: skip


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    edges = [0, *cuts, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _ugliness(lines: Sequence[str]) -> float:
    """Less is better: a step of two to six characters between lines, breaks at joints of sense."""
    sizes = [text_width(line) for line in lines]
    steps = [b - a for a, b in pairwise(sizes)]
    ugly = sum(3.0 if abs(s) < 1 else max(0.0, abs(s) - 4) for s in steps)
    if len(steps) == 2 and steps[0] < 0 < steps[1]:
        ugly += 8  # an hour-glass
    for before, after in pairwise(lines):
        if after.startswith("的") and len(after) < 5:
            ugly += 3
        joint = before.endswith(JOINTS) or after.startswith(PREFER_BEFORE)
        ugly += 0 if joint else 4
    return ugly


JOINTS = (
    "公司",
    "工会",
    "委员会",
    "总工会",
    "联合会",
    "召开",
    "同意",
    "大会",
    "的",
    "关于",
    "筹备组",
    "集团",
    "》",
    "、",
    "街道",
    "区",
    "市",
    "县",
    "镇",
    "组",
)


def default_mark(kind: PaperKind, issuer: str) -> str:
    """The red head of a kind."""
    if kind == PaperKind.MINUTES:
        return f"{issuer}会议纪要"
    return issuer if kind == PaperKind.LETTER else f"{issuer}文件"


def is_upward(kind: PaperKind) -> bool:
    """上行文: number flush left, 签发人 on the right."""
    return kind in UPWARD
