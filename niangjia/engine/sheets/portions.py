"""A large worksheet in stretches of rows, so that memory does not grow with the file.

The parser loads a whole worksheet: 700,000 rows of 15 columns take more than a gigabyte. Here the
XML of the worksheet is inflated as a stream and cut between rows; each stretch is put into a
workbook of its own (uncompressed, with the shared strings and styles of the original) and parsed
by the same parser. What a cell means is therefore decided in one place.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from niangjia.engine.sheets.model import Row

CHUNK = 1024 * 1024
STRETCH = 24 * 1024 * 1024  # bytes of XML, some 40,000 rows of 15 columns
FROM = 64 * 1024 * 1024  # bytes of XML; below it the whole sheet is loaded at once
MOST_STRINGS = 48 * 1024 * 1024  # bytes of shared strings, which every stretch brings along
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_DATA = re.compile(rb"<(?:\w+:)?sheetData[^>]*>")
_END = re.compile(rb"</(?:\w+:)?sheetData>.*", re.DOTALL)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Unsuitable(ValueError):
    """This workbook cannot be cut; it is read whole."""


def worksheet_part(path: Path, name: str) -> str:
    """The zip member that holds the worksheet; raises ``Unsuitable``."""
    with zipfile.ZipFile(path) as package:
        try:
            book = ET.fromstring(package.read("xl/workbook.xml"))
            links = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ET.ParseError) as why:
            raise Unsuitable(str(why)) from why
        wanted = next((s.get(_REL) for s in book.iter() if s.get("name") == name), None)
        target = next((r.get("Target", "") for r in links if r.get("Id") == wanted), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in package.namelist():
            raise Unsuitable(f"no part for {name}")
        return part


def worth_cutting(path: Path, part: str) -> bool:
    """Large enough to be cut, and not so full of shared strings that cutting costs more."""
    with zipfile.ZipFile(path) as package:
        sizes = {info.filename: info.file_size for info in package.infolist()}
    return sizes[part] > FROM and sizes.get("xl/sharedStrings.xml", 0) <= MOST_STRINGS


def rows_of(path: Path, part: str, stretch: int = STRETCH) -> Iterator[tuple[int, Row]]:
    """Every row with its number (from 1), blank rows between them too."""
    following = 1
    for start, body, head in _stretches(path, part, stretch):
        first, rows = _parsed(path, part, head + body + b"</sheetData></worksheet>")
        if not rows:
            continue
        number = (start if start is not None else following) if first is None else first
        while following < number:
            yield following, []
            following += 1
        for row in rows:
            yield following, row
            following += 1


def _stretches(path: Path, part: str, stretch: int) -> Iterator[tuple[int | None, bytes, bytes]]:
    """(number of the first row if it says so, XML of whole rows, XML up to the rows)."""
    with zipfile.ZipFile(path) as package, package.open(part) as stream:
        text, head = b"", b""
        while not head:
            chunk = stream.read(CHUNK)
            text += chunk
            found = _DATA.search(text)
            if found:
                head, text = _opened(text[: found.end()]), text[found.end() :]
            elif not chunk:
                raise Unsuitable("no rows")
        while chunk := stream.read(CHUNK):
            text += chunk
            if len(text) >= stretch:
                cut = _last_row(text)
                if cut > 0:
                    yield _first_number(text), text[:cut], head
                    text = text[cut:]
        rest = _END.sub(b"", text)
        if rest.strip():
            yield _first_number(rest), rest, head


def _opened(head: bytes) -> bytes:
    """The beginning without what refers to the sheet as a whole (its size, views, columns)."""
    root = re.search(rb"<(?:\w+:)?worksheet[^>]*>", head)
    if root is None or root[0].startswith(b"<worksheet") is False:
        raise Unsuitable("prefixed worksheet")
    return b'<?xml version="1.0" encoding="UTF-8"?>' + root[0] + b"<sheetData>"


def _last_row(text: bytes) -> int:
    """Where the last row of the text begins."""
    at = text.rfind(b"<row")
    return at if _ROW.match(text, at) else -1


def _first_number(text: bytes) -> int | None:
    found = _NUMBER.match(text.lstrip())
    return int(found[1]) if found else None


def _parsed(path: Path, part: str, sheet: bytes) -> tuple[int | None, list[Row]]:
    """(number of the first row with anything in it, rows) of a workbook with this worksheet."""
    target = BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(target, "w") as small:
        for info in package.infolist():
            if info.filename == part:
                small.writestr(part, sheet)
            elif info.filename in _NEEDED or info.filename.endswith(".rels"):
                small.writestr(info.filename, package.read(info.filename))
            elif info.filename.startswith("xl/worksheets/"):
                small.writestr(info.filename, _EMPTY)
    target.seek(0)
    with CalamineWorkbook.from_filelike(target) as book:
        loaded = next(
            (book.get_sheet_by_name(n) for n in book.sheet_names if _is_filled(book, n)), None
        )
        if loaded is None or loaded.start is None:
            return None, []
        row, column = loaded.start
        pad: Row = [""] * column
        rows: list[Row] = [[*pad, *line] for line in loaded.to_python(skip_empty_area=True)]
        return row + 1, rows


_NEEDED = frozenset(
    {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"}
)
_EMPTY = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006'
    b'/main"><sheetData/></worksheet>'
)


def _is_filled(book: CalamineWorkbook, name: str) -> bool:
    return book.get_sheet_by_name(name).height > 0
