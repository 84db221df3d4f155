"""The DOCX of a paper: measures in twips, fonts by name, what it says."""

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from niangjia.kernel.documents import samples
from niangjia.kernel.documents.api import NotPrintable, PaperKind, render_docx
from niangjia.kernel.documents.enums import OFFICIAL
from niangjia.kernel.files.rules import kind_of
from tests.kernel.documents.papers import NOTICE, REQUEST

MADE = render_docx(REQUEST) or b""
WORD = docx.Document(BytesIO(MADE))
SECTION = WORD.sections[0]


def xml(name: str, made: bytes = MADE) -> str:
    return zipfile.ZipFile(BytesIO(made)).read(f"word/{name}.xml").decode()


def twips(length: object) -> int:
    return round(int(length) / 635)  # type: ignore[call-overload]


def test_margins_are_those_of_the_standard_in_twips() -> None:
    sides = ("top_margin", "bottom_margin", "left_margin", "right_margin")

    assert [twips(getattr(SECTION, side)) for side in sides] == [2098, 1984, 1588, 1474]
    assert (twips(SECTION.page_width), twips(SECTION.page_height)) == (11906, 16838)


def test_the_document_grid_has_22_lines_of_28_characters() -> None:
    grid = SECTION._sectPr.find(qn("w:docGrid"))
    line, space = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))

    assert grid.get(qn("w:type")) == "linesAndChars"
    assert (16838 - 2098 - 1984) // line == 22
    assert int((11906 - 1588 - 1474) / 20 / (16 + space / 4096)) == 28


def fonts_of(text: str) -> set[str]:
    return {
        run._r.rPr.rFonts.get(qn("w:eastAsia"))
        for paragraph in WORD.paragraphs
        for run in paragraph.runs
        if run.text == text
    }


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("马尚街道总工会文件", "方正小标宋简体"),
        ("关于成立淄博泰和化工有限公司", "方正小标宋简体"),
        ("一、单位基本情况", "黑体"),
        ("（一）人选条件。", "楷体_GB2312"),
        ("筹备组由三至五人组成。", "仿宋_GB2312"),
        ("1.发展会员", "仿宋_GB2312"),
        ("（1）会议筹备", "仿宋_GB2312"),
        ("王　凯　", "楷体_GB2312"),
    ],
)
def test_each_part_is_set_in_its_font(text: str, font: str) -> None:
    assert fonts_of(text) == {font}


def test_fonts_have_alternatives_for_machines_without_them() -> None:
    table = xml("fontTable")

    for name in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"):
        assert f'w:name="{name}"><w:altName' in table


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    assert WORD.settings.odd_and_even_pages_header_footer
    for footer, side in ((SECTION.footer, "right"), (SECTION.even_page_footer, "left")):
        text = footer._element.xml
        assert f'<w:jc w:val="{side}"/>' in text
        assert "PAGE" in text
        assert "— " in text


def test_it_says_the_same_as_the_pdf() -> None:
    text = "\n".join(p.text for p in WORD.paragraphs)
    cells = [cell.text for table in WORD.tables for row in table.rows for cell in row.cells]

    for word in (
        "马工发〔2022〕12号",
        "附件：1.筹备组人员简历",
        "（联系人：王凯，电话：0533-2188000）",
        "2022年12月1日",
    ):
        assert word in text
    assert {"王㛃", "买买提·艾力", "䶮建国"} <= set(cells)
    assert "马尚街道总工会办公室\t2022年12月2日印发" in cells


def test_head_and_rule_are_red() -> None:
    body = xml("document")

    assert '<w:bottom w:val="single" w:sz="12"' in body
    assert body.count("D0021B") == 2


@pytest.mark.parametrize("kind", sorted(OFFICIAL))
def test_every_kind_is_a_word_file_with_equal_bytes(kind: PaperKind) -> None:
    paper = replace(NOTICE, kind=kind)
    made = render_docx(paper) or b""

    assert kind_of(made) == "docx"
    assert made == render_docx(paper)


def test_a_letter_has_double_rules_and_no_number_on_its_first_page() -> None:
    made = render_docx(samples.letter()) or b""
    word = docx.Document(BytesIO(made))

    assert "thickThinSmallGap" in xml("document", made)
    assert word.sections[0].different_first_page_header_footer
    assert "PAGE" not in word.sections[0].first_page_footer._element.xml
    assert "thinThickSmallGap" in word.sections[0].first_page_footer._element.xml


def test_a_draft_says_so_and_has_no_number() -> None:
    made = render_docx(REQUEST, draft=True) or b""
    word = docx.Document(BytesIO(made))

    assert "草稿" in word.sections[0].header.paragraphs[0].text
    assert "12号" not in "".join(p.text for p in word.paragraphs)


def test_what_cannot_be_printed_is_refused_here_too() -> None:
    with pytest.raises(NotPrintable, match="标题是空的"):
        render_docx(replace(NOTICE, title=""))


def test_other_layouts_have_no_word_file() -> None:
    assert render_docx(samples.form()) is None
