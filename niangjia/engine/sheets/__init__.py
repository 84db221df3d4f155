"""Reading lists as departments hand them over: xlsx, xls, csv; hostile files refused with a reason.

``open_sheet(path)`` → ``Sheet``; ``find_header(sheet.head())`` → ``HeaderGuess``;
``sheet.data(header)`` → the numbered data rows, with blank, total and footer lines counted apart.
"""

from niangjia.engine.sheets.header import HeaderGuess, find_header, header_at
from niangjia.engine.sheets.model import BadFile, Cell, Limits
from niangjia.engine.sheets.reading import LineCounts, Sheet, open_sheet
from niangjia.engine.sheets.values import as_text, is_formula

__all__ = [
    "BadFile",
    "Cell",
    "HeaderGuess",
    "Limits",
    "LineCounts",
    "Sheet",
    "as_text",
    "find_header",
    "header_at",
    "is_formula",
    "open_sheet",
]
