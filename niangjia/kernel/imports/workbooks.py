"""What goes back to the clerk: the own workbook with coloured cells, failed rows, an empty form."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from niangjia.engine.sheets import Cell, Sheet, as_text
from niangjia.kernel.imports.checking import Finding, row_verdict
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.enums import Kind, Verdict
from niangjia.kernel.imports.intake import Intake
from niangjia.kernel.jobs.progress import Progress

REASON, ROW_NUMBER = "原因", "原行号"
COLOURS = {Verdict.FAILED: "FFC7CE", Verdict.FLAGGED: "FFEB9C", Verdict.DUPLICATE: "D9D9D9"}
OWN_CELLS = 200_000  # above this the user's own workbook is not loaded to be coloured
WHOLE_ROWS = 50_000  # above this a new workbook holds only the rows with problems
TEMPLATE_ROWS = 2_000
CELL_LIMIT = 32_767

Findings = dict[int, list[Finding]]


@dataclass(frozen=True, slots=True)
class Source:
    """The list as it was checked."""

    sheet: Sheet
    titles: list[str]
    header_last: int

    @property
    def shown_titles(self) -> list[str]:
        return [t or f"第 {i} 列" for i, t in enumerate(self.titles, start=1)]


def may_colour_own(sheet: Sheet, rows: int, columns: int) -> bool:
    """The user's own file can be coloured: .xlsx and not too large for memory."""
    return sheet.kind == "xlsx" and rows * max(columns, 1) <= OWN_CELLS


def reason_text(findings: Iterable[Finding]) -> str:
    """``不能导入 从业人数:应为整数…;待核实 …``, gravest first."""
    order = [Verdict.FAILED, Verdict.DUPLICATE, Verdict.FLAGGED]
    ranked = sorted(findings, key=lambda f: order.index(Verdict(f.verdict)))
    parts = (f"【{Verdict(f.verdict).label}】{f.column}：{f.reason}" for f in ranked)
    return "；".join(parts)[:CELL_LIMIT]


def colour_own(source: Source, findings: Findings, target: Path) -> None:
    """Fill the failing cells of the user's workbook and write the 原因 column behind the last."""
    with source.sheet.path.open("rb") as file:
        book = openpyxl.load_workbook(file, keep_links=False)
    page = book[source.sheet.sheet_name]
    column = _reason_column(page, source)
    fills = {v: PatternFill("solid", fgColor=c) for v, c in COLOURS.items()}
    for row in range(source.header_last + 1, page.max_row + 1):
        _put(page, row, column, None)
    _put(page, source.header_last, column, REASON, font=Font(bold=True))
    page.column_dimensions[get_column_letter(column)].width = 60
    for row, found in findings.items():
        whole = fills[Verdict(row_verdict([f.verdict for f in found]))]
        _put(page, row, column, reason_text(found), fill=whole, wrap=True)
        for finding in found:
            if finding.place >= 0:
                page.cell(row, finding.place + 1).fill = fills[Verdict(finding.verdict)]
    _disarm(page, source.sheet)
    book.save(target)
    book.close()


def _reason_column(page: Worksheet, source: Source) -> int:
    if REASON in source.titles:
        return source.titles.index(REASON) + 1
    return max(len(source.titles), page.max_column) + 1


def _put(
    page: Worksheet, row: int, column: int, text: str | None, *,
    fill: PatternFill | None = None, font: Font | None = None, wrap: bool = False,
) -> None:  # fmt: skip
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value = text
    if text is not None:
        cell.data_type = "s"  # never a formula, whatever the text begins with
    if fill is not None:
        cell.fill = fill
    if font is not None:
        cell.font = font
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _disarm(page: Worksheet, sheet: Sheet) -> None:
    """Formulas that start programs or fetch pages go back as plain text."""
    for (row, column), formula in sheet.formulas.items():
        cell = page.cell(row, column + 1)
        if not isinstance(cell, MergedCell):
            cell.value, cell.data_type = formula, "s"


def write_coloured(
    source: Source, findings: Findings, target: Path, *, only: str = "", progress: Progress
) -> int:
    """A new workbook: header, rows, 原行号 and 原因; returns its rows.

    ``only=""``: all rows with colours; ``"problems"``: rows with any problem; ``"failed"``: rows
    that were not imported for their mistakes, to be mended and sent again.
    """
    width, count = len(source.titles), 0
    with _book(target) as book:
        page, looks = book.add_worksheet("名单"), _looks(book)
        _head(page, [*source.shown_titles, ROW_NUMBER, REASON], looks["head"])
        page.set_column(width + 1, width + 1, 60)
        for number, cells in source.sheet.data(source.header_last, source.titles):
            found = findings.get(number, [])
            if only and not _wanted(found, only):
                continue
            count += 1
            if count % 1000 == 0:
                progress.step(count, message="正在生成工作簿")
            marks = {f.place: looks[f.verdict] for f in found}
            for at, cell in enumerate(cells[:width]):
                _write(page, count, at, cell, marks.get(at))
            page.write_number(count, width, number)
            if found:
                look = looks[row_verdict([f.verdict for f in found])]
                page.write_string(count, width + 1, reason_text(found), look)
    return count


def _wanted(found: Sequence[Finding], only: str) -> bool:
    if only == "failed":
        return row_verdict([f.verdict for f in found]) == Verdict.FAILED
    return bool(found)


@contextmanager
def _book(target: Path) -> Iterator[Any]:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        yield book


def _looks(book: Any) -> dict[str, Any]:
    looks = {
        v.value: book.add_format({"bg_color": f"#{c}", "text_wrap": True})
        for v, c in COLOURS.items()
    }
    looks["head"] = book.add_format({"bold": True, "bg_color": "#F0F2F4", "bottom": 1})
    return looks


def _head(page: Any, titles: list[str], look: Any) -> None:
    for at, title in enumerate(titles):
        page.write_string(0, at, title[:CELL_LIMIT], look)
        page.set_column(at, at, min(max(10, 2 * len(title) + 4), 40))
    page.freeze_panes(1, 0)


def _write(page: Any, row: int, at: int, cell: Cell, mark: Any) -> None:
    """Numbers stay numbers where nothing is lost by it; everything else is text, never a formula."""
    if cell is None or cell == "":
        if mark is not None:
            page.write_blank(row, at, None, mark)
        return
    if isinstance(cell, float) and abs(cell) < 1e15:
        page.write_number(row, at, cell, *([mark] if mark else []))
        return
    text = as_text(cell)
    shown = "".join(c for c in text if c >= " " or c in "\t\n")[:CELL_LIMIT]
    page.write_string(row, at, shown, *([mark] if mark else []))


def template_bytes(intake: Intake) -> bytes:
    """``write_template`` in memory: a few kilobytes."""
    target = BytesIO()
    write_template(intake, target)
    return target.getvalue()


def write_template(intake: Intake, target: Path | BytesIO) -> None:
    """An empty form: header words, what each column wants, drop-downs, codes kept as text."""
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet(intake.label[:31])
        text = book.add_format({"num_format": "@"})
        must = book.add_format({"bold": True, "bg_color": "#FBE3E4", "bottom": 1})
        may = book.add_format({"bold": True, "bg_color": "#F0F2F4", "bottom": 1})
        for at, column in enumerate(intake.columns):
            page.write_string(0, at, column.label, must if column.required else may)
            as_typed = column.kind in (Kind.USCC, Kind.CODE, Kind.DATE)
            page.set_column(at, at, max(12, 2 * len(column.label) + 4), text if as_typed else None)
            page.write_comment(0, at, _advice(column), {"x_scale": 1.6})
            if rule := _rule(column):
                page.data_validation(1, at, TEMPLATE_ROWS, at, rule)
        page.freeze_panes(1, 0)


_ADVICE: dict[Kind, str] = {
    Kind.USCC: "18 位，按文本填写，不要变成 9.137E+17",
    Kind.INT: "只填整数",
    Kind.DATE: "写成 2026-01-31",
    Kind.DIVISION: "写区县或镇街名称",
    Kind.YES_NO: "填“是”或“否”",
}


def _advice(column: Column) -> str:
    must = "必填" if column.required else "可以不填"
    parts = [must, column.note, _ADVICE.get(Kind(column.kind), ""), "、".join(column.choices[:20])]
    if column.kind in (Kind.TEXT, Kind.NAME):
        parts.append(f"不超过 {column.max_length} 个字")
    return "。".join(p for p in parts if p)


def _rule(column: Column) -> dict[str, Any] | None:
    if column.kind == Kind.INT:
        return {
            "validate": "integer", "criteria": ">=", "value": 0,
            "error_title": column.label, "error_message": "只填不小于 0 的整数",
        }  # fmt: skip
    choices = ("是", "否") if column.kind == Kind.YES_NO else column.choices
    if not choices or sum(map(len, choices)) + len(choices) > 250:
        return None
    return {
        "validate": "list", "source": list(choices), "error_type": "warning",
        "error_title": column.label, "error_message": "请从下拉选项中选择",
    }  # fmt: skip
