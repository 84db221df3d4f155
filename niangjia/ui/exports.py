"""Workbooks written row by row in constant memory; no cell is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from niangjia.ui.columns import Column, Kind

ROW_LIMIT = 1_048_576
CELL_LIMIT = 32_767
FORMATS = {
    Kind.INT: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
}
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRows(ValueError):
    """More rows than a worksheet holds; the message says so in Chinese."""


@dataclass(frozen=True)
class Sheet:
    """What stands in the workbook: title, notes (口径, conditions, date), columns, rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    notes: Sequence[str] = ()

    @property
    def room(self) -> int:
        """How many rows fit below title, notes and header."""
        return ROW_LIMIT - 2 - len(self.notes)


def write_workbook(target: IO[bytes] | str, sheet: Sheet) -> int:
    """Write the sheet to a file or path; returns the number of rows. Memory stays constant.

    Raises ``TooManyRows`` when the worksheet is full.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    page = book.add_worksheet(sheet.title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    head = _write_head(book, page, sheet)
    count = 0
    try:
        for count, row in enumerate(sheet.rows, start=1):
            if count > sheet.room:
                raise TooManyRows(f"一张工作表最多 {sheet.room:,} 行，请先缩小筛选范围")
            for index, column in enumerate(sheet.columns):
                _write_cell(page, head + count, index, column.plain(row), formats.get(column.kind))
    finally:
        book.close()
    return count


def _write_head(book: Any, page: Any, sheet: Sheet) -> int:
    """Title, notes and header row; returns the header's row number, from 0."""
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.export_width)
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
    grey = book.add_format({"font_color": "#57616C"})
    for number, note in enumerate(sheet.notes, start=1):
        page.write_string(number, 0, note[:CELL_LIMIT], grey)
    head = len(sheet.notes) + 1
    look = {"bold": True, "bg_color": "#F0F2F4", "bottom": 1, "text_wrap": True}
    for index, column in enumerate(sheet.columns):
        page.write_string(head, index, column.label, book.add_format(look))
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")
    return head


def _write_cell(page: Any, row: int, column: int, value: Any, look: Any) -> None:
    """Numbers and days as such, everything else as text: “=1+1” stays four characters."""
    if value is None or value == "":
        return
    if isinstance(value, (date, datetime)):
        if value.year >= 1900:
            page.write_datetime(row, column, value, look)
        else:
            page.write_string(row, column, value.isoformat())
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        page.write_number(row, column, value, look)
    else:
        page.write_string(row, column, str(value)[:CELL_LIMIT])


def workbook_response(filename: str, sheet: Sheet) -> tuple[FileResponse, int]:
    """The sheet as a download, and its number of rows. ``filename`` may be Chinese."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        count = write_workbook(file, sheet)
    except TooManyRows:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, content_type=MIME)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response, count
