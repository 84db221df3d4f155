"""A list, opened: its kind by content, its rows as a stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from niangjia.engine.sheets import delimited, header, package, portions
from niangjia.engine.sheets.model import EXCEL_ROWS, BadFile, Limits, Row, size_in_words
from niangjia.engine.sheets.values import as_text

HEAD = 60
_PICTURES = {
    b"\x89PNG": "图片（PNG）", b"\xff\xd8\xff": "图片（JPEG）", b"GIF8": "图片（GIF）",
    b"BM": "图片（BMP）", b"%PDF": "PDF 文件", b"Rar!": "压缩包（RAR）", b"7z\xbc\xaf": "压缩包（7z）",
    b"II*\x00": "图片（TIFF）", b"\x1f\x8b": "压缩包（gzip）", b"{\\rtf": "RTF 文档",
}  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(slots=True)
class LineCounts:
    """Lines below the header that are not data, counted while the data are read."""

    data: int = 0
    blank: int = 0
    totals: int = 0
    footers: int = 0
    headers: int = 0


@dataclass
class Sheet:
    """One list. ``kind`` is ``xlsx``, ``xls`` or ``csv``; ``notes`` are sentences for the clerk."""

    path: Path
    kind: str
    limits: Limits
    encoding: str = ""
    sheet_name: str = ""
    sheet_names: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    counts: LineCounts = field(default_factory=LineCounts)
    _script: delimited.Script | None = None
    _loaded: CalamineSheet | None = None
    _cut: str = ""  # the zip member of a worksheet too large to be loaded at once
    _rows: int = 0
    _parts: dict[str, package.Part] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Every row, blank ones too, with its number (from 1) in the file."""
        if self._script is not None:
            yield from delimited.text_rows(self.path, self._script, self.limits)
            return
        marked = {row for row, _ in self.formulas}
        for number, row in self._numbered():
            if number in marked:
                self._put_formulas(number, row)
            yield number, row

    def _numbered(self) -> Iterator[tuple[int, Row]]:
        if self._cut:
            return portions.rows_of(self.path, self._cut)
        rows: Iterator[Any] = iter(()) if self._loaded is None else self._loaded.iter_rows()
        return enumerate(rows, start=1)

    def head(self, size: int = HEAD) -> list[tuple[int, Row]]:
        """The first rows."""
        return list(islice(self.rows(), size))

    def height(self) -> int:
        """About how many rows there are, for a progress bar."""
        if self._script is not None:
            return delimited.line_count(self.path)
        return self._loaded.total_height if self._loaded is not None else self._rows

    @property
    def odd_rows(self) -> dict[int, str]:
        """Row number → encoding, for rows written in another encoding than the file."""
        return self._script.odd_rows if self._script is not None else {}

    def data(self, last_header_row: int, titles: list[str]) -> Iterator[tuple[int, Row]]:
        """The data rows, each exactly as wide as the header; everything else goes to ``counts``."""
        counts = self.counts = LineCounts()
        width = len(titles)
        blank = [""] * width
        known = frozenset(titles)
        for number, row in self.rows():
            if number <= last_header_row:
                continue
            if not (header.is_surely_data(row) and row[0] not in known):
                other = _other_line(row, titles)
                if other:
                    setattr(counts, other, getattr(counts, other) + 1)
                    continue
            counts.data += 1
            size = len(row)
            yield number, row if size == width else (row + blank)[: max(width, size)]

    def batches(
        self, last_header_row: int, titles: list[str], size: int = 10_000
    ) -> Iterator[list[tuple[int, Row]]]:
        """``data`` in lists of ``size`` rows."""
        rows = self.data(last_header_row, titles)
        while batch := list(islice(rows, size)):
            yield batch

    def _put_formulas(self, number: int, row: Row) -> None:
        for (formula_row, column), text in self.formulas.items():
            if formula_row == number and column < len(row):
                row[column] = text


def _other_line(row: Row, titles: list[str]) -> str:
    """Which count of ``LineCounts`` a line that is not data belongs to; ``""`` for data."""
    if not any(row) and not any(map(as_text, row)):
        return "blank"
    if header.is_total(row):
        return "totals"
    if header.is_footer(row):
        return "footers"
    return "headers" if row[0] in titles and _repeats(row, titles) else ""


def _repeats(row: Row, titles: list[str]) -> bool:
    """The header printed again in the middle, as page-wise exports do."""
    pairs = [(as_text(c).replace(" ", ""), t) for c, t in zip(row, titles, strict=False) if t]
    return sum(1 for text, title in pairs if text == title) * 2 > len(pairs)


def open_sheet(path: Path | str, *, limits: Limits | None = None, sheet: str = "") -> Sheet:
    """Look at the bytes, refuse what is not a list, and be ready to stream its rows.

    ``sheet`` chooses a worksheet by name; otherwise the first visible one that holds anything.
    Raises ``BadFile`` with a sentence for the clerk.
    """
    path, limits = Path(path), limits or Limits()
    size = path.stat().st_size
    if size == 0:
        raise BadFile("文件是空的（0 字节），可能没有传完；请在本机打开确认有内容后重传")
    if size > limits.file_size:
        raise BadFile(
            f"文件有 {size_in_words(size)}，超过上限 {size_in_words(limits.file_size)}；请拆成几个文件分别上传"
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:4] == b"PK\x03\x04":
        return _open_xlsx(path, limits, sheet)
    if start[:8] == _OLE:
        return _open_xls(path, limits, sheet)
    return _open_text(path, limits, start)


def _open_xlsx(path: Path, limits: Limits, wanted: str) -> Sheet:
    parts = package.inspect(path, limits)
    with _workbook(path) as book:
        names = [n for n in _worksheets(book) if n in parts and parts[n].filled]
        found = _chosen(book, names, wanted, Sheet(path, "xlsx", limits, _parts=parts))
    part = parts[found.sheet_name]
    found.formulas = part.formulas
    plain = sum(part.formula_count.values()) - len(part.formulas)
    if plain > 0:
        columns = "、".join(sorted(part.formula_count, key=lambda c: (len(c), c))[:10])
        found.notes.append(f"{columns} 列共有 {plain:,} 个公式，按表中显示的结果读取")
    return found


def _open_xls(path: Path, limits: Limits, wanted: str) -> Sheet:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadFile("文件加了密码，无法读取；请取消密码后重传")
    if not any(n.encode("utf-16-le") in data for n in ("Workbook", "Book")):
        raise BadFile(
            "这个文件是老版本 Office 文件但不是 Excel 表格；请打开表格另存为 .xlsx 后重传"
        )
    with _workbook(path) as book:
        names = [n for n in _worksheets(book) if book.get_sheet_by_name(n).height]
        return _chosen(book, names, wanted, Sheet(path, "xls", limits))


@contextmanager
def _workbook(path: Path) -> Iterator[CalamineWorkbook]:
    """The parsed workbook; worksheets taken out of it live on after the file is closed."""
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield book
    except PasswordError as why:
        raise BadFile("文件加了密码，无法读取；请取消密码后重传") from why
    except CalamineError as why:
        raise BadFile(
            "文件结构已损坏，打不开；请在 Excel 或 WPS 中打开原文件，另存为新的 .xlsx 后重传"
        ) from why


def _worksheets(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _chosen(book: CalamineWorkbook, names: list[str], wanted: str, sheet: Sheet) -> Sheet:
    every = _worksheets(book)
    if not names:
        raise BadFile("工作簿里没有任何内容（全部工作表都是空的）；请确认传对了文件")
    if wanted and wanted not in names:
        raise BadFile(f"工作簿里没有名为“{wanted}”的工作表，或它是空的；请改选：{'、'.join(names)}")
    sheet.sheet_name, sheet.sheet_names = wanted or names[0], names
    if not wanted and every[0] != names[0]:
        sheet.notes.append(f"第一个工作表“{every[0]}”是空的，已读取“{names[0]}”")
    if len(names) > 1:
        others = "、".join(n for n in names if n != sheet.sheet_name)
        sheet.notes.append(f"只读取了工作表“{sheet.sheet_name}”，没有读取：{others}")
    if not _may_cut(sheet):
        sheet._loaded = book.get_sheet_by_name(sheet.sheet_name)
    _check_height(sheet)
    return sheet


def _may_cut(sheet: Sheet) -> bool:
    """A worksheet that would not fit well into memory is read in stretches."""
    if sheet.kind != "xlsx":
        return False
    try:
        part = portions.worksheet_part(sheet.path, sheet.sheet_name)
        if not portions.worth_cutting(sheet.path, part):
            return False
    except portions.Unsuitable:
        return False
    sheet._cut, sheet._rows = part, sheet._parts[sheet.sheet_name].rows
    return True


def _check_height(sheet: Sheet) -> None:
    if sheet.kind != "csv" and sheet.height() > sheet.limits.sheet_rows:
        raise BadFile(
            f"工作表“{sheet.sheet_name}”有 {sheet.height():,} 行，到了 Excel 的上限 {EXCEL_ROWS:,} 行，"
            "后面的数据很可能已被截断；请让来源部门导出 .csv，或拆成几个文件分别上传"
        )


def _open_text(path: Path, limits: Limits, start: bytes) -> Sheet:
    for sign, what in _PICTURES.items():
        if start.startswith(sign):
            raise BadFile(
                f"这个文件实际是{what}，不是表格（只是扩展名被改成了 {path.suffix or '表格'}）；"
                "请上传原来的 .xlsx、.xls 或 .csv"
            )
    if start.lstrip()[:1] == b"<":
        raise BadFile(
            "这个文件是网页或 XML（有些系统把它存成 .xls），不是真正的表格；请用 Excel 或 WPS 打开后另存为 .xlsx 再传"
        )
    if start.count(b"\0") * 10 > len(start) and start[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise BadFile("文件里满是二进制数据（NUL 字节），不是表格；请上传 .xlsx、.xls 或 .csv")
    script = delimited.find_script(path)
    sheet = Sheet(path, "csv", limits, encoding=script.encoding, _script=script)
    if script.mixed:
        first = min(script.mixed)
        sheet.notes.append(
            f"文件混用了两种编码：全文是 {script.encoding}，第 {first} 行起有 {len(script.mixed)} 行是"
            f" {script.mixed[first]}；已按各行自己的编码读取，这些行请核对"
        )
    if not any(as_text(c) for _, row in sheet.rows() for c in row):
        raise BadFile("文件里没有任何内容（只有空行）；请确认传对了文件")
    return sheet
