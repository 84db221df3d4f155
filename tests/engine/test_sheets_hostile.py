"""Every file that must be refused, and the sentence that says so."""

import tracemalloc
from pathlib import Path

import pytest

from niangjia.engine.sheets import BadFile, Limits, open_sheet
from tests.engine.sheet_files import reworked, write_csv, write_xls, write_xlsx, zip_bomb

SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path, **options: object) -> str:
    with pytest.raises(BadFile) as caught:
        for _ in open_sheet(path, **options).rows():  # type: ignore[arg-type]
            pass
    message = str(caught.value)
    assert "请" in message, "the message says what to do next"
    return message


def with_sheet(tmp_path: Path, body: str) -> Path:
    plain = write_xlsx(tmp_path / "plain.xlsx", [["名称"]])
    head = (
        '<?xml version="1.0"?><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    xml = f"{head}{body}</sheetData></worksheet>".encode()
    return reworked(plain, tmp_path / "made.xlsx", lambda n, data: xml if n == SHEET else data)


def test_an_empty_file(tmp_path):
    file = tmp_path / "名单.xlsx"
    file.touch()

    assert "空的（0 字节）" in refused(file)


def test_a_text_file_of_blank_lines(tmp_path):
    assert "没有任何内容" in refused(write_csv(tmp_path / "a.csv", ["", " , ,", ""]))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "图片（PNG）"),
        (b"\xff\xd8\xff\xe0", "图片（JPEG）"),
        (b"%PDF-1.7", "PDF"),
        (b"Rar!\x1a", "RAR"),
    ],
)
def test_a_picture_renamed_to_xlsx(tmp_path, start, what):
    file = tmp_path / "名单.xlsx"
    file.write_bytes(start + bytes(range(256)))

    message = refused(file)

    assert what in message
    assert ".xlsx" in message


def test_a_five_gigabyte_bomb_is_refused_without_being_unpacked(tmp_path):
    bomb = zip_bomb(tmp_path / "bomb.xlsx")
    assert bomb.stat().st_size < 10 * 1024**2
    tracemalloc.start()

    message = refused(bomb)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "压缩炸弹" in message
    assert "GB" in message
    assert peak < 30 * 1024**2


def test_a_bomb_that_lies_about_its_size(tmp_path):
    message = refused(zip_bomb(tmp_path / "bomb.xlsx", declared=4000))

    assert "实际大小超过它声明的" in message


def test_a_high_ratio_alone_is_enough(tmp_path):
    message = refused(zip_bomb(tmp_path / "b.xlsx", declared=60 * 1024**2), limits=Limits(ratio=5))

    assert "压缩比" in message


def test_entities_in_the_xml(tmp_path):
    plain = write_xlsx(tmp_path / "plain.xlsx", [["名称"]])
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    file = reworked(plain, tmp_path / "x.xlsx", lambda n, d: lol if n.endswith("styles.xml") else d)

    assert "不允许的声明" in refused(file)


def test_a_sheet_filled_to_excels_last_row(tmp_path):
    file = with_sheet(
        tmp_path,
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    )

    message = refused(file)

    assert "1,048,576" in message
    assert "截断" in message
    assert ".csv" in message


def test_a_text_list_beyond_the_row_limit(tmp_path):
    file = write_csv(tmp_path / "a.csv", [f"企业{n},1" for n in range(20)])

    assert "超过 10 行" in refused(file, limits=Limits(rows=10))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("KN99999", None),
        ("XFD1", "XFD 列"),
        ("ZZ1000000", "列"),
        ("A99999999999", "不存在的单元格"),
    ],
)
def test_one_far_cell_cannot_claim_gigabytes(tmp_path, cell, said):
    file = with_sheet(
        tmp_path,
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="{cell}"><v>1</v></c></row>',
    )
    if said is None:
        assert open_sheet(file).sheet_name == "名单"
    else:
        assert said in refused(file)


def test_blank_formatted_cells_far_out_do_no_harm(tmp_path):
    file = with_sheet(
        tmp_path, '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"/>'
    )

    assert [row for _, row in open_sheet(file).rows()] == [[1.0]]


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("word/document.xml", "Word"),
        ("content.xml", ".ods"),
        ("readme.txt", "普通压缩包"),
        ("xl/workbook.bin", ".xlsb"),
    ],
)
def test_other_packages_are_named(tmp_path, member, what):
    plain = write_xlsx(tmp_path / "p.xlsx", [["a"]])
    import zipfile

    other = tmp_path / "名单.xlsx"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr(member, plain.name)

    assert what in refused(other)


def test_a_torn_workbook(tmp_path):
    whole = write_xlsx(tmp_path / "a.xlsx", [["名称"]] * 50).read_bytes()
    torn = tmp_path / "b.xlsx"
    torn.write_bytes(whole[: len(whole) // 2])

    assert "已损坏" in refused(torn)


def test_an_xls_that_is_a_word_file_or_torn_or_locked(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    file = tmp_path / "a.xls"
    for body, said in [
        (b"x" * 600, "不是 Excel"),
        ("EncryptedPackage".encode("utf-16-le"), "密码"),
        ("Workbook".encode("utf-16-le") + b"\0" * 600, "损坏"),
    ]:
        file.write_bytes(ole + body)
        assert said in refused(file)


def test_a_web_page_saved_as_xls(tmp_path):
    file = tmp_path / "a.xls"
    file.write_text("\n<html><table><tr><td>名称</td></tr></table></html>")

    assert "网页" in refused(file)


def test_binary_rubbish(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"\x01\x00\x02\x00\x00" * 100)

    assert "NUL" in refused(file)


def test_bytes_of_no_encoding(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes("名称,人数\n".encode() + b"\xff\xff\xfe,3\n")

    assert "第 2 行" in refused(file)


def test_an_open_quote_may_not_swallow_the_rows_below(tmp_path):
    lines = ["名称,人数", '"甲公司,3', *[f"公司{n},4" for n in range(60)]]

    message = refused(write_csv(tmp_path / "a.csv", lines))

    assert "第 2 行的引号没有配对" in message


def test_too_many_columns_in_text(tmp_path):
    assert "第 2 行有 400 列" in refused(write_csv(tmp_path / "a.csv", ["a,b", "," * 399]))


def test_a_workbook_with_nothing_in_it(tmp_path):
    assert "全部工作表都是空的" in refused(write_xlsx(tmp_path / "a.xlsx", [], sheets=("甲", "乙")))


def test_a_sheet_that_is_not_there(tmp_path):
    file = write_xls(tmp_path / "a.xls", [["名称"]])

    assert "没有名为“乙”" in refused(file, sheet="乙")


def test_a_file_beyond_the_size_limit(tmp_path):
    file = write_csv(tmp_path / "a.csv", ["名称"] * 9)

    assert "超过上限" in refused(file, limits=Limits(file_size=10))
