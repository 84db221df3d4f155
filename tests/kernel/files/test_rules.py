"""What a file is: by content, held against its name."""

import io
import unicodedata
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.files.enums import FileKind
from niangjia.kernel.files.rules import FileRefused, check_name, clean_name, kind_of, size_text

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["企业名称", "人数"])
    book.save(out)
    return out.getvalue()


def xls() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("名册").write(0, 0, "企业名称")
    book.save(out)
    return out.getvalue()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "内容")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx(), FileKind.XLSX),
        (xls(), FileKind.XLS),
        (b"\xef\xbb\xbf" + "企业名称,人数\n".encode(), FileKind.CSV),
        ("企业名称,人数\n".encode("gb18030"), FileKind.CSV),
        ("企业名称\t人数\n".encode("utf-16"), FileKind.CSV),
        ("企业名称\n甲\0乙\n".encode(), FileKind.CSV),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", FileKind.PDF),
        (PNG, FileKind.PNG),
        (JPEG, FileKind.JPEG),
        (zipped("[Content_Types].xml", "word/document.xml"), FileKind.DOCX),
        (zipped("名册一.csv", "名册二.csv"), FileKind.ZIP),
    ],
)
def test_kind_is_told_by_content(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (xlsx()[:-30], "不完整"),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是 Excel 工作簿"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "认不出文件的类型"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 9, "认不出文件的类型"),
        (b"abc" + b"\0" * 100, "认不出文件的类型"),
    ],
)
def test_refusal_says_why(content: bytes, message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        kind_of(content)


def test_bomb_is_not_unpacked() -> None:
    """Half a gigabyte of blanks in half a megabyte: the kind is told from the table alone."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(16):
            part.write(b" " * 1024 * 1024)

    assert kind_of(out.getvalue()) == FileKind.XLSX


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.XLSX", "a.b.xlsx"])
def test_matching_ending_is_accepted(name: str) -> None:
    check_name(name, FileKind.XLSX)


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("名册.xlsx", FileKind.PNG, "以 .xlsx 结尾，内容却是 PNG 图片"),
        ("名册.xls", FileKind.CSV, "以 .xls 结尾，内容却是 文本表格"),
        ("名册", FileKind.CSV, "没有扩展名"),
        ("名册.exe", FileKind.PDF, "不认识文件名的结尾“.exe”"),
    ],
)
def test_mismatch_names_both_sides(name: str, kind: FileKind, message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        check_name(name, kind)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\名册\税务.csv", "税务.csv"),
        ("名\r\n册\u202e.csv", "名册.csv"),
        (".htaccess", "htaccess"),
        ("", "未命名"),
        ("长" * 300 + ".xlsx", "长" * 195 + ".xlsx"),
    ],
)
def test_names_are_cleaned(given_: str, kept: str) -> None:
    assert clean_name(given_) == kept


@given(st.text(max_size=400))
def test_clean_name_is_safe_short_and_stable(text: str) -> None:
    name = clean_name(text)

    assert 0 < len(name) <= 200
    assert not {"/", "\\", "\n", "\r", "\0"} & set(name)
    assert not any(unicodedata.category(c) == "Cc" for c in name)
    assert clean_name(name) == name


def test_sizes_are_said_in_words() -> None:
    assert [size_text(n) for n in (5, 2048, 1_572_864)] == ["1 KB", "2 KB", "1.5 MB"]
