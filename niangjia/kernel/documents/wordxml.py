"""What python-docx has no words for: East Asian fonts, the document grid, rules, floating tables."""

from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor, Twips
from docx.table import Table
from docx.text.paragraph import Paragraph

# Official name, what other systems call it, what may stand in.
FONTS = (
    ("方正小标宋简体", "方正小标宋_GBK,FZXiaoBiaoSong-B05S,Noto Serif SC", "roman"),
    ("仿宋_GB2312", "仿宋,FangSong,STFangsong", "modern"),
    ("楷体_GB2312", "楷体,KaiTi,STKaiti", "modern"),
    ("黑体", "SimHei,Noto Sans SC", "modern"),
    ("宋体", "SimSun,Noto Serif SC", "auto"),
)
FONT_TABLE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{fonts}</w:fonts>"""
FONT = (
    '<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
    '<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
)


def element(name: str, **attributes: object) -> Any:
    """``element("w:ind", left=20)`` with its attributes in the namespace of Word."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def document_grid(section: Any, *, line: int, char_space: int) -> None:
    """22 lines of 28 characters: pitch in twips, character space in 1/4096 point."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(
        element("w:docGrid", type="linesAndChars", linePitch=line, charSpace=char_space)
    )


def normal_style(document: Document, font: str, size: float, line: int) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(size)
    _fonts(style.element.get_or_add_rPr(), font)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Twips(line)
    shape.widow_control = False
    # Lines and characters are spaced by themselves, so that programs which read the grid
    # otherwise than Word (a wide character takes two of its cells) set the same page.
    style.element.get_or_add_pPr().append(element("w:snapToGrid", val="0"))


def font_table(document: Document) -> None:
    """Name the alternatives of every font in use."""
    fonts = "".join(FONT.format(name=n, other=o, family=f) for n, o, f in FONTS)
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = FONT_TABLE.format(fonts=fonts).encode()


def run(
    paragraph: Paragraph,
    text: str,
    font: str,
    size: float,
    *,
    color: str = "",
    spread: float = 0,
) -> None:
    """Text in one font; ``spread``: points between characters."""
    if not text:
        return
    made = paragraph.add_run(text)
    made.font.size = Pt(size)
    properties = made._r.get_or_add_rPr()
    _fonts(properties, font)
    if color:
        made.font.color.rgb = RGBColor.from_string(color)
    if spread:
        properties.append(element("w:spacing", val=round(spread * 20)))


def _fonts(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), font)


def page_field(paragraph: Paragraph, font: str, size: float) -> None:
    """The running page number."""
    for kind in ("begin", "", "end"):
        made = paragraph.add_run()
        made.font.size = Pt(size)
        _fonts(made._r.get_or_add_rPr(), font)
        if kind:
            made._r.append(element("w:fldChar", fldCharType=kind))
        else:
            text = element("w:instrText")
            text.text = "PAGE"
            made._r.append(text)


def indent(paragraph: Paragraph, **characters: float) -> None:
    """Indents in characters: ``left``, ``right``, ``first``, ``hanging``; twips for old readers."""
    names = {"first": "firstLine"}
    properties = paragraph._p.get_or_add_pPr()
    made = properties.get_or_add_ind()
    for side, count in characters.items():
        name = names.get(side, side)
        made.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        made.set(qn(f"w:{name}"), str(round(count * 316)))


def border(
    paragraph: Paragraph, side: str, kind: str, *, eighths: int, color: str, space: int = 1
) -> None:
    """A rule above or below; ``eighths`` of a point thick, ``space`` points away."""
    properties = paragraph._p.get_or_add_pPr()
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=kind, sz=eighths, space=space, color=color))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind",
        "w:jc", "w:rPr",
    )  # fmt: skip


def right_tab(paragraph: Paragraph, at: int = 8844) -> None:
    """A tab stop at the right edge; ``at`` in twips."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(at), WD_TAB_ALIGNMENT.RIGHT)


def repeat_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def centre_vertically(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:vAlign", val="center"))


def float_to_foot(table: Table, *, left: int, top: int, width: int) -> None:
    """Anchor the table to a place of its page, all in twips from the page's edges."""
    properties = table._tbl.tblPr
    place = element(
        "w:tblpPr", leftFromText=0, rightFromText=0, vertAnchor="page", horzAnchor="page",
        tblpX=left, tblpY=top,
    )  # fmt: skip
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    table.autofit = False
    table.columns[0].width = Twips(width)
    for row in table.rows:
        row.cells[0].width = Twips(width)


def imprint_rules(table: Table) -> None:
    """First and last rule 0.35 mm (1 pt), those between 0.25 mm (0.7 pt)."""
    borders = element("w:tblBorders")
    for side, eighths in (("top", 8), ("bottom", 8), ("insideH", 6)):
        borders.append(element(f"w:{side}", val="single", sz=eighths, space=0, color="000000"))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
