"""What a listing shows, as a PDF to print: the same rows, columns and notes as the workbook."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from niangjia.kernel.documents.api import Col, NotPrintable, TableReport, render_pdf
from niangjia.ui.columns import NUMERIC, Column, Kind, text_of
from niangjia.ui.downloads import note_export, sheet_of
from niangjia.ui.exports import Sheet
from niangjia.ui.texts import file_name

if TYPE_CHECKING:
    from niangjia.ui.tables import Listing

MOST_ROWS = 2_000  # about three seconds of setting
ACROSS = 6  # columns; more of them are printed on the long side
NARROWEST, WIDEST = 8.0, 40.0
MIDDLE = frozenset({Kind.DATE, Kind.DATETIME, Kind.BOOL})


def printout(listing: "Listing") -> HttpResponseBase:
    """The PDF, entered into the audit trail; too many rows: back with a message."""
    try:
        if listing.total > MOST_ROWS:
            raise NotPrintable(
                f"共 {listing.total:,} 条，一次最多打印 {MOST_ROWS:,} 条；请缩小筛选范围，或改用 Excel 导出"
            )
        report = report_of(sheet_of(listing), listing)
        made = render_pdf(report)
    except NotPrintable as refused:
        messages.error(listing.request, f"没有生成 PDF：{refused}")
        return redirect(listing.link())
    note_export(listing, len(report.rows), form="pdf")
    name = file_name(listing.title, "pdf")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def report_of(sheet: Sheet, listing: "Listing") -> TableReport:
    """The sheet as a table report; cells are the texts a reader sees on the screen."""
    by = listing.request.actor  # type: ignore[attr-defined]
    columns = tuple(_column(column) for column in sheet.columns)
    rows = tuple(tuple(text_of(c.of(row), c.kind) for c in sheet.columns) for row in sheet.rows)
    return TableReport(
        title=sheet.title, columns=columns, rows=rows, notes=tuple(sheet.notes),
        dated=timezone.localdate(), across=len(columns) > ACROSS, maker=by.unit_name,
    )  # fmt: skip


def _column(column: Column) -> Col:
    width = min(WIDEST, max(NARROWEST, float(column.export_width)))
    side = "right" if column.kind in NUMERIC else "center" if column.kind in MIDDLE else "left"
    return Col(column.label, width, side)
