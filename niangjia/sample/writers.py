"""Files as departments hand them over: title rows, merged headers, blank lines, a total."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
import xlwt

Cell = str | int | float | date | None
XLS_ROWS = 65_535


class ListWriter(Protocol):
    """One list being written, row by row."""

    def row(self, cells: Sequence[Cell]) -> None:
        """One line; an empty sequence is a blank line."""

    def close(self) -> None:
        """Finish the file."""


class CsvList:
    """A text export. GB18030 without mark, UTF-8 with or without byte-order mark."""

    def __init__(
        self, path: Path, *, encoding: str, titles: Sequence[str], header: Sequence[str]
    ) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._csv = csv.writer(self._file)
        self._width = len(header)
        for title in titles:
            self._csv.writerow([title, *[""] * (self._width - 1)])
        self._csv.writerow(header)

    def row(self, cells: Sequence[Cell]) -> None:
        self._csv.writerow(cells or [""] * self._width)

    def close(self) -> None:
        self._file.close()


class XlsxList:
    """A workbook with merged title; ``groups`` adds a second header row of merged cells.

    ``groups``: (first column, last column, words); the columns outside are merged downwards.
    Rows go out as they come (constant memory), so the file may have a million of them.
    """

    def __init__(
        self,
        path: Path,
        *,
        titles: Sequence[str],
        header: Sequence[str],
        groups: Sequence[tuple[int, int, str]] = (),
        sheet: str = "Sheet1",
    ) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        # The day of writing would make every copy of the same city another file.
        self._book.set_properties({"created": datetime(2022, 1, 1)})  # noqa: DTZ001
        self._sheet = self._book.add_worksheet(sheet)
        self._bold = self._book.add_format({"bold": True, "align": "center", "text_wrap": True})
        self._day = self._book.add_format({"num_format": "yyyy/m/d"})
        self._line = 0
        for title in titles:
            self._sheet.merge_range(self._line, 0, self._line, len(header) - 1, title, self._bold)
            self._line += 1
        self._header(header, groups)

    def _header(self, header: Sequence[str], groups: Sequence[tuple[int, int, str]]) -> None:
        sheet, line = self._sheet, self._line
        if groups:
            grouped = {c for first, last, _ in groups for c in range(first, last + 1)}
            single = [c for c in range(len(header)) if c not in grouped]
            for first, last, words in groups:
                sheet.merge_range(line, first, line, last, words, self._bold)
            for column in single:
                sheet.write_string(line, column, header[column], self._bold)
                # In constant memory merge_range cannot reach down: the row above would be gone.
                sheet.merge.append([line, column, line + 1, column])
            for column in sorted(grouped):
                sheet.write_string(line + 1, column, header[column], self._bold)
            self._line += 2
        else:
            for column, words in enumerate(header):
                sheet.write_string(line, column, words, self._bold)
            self._line += 1

    def row(self, cells: Sequence[Cell]) -> None:
        sheet, line = self._sheet, self._line
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(line, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, self._day)
            elif cell is not None:
                sheet.write_number(line, column, cell)
        self._line += 1

    def close(self) -> None:
        self._book.close()


class XlsList:
    """An old workbook (BIFF8): at most 65,535 rows under its header."""

    def __init__(self, path: Path, *, titles: Sequence[str], header: Sequence[str]) -> None:
        self._path = path
        self._book: Any = xlwt.Workbook(encoding="utf-8")
        self._sheet = self._book.add_sheet("单位名录")
        self._line = 0
        bold = xlwt.easyxf("font: bold on; align: horiz center")
        for title in titles:
            self._sheet.write_merge(self._line, self._line, 0, len(header) - 1, title, bold)
            self._line += 1
        self.row(header)

    def row(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._sheet.write(self._line, column, cell)
        self._line += 1

    def close(self) -> None:
        self._book.save(str(self._path))
