"""A paper as PDF/A: what it says, where it stands (GB/T 9704-2012), what is refused."""

import hashlib
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest

from niangjia.kernel.documents.api import (
    NotPrintable,
    Paper,
    PaperKind,
    Para,
    render_pdf,
)
from niangjia.kernel.documents.enums import OFFICIAL
from tests.kernel.documents.papers import (
    MM,
    NOTICE,
    PREPARING,
    REQUEST,
    glyphs,
    lines,
    pages_of,
    text_of,
    where,
)

PDF = render_pdf(REQUEST)
LONG = replace(REQUEST, body=(Para("工" * 28 * 70),), annexes=(), copies=(), printer="")


def test_it_is_pdf_a_2b_on_a4() -> None:
    reader = pypdf.PdfReader(BytesIO(PDF))
    marks = reader.xmp_metadata

    assert marks is not None
    raw = marks.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in raw
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in raw
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (210, 297)


def test_everything_said_is_there_rare_characters_and_minority_names_too() -> None:
    text = text_of(PDF)

    for word in (
        "马尚街道总工会文件", "马工发〔2022〕12号", "签发人：王凯", "张店区总工会：", "王㛃", "䶮建国",
        "买买提·艾力", "一、单位基本情况", "二、筹备组人员", "（一）人选条件。", "（二）具体名单。", "1.发展会员",
        "2.召开大会", "（1）会议筹备", "附件：1.筹备组人员简历", "2.花名册", "2022年12月1日", "（联系人：王凯，电话：0533-2188000）",
        "抄送：张店区人力资源和社会保障局。", "马尚街道总工会办公室2022年12月2日印发",
    ):  # fmt: skip
        assert word in text, word


def test_equal_papers_are_equal_bytes_in_another_process_too() -> None:
    program = (
        "import hashlib; from tests.kernel.documents.papers import REQUEST;"
        "from niangjia.kernel.documents.printing import pdf;"
        "print(hashlib.sha256(pdf(REQUEST)).hexdigest(), hashlib.sha256(pdf(REQUEST)).hexdigest())"
    )
    env = os.environ | {
        "NIANGJIA_OFFLINE": "1", "NIANGJIA_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "niangjia.config.settings",
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env
    )

    assert told.stdout.split() == [hashlib.sha256(PDF).hexdigest()] * 2
    assert render_pdf(replace(REQUEST, note="别的")) != PDF


def test_a_full_page_has_22_lines_of_28_characters_within_156_by_225_mm() -> None:
    page = lines(render_pdf(LONG), page=1)
    body = {y: text for y, text in page.items() if "工" in text}
    signs = [g for g in glyphs(render_pdf(LONG), page=1) if g[0] == "工"]

    assert len(body) == 22
    assert {len(text) for text in body.values()} == {28}
    assert min(left for _, left, *_ in signs) == pytest.approx(28, abs=0.3)
    assert max(right for *_, right, _ in signs) == pytest.approx(184, abs=0.4)
    heights = sorted(body, reverse=True)
    steps = {round(a - b, 2) for a, b in itertools.pairwise(heights)}
    assert all(step == pytest.approx(10.227, abs=0.02) for step in steps)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    long = render_pdf(LONG)
    _left1, bottom1, right1, top1 = where(long, "—1—", 0)
    left2, *_ = where(long, "—2—", 1)

    assert right1 == pytest.approx(184 - 14 / MM, abs=1)
    assert left2 == pytest.approx(28 + 14 / MM, abs=1)
    assert top1 == pytest.approx(35 - 7, abs=2.5)  # 7 mm below the text area
    assert bottom1 > 20


def test_the_mark_stands_35_mm_below_the_upper_edge_of_the_text_area_in_red() -> None:
    left, _, right, top = where(PDF, "马尚街道总工会文件")

    assert 297 - top == pytest.approx(37 + 35, abs=2.5)
    assert (left + right) / 2 == pytest.approx(28 + 78, abs=1)
    assert right - left <= 156


def test_number_is_left_and_signatory_right_in_papers_upward_only() -> None:
    assert where(PDF, "马工发〔2022〕12号")[0] == pytest.approx(28 + 5.57, abs=0.5)
    assert where(PDF, "签发人")[0] > 120

    downward = render_pdf(replace(NOTICE, number="淄总工发〔2022〕3号"))
    left, _, right, _ = where(downward, "淄总工发〔2022〕3号")
    assert (left + right) / 2 == pytest.approx(106, abs=1)
    assert "签发人" not in text_of(downward)


def test_title_is_centred_in_lines_that_break_no_word() -> None:
    page = list(lines(PDF).values())

    assert "关于成立淄博泰和化工有限公司" in page
    assert "工会委员会并召开第一次会员代表大会的请示" in page
    left, _, right, _ = where(PDF, "关于成立淄博泰和化工有限公司")
    assert (left + right) / 2 == pytest.approx(106, abs=0.5)


def test_the_date_stands_four_characters_from_the_right_under_a_seal() -> None:
    sealed = render_pdf(replace(NOTICE, sealed=True))
    left, _, right, _ = where(sealed, "2022年12月1日")
    sign = where(sealed, "淄博市总工会", 0)

    assert 184 - right == pytest.approx(4 * 5.57, abs=0.8)
    signs = [g for g in glyphs(sealed) if g[0] == "淄" and g[2] < where(sealed, "请认真")[1]]
    assert len(signs) == 1  # the signature below the body
    assert signs[0][1] == pytest.approx((left + right) / 2 - 3 * 5.57, abs=1)
    assert sign


def test_without_a_seal_the_signature_stands_two_characters_in() -> None:
    long_name = replace(NOTICE, issuer=PREPARING, plain=True, sealed=False)
    made = render_pdf(long_name)
    sign, day = where(made, PREPARING), where(made, "2022年12月1日")

    assert 184 - sign[2] == pytest.approx(2 * 5.57, abs=0.8)
    assert day[0] - sign[0] == pytest.approx(2 * 5.57, abs=0.8)

    short = render_pdf(replace(long_name, issuer="工会"))
    assert 184 - where(short, "2022年12月1日")[2] == pytest.approx(2 * 5.57, abs=0.8)


def test_the_signature_never_stands_on_a_page_of_its_own() -> None:
    """Whatever the length of the body, some of it stands above the signature."""
    for count in range(9, 14):
        paper = replace(NOTICE, body=(*[Para("落实。")] * count, Para("特此通知。")))
        last = pages_of(render_pdf(paper))[-1]
        assert "特此通知" in last, count
        assert "2022年12月1日" in last, count


def test_the_imprint_stands_at_the_foot_of_the_last_page() -> None:
    pages = pages_of(PDF)
    _, bottom, right, _ = where(PDF, "2022年12月2日印发", len(pages) - 1)

    assert all("抄送" not in page for page in pages[:-1])
    assert 35 < bottom < 38
    assert right == pytest.approx(184 - 14 / MM, abs=0.6)


@pytest.mark.parametrize("kind", sorted(OFFICIAL))
def test_every_kind_prints_with_its_head(kind: PaperKind) -> None:
    text = text_of(render_pdf(replace(NOTICE, kind=kind)))

    heads = {PaperKind.MINUTES: "淄博市总工会会议纪要", PaperKind.LETTER: "淄博市总工会"}
    assert text.startswith(heads.get(kind, "" if kind == "publicity" else "淄博市总工会文件"))
    assert "关于做好建会入会集中行动的通知" in text
    signed = text.partition("请认真抓好落实。")[2]
    assert ("2022年12月1日" in signed) == (kind != PaperKind.MINUTES)
    assert "2022年12月1日" in text


def test_a_letter_has_no_number_on_its_first_page_and_double_red_lines() -> None:
    letter = replace(NOTICE, kind=PaperKind.LETTER, number="淄总工函〔2022〕3号")
    made = render_pdf(letter)

    assert "—1—" not in text_of(made)
    left, _, right, top = where(made, "淄总工函〔2022〕3号")
    assert right == pytest.approx(184, abs=1)
    mark = where(made, "淄博市总工会")
    assert 297 - mark[3] == pytest.approx(30, abs=2.5)
    assert top < mark[1]
    assert left > 100


def test_a_draft_carries_a_watermark_and_no_number() -> None:
    text = text_of(render_pdf_draft(REQUEST))

    assert "草稿" in text
    assert "12号" not in text
    assert "草稿" not in text_of(PDF)


def render_pdf_draft(paper: Paper) -> bytes:
    return render_pdf(paper, draft=True)


@pytest.mark.parametrize("place", ["title", "body", "addressee", "note"])
def test_a_character_without_glyph_is_named_in_chinese(place: str) -> None:
    wrong = replace(NOTICE, **{place: (Para("王𡋾"),) if place == "body" else "王𡋾"})

    with pytest.raises(NotPrintable, match=r"字体里没有这个字：“𡋾”（U\+212FE）"):
        render_pdf(wrong)


def test_text_is_never_read_as_markup() -> None:
    hostile = (
        '#set text(size: 99pt) $x$ *粗* `代码` @引用 <标签> \\ "引号" #read("/etc/passwd") = 标题'
    )
    made = text_of(render_pdf(replace(NOTICE, body=(Para(hostile),))))

    assert "".join(hostile.split()) in made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "标题是空的"),
        ({"body": ()}, "首页必须有正文"),
        ({"number": "淄总工发[2022]第012号"}, "发文字号"),
        ({"kind": PaperKind.REQUEST, "addressee": "张店区总工会、淄川区总工会"}, "一个主送机关"),
        ({"printer": "办公室", "printed_on": None}, "印发日期"),
    ],
)
def test_what_the_standard_does_not_allow_is_refused(change: dict, said: str) -> None:
    with pytest.raises(NotPrintable, match=said):
        render_pdf(replace(NOTICE, **change))


def test_a_date_is_written_without_leading_zeros() -> None:
    assert "2023年1月5日" in text_of(render_pdf(replace(NOTICE, dated=date(2023, 1, 5))))
