"""Forms, certificates, tables, posters; every sample as it is shown."""

import json
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
import segno

from niangjia.kernel.documents import printing, qr, samples
from niangjia.kernel.documents.api import Cell, NotPrintable, render_pdf
from niangjia.kernel.documents.content import from_data, to_data
from niangjia.kernel.documents.samples import SAMPLES
from tests.kernel.documents.papers import pages_of, text_of


@pytest.mark.parametrize("code", SAMPLES)
def test_every_sample_prints_and_comes_back_from_its_data(code: str) -> None:
    document = SAMPLES[code][1]()

    assert from_data(json.loads(json.dumps(to_data(document)))) == document
    marks = pypdf.PdfReader(BytesIO(render_pdf(document))).xmp_metadata
    assert marks is not None
    assert "<pdfaid:part>2</pdfaid:part>" in marks.stream.get_data().decode()
    assert printing.title_of(document)


def test_a_form_says_everything_and_has_boxes_to_sign() -> None:
    text = text_of(render_pdf(samples.form()))

    for word in (
        "基层工会法人资格登记申请表",
        "编号：2022-0012",
        "王㛃",
        "登记机关意见",
        "填表说明",
    ):
        assert word in text
    assert text.count("（盖章）") == 3


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        (((Cell("a"),),), 1),
        (((Cell("a"), Cell("b")), (Cell("c", span=3),)), 2),
        (((Cell("a", down=2), Cell("b")), (Cell("c"), Cell("d"))), 2),
    ],
)
def test_a_form_whose_cells_do_not_fit_is_refused(rows: tuple, number: int) -> None:
    form = replace(samples.form(), widths=(1, 1), rows=rows)

    with pytest.raises(NotPrintable, match=f"第 {number} 行的格子与 2 列对不上"):
        render_pdf(form)


def test_cells_that_reach_down_are_counted() -> None:
    rows = ((Cell("a", down=2), Cell("b")), (Cell("c"),), (Cell("d", span=2),))

    assert text_of(render_pdf(replace(samples.form(), widths=(1, 1), rows=rows, notes=())))


def test_a_table_repeats_its_head_and_counts_its_pages() -> None:
    pages = pages_of(render_pdf(samples.table()))

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        plain = "".join(page.split())
        assert "企业名称" in plain
        assert f"第{number}页共3页" in plain
    assert "合计" in pages[-1]
    assert "口径：" in pages[0]


def test_a_table_across_is_wider_than_high() -> None:
    made = pypdf.PdfReader(BytesIO(render_pdf(replace(samples.table(), across=True))))

    assert made.pages[0].mediabox.width > made.pages[0].mediabox.height


def test_a_row_of_another_length_is_refused() -> None:
    table = samples.table()

    with pytest.raises(NotPrintable, match="第 2 行"):
        render_pdf(replace(table, rows=(table.rows[0], ("1",))))


def test_a_certificate_carries_code_and_end() -> None:
    text = text_of(render_pdf(samples.certificate()))

    assert "查验码SAMP-LE00-0000-0000" in text
    assert "有效期至2027年12月1日" in text
    assert "买买提·艾力" in text


def test_a_poster_has_title_steps_and_unit_on_one_page() -> None:
    """X2: a poster to print."""
    made = render_pdf(samples.poster())

    assert len(pages_of(made)) == 1
    text = text_of(made)
    for word in ("扫码加入工会", "提交，等待工会确认", samples.UNION, "微信或手机浏览器扫一扫"):
        assert word in text


def test_a_poster_has_at_most_three_steps() -> None:
    with pytest.raises(NotPrintable, match="三步"):
        render_pdf(replace(samples.poster(), steps=("一", "二", "三", "四")))


def test_the_pixels_of_a_code_are_its_modules() -> None:
    matrix = segno.make("https://x", error="m", micro=False, mask=3).matrix
    told = qr.pixels("https://x")

    assert told["size"] == len(matrix)
    assert told["px"] == [0 if bit else 255 for row in matrix for bit in row]
    best = segno.make("https://x", error="q", micro=False).matrix
    found = qr.pixels("https://x", error="q", best_mask=True)["px"]
    assert found == [0 if bit else 255 for row in best for bit in row]


@pytest.mark.parametrize("make", [samples.certificate, samples.poster])
def test_the_code_on_the_page_is_the_code_asked_for(make) -> None:
    """Read back from the PDF: the picture's pixels are the modules of the link."""
    document = make()
    poster = document.kind == "poster"
    (picture,) = (
        pypdf.PdfReader(BytesIO(render_pdf(document))).pages[0]["/Resources"]["/XObject"].values()
    )
    told = qr.pixels(document.link, error="q" if poster else "m", best_mask=poster)

    data = picture.get_object().get_data()
    assert list(data) == told["px"]


def test_the_svg_of_a_code_has_a_title_and_no_size() -> None:
    made = qr.svg("https://x", label="入会二维码")

    assert "<title>入会二维码</title>" in made
    assert "width=" not in made.split(">")[0]


def test_a_preview_is_a_png_for_each_page() -> None:
    shown = printing.preview(samples.table(), ppi=20)

    assert len(shown) == 3
    assert all(image.startswith(b"\x89PNG") for image in shown)
