"""The same paper for Word: editable, in the official fonts by name, GB/T 9704 measures in twips.

Word sets lines by itself, so pages may break elsewhere than in the PDF, which stays the paper
that counts. Fonts carry alternatives in the font table for machines without the official ones.
"""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO
from math import floor
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from niangjia.kernel.documents import layouts
from niangjia.kernel.documents import wordxml as xml
from niangjia.kernel.documents.content import Paper

FANGSONG, KAITI, HEITI = "仿宋_GB2312", "楷体_GB2312", "黑体"
BIAOSONG, SONGTI = "方正小标宋简体", "宋体"
LEVELS = (FANGSONG, HEITI, KAITI, FANGSONG, FANGSONG)
LINE = 579  # twips: 22 lines in 225 mm
ADVANCE = 8844 / 20 / 28  # points: 28 characters in 156 mm
TIGHT = -0.25  # points between characters of the body: what the grid asks, to a twentieth
RED = "D0021B"
BODY, SMALL, TITLE, CELL = 16, 14, 22, 12  # points
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def paper_docx(paper: Paper, *, draft: bool = False) -> bytes:
    """The paper as DOCX; equal bytes for equal papers. Raises ``NotPrintable``."""
    told = layouts.paper_values(paper, draft=draft)
    document = docx.Document()
    _page(document, told)
    _properties(document, paper, told)
    _head(document, told)
    _title(document, told["title-lines"])
    _line(document, "")
    if told["addressee"]:
        _line(document, f"{told['addressee']}：")
    _blocks(document, told["body"], hold=bool(told["held"]))
    _annex_note(document, told["annexes"])
    _signature(document, told)
    if told["note"]:
        _line(document, f"（{told['note']}）", first=2)
    _annexes(document, told["annexes"])
    _imprint(document, told)
    return _same_bytes(document)


def _page(document: Document, told: dict[str, Any]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    section.top_margin, section.bottom_margin = Twips(2098), Twips(1984)
    section.left_margin, section.right_margin = Twips(1588), Twips(1474)
    section.header_distance, section.footer_distance = Twips(850), Twips(1304)
    xml.document_grid(section, line=LINE, char_space=floor((ADVANCE - BODY) * 4096))
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = told["head"] == "letter"
    xml.normal_style(document, FANGSONG, BODY, LINE)
    xml.font_table(document)
    for footer, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        _page_number(footer.paragraphs[0], align)
    if told["head"] == "letter":
        xml.border(
            section.first_page_footer.paragraphs[0],
            "top",
            "thinThickSmallGap",
            eighths=24,
            color=RED,
        )
        _wider(section.first_page_footer.paragraphs[0])
    if told["watermark"]:
        for header in (section.header, section.even_page_header, section.first_page_header):
            paragraph = header.paragraphs[0]
            paragraph.alignment = ALIGN.CENTER
            xml.run(paragraph, f"〔{told['watermark']}〕", HEITI, SMALL, color="808080")


def _page_number(paragraph: Paragraph, align: Any) -> None:
    paragraph.alignment = align
    side = {"right": 1} if align == ALIGN.RIGHT else {"left": 1}
    xml.indent(paragraph, **side)
    xml.run(paragraph, "— ", SONGTI, SMALL)
    xml.page_field(paragraph, SONGTI, SMALL)
    xml.run(paragraph, " —", SONGTI, SMALL)


def _properties(document: Document, paper: Paper, told: dict[str, Any]) -> None:
    core = document.core_properties
    day = datetime.combine(paper.dated or layouts.NO_DATE, time(4))
    core.title, core.author, core.comments = told["title"], paper.issuer, ""
    core.created = core.modified = day
    core.last_modified_by, core.language = paper.issuer, "zh-CN"


def _head(document: Document, told: dict[str, Any]) -> None:
    head = told["head"]
    if head == "none":
        return
    size = told["mark-height"] * 72 / 25.4
    if head != "letter":
        _line(document, told["urgency"], font=HEITI)
        _line(
            document, "", height=1984 - LINE
        )  # the mark's edge stands 35 mm below the text area's
    mark = _line(document, "", height=round(size * 20 * 1.15))
    mark.alignment = ALIGN.CENTER
    xml.run(mark, told["mark"], BIAOSONG, round(size, 1), color=RED, spread=told["mark-spread"])
    if head == "letter":
        xml.border(mark, "bottom", "thickThinSmallGap", eighths=24, color=RED, space=11)
        _wider(mark)
        _sides(_line(document, ""), told["urgency"], told["number"], first_font=HEITI)
    else:
        _empty(document, 2)
        _red_line(_number(document, told))
    _empty(document, 2)


def _number(document: Document, told: dict[str, Any]) -> Paragraph:
    paragraph = _line(document, "")
    if told["upward"]:
        xml.right_tab(paragraph)
        xml.run(paragraph, f"　{told['number']}\t签发人：", FANGSONG, BODY, spread=TIGHT)
        xml.run(paragraph, f"{told['signatory']}　", KAITI, BODY, spread=TIGHT)
    else:
        paragraph.alignment = ALIGN.CENTER
        xml.run(paragraph, told["number"], FANGSONG, BODY, spread=TIGHT)
    if told["head"] == "minutes":
        paragraph = _line(document, "")
        _sides(paragraph, f"　{told['issuer']}", f"{told['minutes-date']}　")
    return paragraph


def _red_line(paragraph: Paragraph) -> None:
    xml.border(paragraph, "bottom", "single", eighths=12, color=RED, space=8)


def _wider(paragraph: Paragraph) -> None:
    """170 mm in the middle of the page: 8 mm out to the left, 6 mm to the right."""
    paragraph.paragraph_format.left_indent = Twips(-454)
    paragraph.paragraph_format.right_indent = Twips(-340)


def _sides(paragraph: Paragraph, left: str, right: str, *, first_font: str = FANGSONG) -> None:
    xml.right_tab(paragraph)
    xml.run(paragraph, left, first_font, BODY, spread=TIGHT)
    xml.run(paragraph, f"\t{right}", FANGSONG, BODY, spread=TIGHT)


def _title(document: Document, lines: Sequence[str]) -> None:
    for line in lines:
        paragraph = _line(document, line, font=BIAOSONG, size=TITLE, height=640)
        paragraph.alignment = ALIGN.CENTER


def _blocks(document: Document, blocks: Sequence[dict[str, Any]], *, hold: bool = False) -> None:
    for number, block in enumerate(blocks, start=1):
        if block["block"] == "grid":
            _grid(document, block)
        elif block["block"] == "names":
            paragraph = _line(document, "", first=2)
            xml.run(paragraph, f"{block['label']}：", HEITI, BODY, spread=TIGHT)
            xml.run(paragraph, block["text"], FANGSONG, BODY, spread=TIGHT)
        else:
            paragraph = _line(document, "", first=2 if block["indent"] or block["level"] else 0)
            paragraph.alignment = ALIGN.JUSTIFY
            font = LEVELS[block["level"]]
            xml.run(paragraph, block["mark"] + block["text"], font, BODY, spread=TIGHT)
            xml.run(paragraph, block["rest"], FANGSONG, BODY, spread=TIGHT)
            last = number == len(blocks)
            paragraph.paragraph_format.keep_with_next = block["level"] == 1 or (last and hold)


def _grid(document: Document, block: dict[str, Any]) -> None:
    if block["caption"]:
        caption = _line(document, block["caption"], font=HEITI, size=SMALL)
        caption.alignment, caption.paragraph_format.keep_with_next = ALIGN.CENTER, True
    columns = len(block["head"])
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    shares = list(block["widths"]) or [1.0] * columns
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Twips(round(8844 * share / sum(shares)))
    for number, texts in enumerate([block["head"], *block["rows"]]):
        row = table.add_row()
        if number == 0:
            xml.repeat_header(row)
        for cell, text, share in zip(row.cells, texts, shares, strict=True):
            cell.width = Twips(round(8844 * share / sum(shares)))
            _cell(cell, text, HEITI if number == 0 else FANGSONG)


def _cell(cell: Any, text: str, font: str, size: int = CELL) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.line_spacing = Twips(size * 26)
    xml.run(paragraph, text, font, size)
    xml.centre_vertically(cell)


def _annex_note(document: Document, annexes: Sequence[dict[str, Any]]) -> None:
    if not annexes:
        return
    _line(document, "").paragraph_format.keep_with_next = True
    many = len(annexes) > 1
    for number, annex in enumerate(annexes, start=1):
        lead = "附件：" if number == 1 else "　　　"
        mark = f"{number}." if many else ""
        paragraph = _line(document, f"{lead}{mark}{annex['title']}")
        xml.indent(paragraph, left=6 if many else 5, hanging=4 if many else 3)
        paragraph.paragraph_format.keep_with_next = True


def _signature(document: Document, told: dict[str, Any]) -> None:
    sign, day = told["signature"], told["date"]
    if not sign and not day:
        return
    for _ in range(2 if told["sealed"] else 1):
        _line(document, "").paragraph_format.keep_with_next = True
    far, near = layouts.signature_places(sign, day, sealed=told["sealed"])
    for text, right, holds in ((sign, far, bool(day)), (day, near, False)):
        if text:
            paragraph = _line(document, text)
            paragraph.alignment = ALIGN.RIGHT
            paragraph.paragraph_format.keep_with_next = holds
            xml.indent(paragraph, right=right)


def _annexes(document: Document, annexes: Sequence[dict[str, Any]]) -> None:
    for number, annex in enumerate(annexes, start=1):
        if not annex["blocks"]:
            continue
        head = _line(document, f"附件{number if len(annexes) > 1 else ''}", font=HEITI)
        head.paragraph_format.page_break_before = True
        _line(document, "")
        _title(document, annex["title-lines"])
        _line(document, "")
        _blocks(document, annex["blocks"])


def _imprint(document: Document, told: dict[str, Any]) -> None:
    """版记: a table that floats to the foot of the last page."""
    rows = [("copies", f"抄送：{told['copies']}。", "")] if told["copies"] else []
    if told["printer"]:
        rows.append(("printer", told["printer"], f"{told['printed-on']}印发"))
    if not rows:
        return
    table = document.add_table(rows=len(rows), cols=1)
    foot = 16838 - 1984  # the lower edge of the text area
    xml.float_to_foot(table, left=1588, top=foot - 480 * len(rows), width=8844)
    xml.imprint_rules(table)
    for row, (_, left, right) in zip(table.rows, rows, strict=True):
        paragraph = row.cells[0].paragraphs[0]
        paragraph.paragraph_format.line_spacing = Twips(480)
        xml.indent(paragraph, left=1, right=1)
        if right:
            xml.right_tab(paragraph, at=8844 - 2 * SMALL * 20)
        xml.run(paragraph, f"{left}\t{right}" if right else left, FANGSONG, SMALL)
    _line(document, "", height=20)


def _line(
    document: Document,
    text: str,
    *,
    font: str = FANGSONG,
    size: float = BODY,
    height: int = LINE,
    first: int = 0,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Twips(height)
    if first:
        xml.indent(paragraph, first=first)
    if text:
        xml.run(paragraph, text, font, size, spread=TIGHT if size == BODY else 0)
    return paragraph


def _empty(document: Document, count: int) -> None:
    for _ in range(count):
        _line(document, "")


def _same_bytes(document: Document) -> bytes:
    """The file packed anew: members in order of name, all of the same time."""
    made, packed = BytesIO(), BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for name in _ordered(source.namelist()):
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(member, source.read(name))
    return packed.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    """The list of contents first, as readers expect it."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
