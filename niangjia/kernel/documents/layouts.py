"""From what a document says to what its template sets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from niangjia.kernel.documents import rules, simple
from niangjia.kernel.documents.content import (
    Block,
    Grid,
    Names,
    NotPrintable,
    Paper,
    Para,
    Printable,
)
from niangjia.kernel.documents.enums import PaperKind

DRAFT = "草稿"
NO_DATE = date(2000, 1, 1)  # creation date in the PDF of a draft without a date
MARK_HEIGHT, MARK_WIDTH = 17.0, 150.0  # millimetres: one character's height, the whole mark
HELD = 90  # characters: a last paragraph no longer than this stays with the signature


def paper_values(paper: Paper, *, draft: bool = False) -> dict[str, Any]:
    """What ``paper.typ`` sets. ``draft``: watermark, and no number even if there is one."""
    check(paper)
    mark = paper.mark or rules.default_mark(paper.kind, paper.issuer)
    day = rules.chinese_date(paper.dated) if paper.dated else ""
    last = paper.body[-1]
    height = min(MARK_HEIGHT, MARK_WIDTH / rules.text_width(mark))
    return {
        "title": "".join(paper.title.split()),
        "title-lines": rules.break_title(paper.title),
        "issuer": paper.issuer,
        "head": head_of(paper),
        "mark": mark,
        "mark-height": height,
        "mark-spread": spread(mark, height),
        "urgency": paper.urgency,
        "number": "" if draft else paper.number,
        "upward": rules.is_upward(paper.kind) and bool(paper.signatory),
        "signatory": "　".join(rules.spread_name(name) for name in paper.signatory),
        "addressee": paper.addressee,
        "body": block_values(paper.body),
        "held": int(isinstance(last, Para) and len(last.text + last.rest) <= HELD),
        "annexes": [_annex_values(a.title, a.blocks) for a in paper.annexes],
        "signature": "" if paper.kind == PaperKind.MINUTES else paper.signature or paper.issuer,
        "date": "" if paper.kind == PaperKind.MINUTES else day,
        "minutes-date": day,
        "sealed": paper.sealed,
        "note": paper.note,
        "copies": "，".join(paper.copies),
        "printer": paper.printer,
        "printed-on": rules.chinese_date(paper.printed_on) if paper.printed_on else "",
        "watermark": DRAFT if draft else "",
    }


def values_of(document: Printable, *, draft: bool = False) -> dict[str, Any]:
    """What the template named by ``document.tag`` sets."""
    if isinstance(document, Paper):
        return paper_values(document, draft=draft)
    return simple.values_of(document) | {"watermark": DRAFT if draft else ""}


def check(paper: Paper) -> None:
    """Raise ``NotPrintable`` with a sentence for what the standard would not allow."""
    problems = []
    if not paper.title.strip():
        problems.append("标题是空的")
    if not paper.body:
        problems.append("正文是空的，首页必须有正文")
    if paper.number and rules.parse_number(paper.number) is None:
        problems.append(f"发文字号“{paper.number}”写法不对，应如 淄总工发〔2022〕12号")
    if paper.kind == PaperKind.REQUEST and "、" in paper.addressee:
        problems.append("请示只能有一个主送机关")
    if paper.printer and paper.printed_on is None:
        problems.append("版记缺少印发日期")
    if problems:
        raise NotPrintable(f"公文不能生成：{'；'.join(problems)}。")


def head_of(paper: Paper) -> str:
    """Which head is printed: ``red``, ``letter``, ``minutes`` or ``none``."""
    if paper.plain or paper.kind == PaperKind.PUBLICITY:
        return "none"
    heads = {PaperKind.LETTER: "letter", PaperKind.MINUTES: "minutes"}
    return heads.get(paper.kind, "red")


def spread(mark: str, height: float) -> float:
    """Points between the characters of a short mark, so that it fills about 150 mm."""
    free = MARK_WIDTH - rules.text_width(mark) * height
    return round(min(free / max(1, len(mark) - 1), height * 0.35) * 72 / 25.4, 2)


def block_values(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks with their marks of level."""
    marks = rules.numbered(b.level if isinstance(b, Para) else 0 for b in blocks)
    return [_block(block, mark) for block, mark in zip(blocks, marks, strict=True)]


def _block(block: Block, mark: str) -> dict[str, Any]:
    if isinstance(block, Grid):
        return {
            "block": "grid", "head": block.head, "rows": block.rows, "widths": block.widths,
            "caption": block.caption,
        }  # fmt: skip
    if isinstance(block, Names):
        names = "　".join(rules.spread_name(name) for name in block.names)
        width = rules.text_width(block.label) + 1
        return {"block": "names", "label": block.label, "text": names, "label-width": width}
    return {
        "block": "para", "level": block.level, "mark": mark, "text": block.text,
        "rest": block.rest, "indent": block.indent,
    }  # fmt: skip


def _annex_values(title: str, blocks: Sequence[Block]) -> dict[str, Any]:
    lines = rules.break_title(title)
    return {"title": title, "title-lines": lines, "blocks": block_values(blocks)}


def signature_places(sign: str, day: str, *, sealed: bool) -> tuple[float, float]:
    """Characters from the right edge to signature and date.

    With seal: the date four characters in, the signature centred above it (at least one in).
    Without: signature two in and the date beginning two right of it; a date longer than the
    signature stands two in itself. Source: GB/T 9704-2012, 7.3.5.
    """
    own, date_ = rules.text_width(sign), rules.text_width(day)
    if sealed:
        over = (own - date_) / 2
        return max(1.0, 4 - over), max(4.0, 1 + over)
    if date_ <= own:
        return 2.0, own - date_
    return 4 + date_ - own, 2.0
