"""Single cells: what is shown, what is a formula."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from niangjia.engine.sheets.model import Cell

_LITERAL = re.compile(r'="([^"]*)"')
_CALL = re.compile(r"[+@\-=].*(?:\||\w\()", re.DOTALL)
_REACHING_OUT = re.compile(
    r"\||\b(?:HYPERLINK|WEBSERVICE|FILTERXML|IMPORT\w+|DDE\w*|CALL|REGISTER|EXEC|RTD)\s*\(", re.I
)


def as_text(cell: Cell) -> str:
    """The cell as a person would type it: whole numbers without ``.0``, dates as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    return _SHOWN.get(type(cell), str)(cell)


def _number(cell: float) -> str:
    return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)


def _moment(cell: datetime) -> str:
    midnight = cell.time() == time()
    return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")


_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda cell: "是" if cell else "否",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
}


def unwrap(text: str) -> str:
    """``="0012"``, the way some systems protect leading zeros in CSV, → ``0012``."""
    found = _LITERAL.fullmatch(text)
    return found[1] if found else text


def is_formula(text: str) -> bool:
    """Text that a spreadsheet program would run: ``=1+1``, ``@SUM(…)``, ``+cmd|…``."""
    if not text or text[0] not in "=+-@":
        return False
    if text[0] == "=":
        return len(text) > 1 and not _LITERAL.fullmatch(text)
    return _CALL.match(text) is not None


def reaches_out(formula: str) -> bool:
    """The formula starts a program or fetches something: its stored result is not believed."""
    return _REACHING_OUT.search(formula) is not None
