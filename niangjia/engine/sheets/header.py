"""Which rows are the header, and which lines below it are data."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from niangjia.engine.sheets.model import BadFile, Cell, Row
from niangjia.engine.sheets.values import as_text

LOOKED_AT = 30
TITLE_CHARS = 24
_DATA_LIKE = re.compile(r"\d{4,}|^\d+([.,]\d+)?%?$|\d{4}[-/年]\d|^[0-9A-Z]{15,18}$")
_REPORT_LINE = re.compile(r"[:：]\s*\S*$|^\d{4}年|单位[:：]|日期[:：]|截至|截止")
_SPACES = re.compile(r"\s+")
TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "总合计"})
_FOOTER_STARTS = frozenset("填制审负联备说注打 \u3000")
_FOOTER = re.compile(r"^(填表人|制表人|审核人|填报人|负责人|联系人|备注|说明|注|打印时间)\s*[:：]")


@dataclass(frozen=True, slots=True)
class HeaderGuess:
    """``first_row``…``last_row`` (numbers as in the sheet, from 1) and one title per column.

    A column without a title has ``""``. ``titles_above`` are the lines over the header.
    """

    first_row: int
    last_row: int
    titles: list[str]
    titles_above: list[str]


def find_header(rows: Iterable[tuple[int, Row]], *, words: Collection[str] = ()) -> HeaderGuess:
    """Judge the first rows: a header is wide, short-worded, without numbers, each word once.

    ``words`` are titles that would be at home here (normalised by ``plain_title``); they
    outweigh looks. Raises ``BadFile`` where nothing looks like a header.
    """
    head = [(n, r) for n, r in rows if any(as_text(c) for c in r)][:LOOKED_AT]
    known = {plain_title(w) for w in words}
    width = max((_filled(r) for _, r in head), default=0)
    scores = [_score(r, width, known) for _, r in head]
    best = max(range(len(head)), key=lambda i: (scores[i], -i), default=None)
    if best is None or scores[best] <= 0:
        raise BadFile(
            f"没有找到表头：前 {LOOKED_AT} 行里没有一行全是列名；请在数据上方加一行列名（可下载模板）后重传"
        )
    first, last = _with_second_row(head, best, known)
    return _guess(head, first, last)


def header_at(rows: Iterable[tuple[int, Row]], first: int, last: int) -> HeaderGuess:
    """The header where the clerk says it is."""
    head = [(n, r) for n, r in rows if n <= last]
    inside = [i for i, (n, _) in enumerate(head) if first <= n <= last]
    if not inside:
        raise BadFile(f"第 {first} 行到第 {last} 行没有内容，不能作表头；请改填列名所在的行号")
    return _guess(head, inside[0], inside[-1])


def plain_title(text: str) -> str:
    """A title without spaces, line breaks, stars, units in brackets: ``从业人数(人)`` → ``从业人数``."""
    text = _SPACES.sub("", text).replace("*", "").replace("（", "(").replace("）", ")")
    return re.sub(r"\((人|个|家|万元|元|必填|选填)\)", "", text).strip(":：").upper()


def _filled(row: Row) -> int:
    return sum(1 for cell in row if as_text(cell))


def _score(row: Row, width: int, known: set[str]) -> float:
    texts = [t for t in map(as_text, row) if t]
    if len(texts) < max(2 if width > 1 else 1, width * 0.3):
        return 0
    points = 0.0
    for text in texts:
        if plain_title(text) in known:
            points += 5
        elif not isinstance(text, str) or _DATA_LIKE.search(text) or len(text) > TITLE_CHARS:
            points -= 2
        elif _REPORT_LINE.search(text):
            points -= 1
        else:
            points += 1
    repeated = len(texts) - len(set(texts))
    return (points - 2 * repeated) * len(texts) / width


def _with_second_row(
    head: Sequence[tuple[int, Row]], best: int, known: set[str]
) -> tuple[int, int]:
    """A header of two merged rows: where one row is blank the other is filled."""
    if best + 1 < len(head) and _complete(head[best][1], head[best + 1][1], known):
        return best, best + 1
    if best > 0 and _complete(head[best - 1][1], head[best][1], known):
        return best - 1, best
    return best, best


def _complete(above: Row, below: Row, known: set[str]) -> bool:
    size = max(len(above), len(below))
    top, low = (_padded(r, size) for r in (above, below))
    if sum(1 for t in top if t) < 2 or any(_DATA_LIKE.search(t) or len(t) > 24 for t in low):
        return False
    fills = [i for i in range(size) if low[i] and not top[i]]
    under = [i for i in range(size) if low[i] and top[i]]
    leaves = [i for i in range(size) if top[i] and not low[i]]
    if any(_REPORT_LINE.search(t) for t in top if t and plain_title(t) not in known):
        return False
    return bool(fills) and (bool(leaves) or bool(under)) and _spans(top, fills)


def _spans(top: list[str], fills: list[int]) -> bool:
    """Blanks of a merged title lie to the right of it, and the title has a word below itself."""
    return all(any(top[:i]) for i in fills)


def _padded(row: Row, size: int) -> list[str]:
    return [as_text(c) for c in row] + [""] * (size - len(row))


def _guess(head: Sequence[tuple[int, Row]], first: int, last: int) -> HeaderGuess:
    rows = [r for _, r in head[first : last + 1]]
    above = [" ".join(t for t in map(as_text, r) if t) for _, r in head[:first]]
    return HeaderGuess(head[first][0], head[last][0], _titles(rows), above)


def _titles(rows: list[Row]) -> list[str]:
    """The lowest filled cell of each column; equal titles get their group in front, then a number."""
    size = max(map(len, rows))
    padded = [_padded(r, size) for r in rows]
    titles, groups, group = [], [], ""
    for i in range(size):
        column = [_SPACES.sub("", r[i]) for r in padded]
        if column[0]:
            group = column[0]
        titles.append(next((t for t in reversed(column) if t), ""))
        groups.append(group)
    doubled = {t for t in titles if t and titles.count(t) > 1}
    titles = [
        f"{g}·{t}" if t in doubled and g != t else t for g, t in zip(groups, titles, strict=True)
    ]
    return _numbered(titles)


def _numbered(titles: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        result.append(f"{title}({seen[title]})" if title and seen[title] > 1 else title)
    return result


def is_total(row: Sequence[Cell]) -> bool:
    """A line of sums: one of its first three filled cells says 合计, 总计 …"""
    looked = 0
    for cell in row:
        if not cell:
            continue
        if isinstance(cell, str) and len(cell) <= 10 and "计" in cell:
            word = _SPACES.sub("", cell).rstrip(":：")
            if word in TOTALS:
                return True
        looked += 1
        if looked == 3:
            return False
    return False


def is_surely_data(row: Sequence[Cell]) -> bool:
    """The cheap test before the others: a long first cell that begins no footer."""
    first = row[0] if row else ""
    return type(first) is str and len(first) > 12 and first[0] not in _FOOTER_STARTS


def is_footer(row: Sequence[Cell]) -> bool:
    """A line such as ``填表人:…`` below the data."""
    first = next((c for c in row if c), "")
    return isinstance(first, str) and _FOOTER.match(first.strip()) is not None
