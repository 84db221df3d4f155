"""Values for the layouts without a red head: form, certificate, table, poster."""

from typing import Any

from niangjia.kernel.documents import qr, rules
from niangjia.kernel.documents.content import (
    Certificate,
    Form,
    NotPrintable,
    Poster,
    TableReport,
)

MOST_STEPS = 3


def values_of(document: Form | Certificate | TableReport | Poster) -> dict[str, Any]:
    """What the template named by ``document.tag`` sets; raises ``NotPrintable``."""
    if isinstance(document, Form):
        return _form(document)
    if isinstance(document, Certificate):
        return _certificate(document)
    return _table(document) if isinstance(document, TableReport) else _poster(document)


def _form(form: Form) -> dict[str, Any]:
    columns = len(form.widths)
    _fits(form, columns)
    cells = [
        {
            "text": cell.text, "span": cell.span, "down": cell.down, "label": cell.label,
            "sign": cell.sign, "height": cell.height,
        }
        for row in form.rows
        for cell in row
    ]  # fmt: skip
    return {
        "title": form.title, "subtitle": form.subtitle, "number": form.number,
        "widths": form.widths, "cells": cells, "notes": form.notes,
        "date": rules.chinese_date(form.dated),
    }  # fmt: skip


def _fits(form: Form, columns: int) -> None:
    """Every row fills the columns exactly, counting cells that reach down from above."""
    reach = [0] * columns
    for number, row in enumerate(form.rows, start=1):
        free = [at for at in range(columns) if reach[at] == 0]
        if sum(cell.span for cell in row) != len(free):
            raise NotPrintable(f"表格“{form.title}”第 {number} 行的格子与 {columns} 列对不上。")
        reach = [max(0, left - 1) for left in reach]
        for cell in row:
            for at in free[: cell.span]:
                reach[at] = cell.down - 1
            del free[: cell.span]


def _certificate(paper: Certificate) -> dict[str, Any]:
    until = f"有效期至{rules.chinese_date(paper.valid_until)}" if paper.valid_until else ""
    return {
        "title": paper.title, "holder": paper.holder, "text": paper.text, "issuer": paper.issuer,
        "date": rules.chinese_date(paper.dated), "facts": paper.facts, "number": paper.number,
        "qr": qr.pixels(paper.link) if paper.link else None, "code": paper.code, "until": until,
    }  # fmt: skip


def _table(table: TableReport) -> dict[str, Any]:
    wrong = next((n for n, row in enumerate(table.rows, 1) if len(row) != len(table.columns)), 0)
    if wrong:
        raise NotPrintable(f"报表“{table.title}”第 {wrong} 行的列数与表头不符。")
    return {
        "title": table.title, "notes": table.notes, "across": table.across, "maker": table.maker,
        "heads": [column.label for column in table.columns],
        "widths": [column.width for column in table.columns],
        "aligns": [column.align for column in table.columns],
        "rows": table.rows, "total": table.total, "date": rules.chinese_date(table.dated),
    }  # fmt: skip


def _poster(poster: Poster) -> dict[str, Any]:
    if len(poster.steps) > MOST_STEPS:
        raise NotPrintable("海报最多写三步。")
    return {
        "title": poster.title, "subtitle": poster.subtitle, "steps": poster.steps,
        "unit": poster.unit, "note": poster.note, "qr": qr.pixels(poster.link, error="q", best_mask=True),
        "date": rules.chinese_date(poster.dated),
    }  # fmt: skip
