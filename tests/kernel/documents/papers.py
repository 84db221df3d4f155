"""Papers the tests are made with, and eyes to read PDFs with."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2

from niangjia.kernel.documents.content import Annex, Grid, Names, Paper, Para
from niangjia.kernel.documents.enums import PaperKind

MM = 72 / 25.4
PREPARING = "淄博泰和化工有限公司工会筹备组"
REQUEST = Paper(
    kind=PaperKind.REQUEST,
    issuer="马尚街道总工会",
    title="关于成立淄博泰和化工有限公司工会委员会并召开第一次会员代表大会的请示",
    addressee="张店区总工会",
    signatory=("王凯",),
    number="马工发〔2022〕12号",
    body=(
        Para("根据《中华人民共和国工会法》的有关规定，现将有关情况请示如下："),
        Para("单位基本情况", level=1),
        Para("公司成立于2015年3月，现有职工126人。"),
        Para("筹备组人员", level=1),
        Para("人选条件。", level=2, rest="筹备组由三至五人组成。"),
        Para("具体名单。", level=2, rest="推荐下列人员："),
        Grid(("姓名", "民族"), (("王㛃", "汉族"), ("买买提·艾力", "维吾尔族"), ("䶮建国", "汉族"))),
        Para("工作安排", level=1),
        Para("发展会员", level=3),
        Para("召开大会", level=3),
        Para("会议筹备", level=4),
        Para("以上请示妥否，请批示。"),
    ),
    annexes=(Annex("筹备组人员简历"), Annex("花名册", (Names("出席", ("王凯", "欧阳小凯")),))),
    dated=date(2022, 12, 1),
    note="联系人：王凯，电话：0533-2188000",
    copies=("张店区人力资源和社会保障局",),
    printer="马尚街道总工会办公室",
    printed_on=date(2022, 12, 2),
)
NOTICE = Paper(
    kind=PaperKind.NOTICE,
    issuer="淄博市总工会",
    title="关于做好建会入会集中行动的通知",
    addressee="各区县总工会",
    body=(Para("请认真抓好落实。"),),
    dated=date(2022, 12, 1),
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The whole text without blanks and line breaks."""
    return re.sub(r"\s", "", "".join(pages_of(pdf)))


def glyphs(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float, float]]:
    """Every character of a page with left, bottom, right, top in millimetres from the lower left."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        found: list[tuple[str, float, float, float, float]] = []
        for at in range(text.count_chars()):
            sign = text.get_text_range(at, 1)
            if sign.strip():
                left, bottom, right, top = text.get_charbox(at, loose=True)
                found.append((sign, left / MM, bottom / MM, right / MM, top / MM))
        text.close()
        return found


def lines(pdf: bytes, page: int = 0) -> dict[float, str]:
    """The lines of a page: height of the baseline box in mm above the lower edge, and the text."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for sign, left, bottom, _, _ in glyphs(pdf, page):
        near = next((y for y in rows if abs(y - bottom) < 1.2), bottom)
        rows.setdefault(near, []).append((left, sign))
    return {y: "".join(s for _, s in sorted(row)) for y, row in sorted(rows.items(), reverse=True)}


def where(pdf: bytes, text: str, page: int = 0) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the first place where ``text`` stands, in millimetres."""
    found = glyphs(pdf, page)
    signs = "".join(sign for sign, *_ in found)
    at = signs.index(text)
    boxes: list[Any] = [box for _, *box in found[at : at + len(text)]]
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
