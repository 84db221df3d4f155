"""Small files that do what departments, and worse people, do."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlwt
from xlsxwriter import Workbook

GB = 1024**3


def write_xlsx(
    path: Path, rows: Sequence[Sequence[Any]], *, sheets: Sequence[str] = ("名单",)
) -> Path:
    """``rows`` go to the last of ``sheets``; the others stay empty. ``=…`` becomes a formula."""
    with Workbook(path) as book:
        made = [book.add_worksheet(name) for name in sheets]
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                made[-1].write(r, c, value, *([day] if hasattr(value, "year") else []))
    return path


def write_xls(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(path))
    return path


def write_csv(path: Path, lines: Sequence[str], encoding: str = "utf-8") -> Path:
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def reworked(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same package with each member passed through ``change(name, bytes)``."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return target


def zip_bomb(path: Path, *, declared: int | None = None) -> Path:
    """A workbook of a few MB whose sheet unpacks to 5 GB (or says ``declared`` and does it all the same)."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = engine.compress(b" " * (GB // 64)) + engine.flush(zlib.Z_FULL_FLUSH)
    packed = block * 320 + engine.flush()
    plain = path.with_suffix(".plain")
    write_xlsx(plain, [["a", "b"]])
    with zipfile.ZipFile(plain) as old:
        kept = {i.filename: old.read(i) for i in old.infolist() if "sheet1" not in i.filename}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)
        new.writestr("xl/worksheets/sheet1.xml", packed)
    return _claim(path, "xl/worksheets/sheet1.xml", declared or 5 * GB)


def _claim(path: Path, member: str, size: int) -> Path:
    """Turn a stored member into one that claims to be deflated from ``size`` bytes."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        info, start = package.getinfo(member), package.start_dir
    size = min(size, 2**32 - 1)
    struct.pack_into("<H", data, info.header_offset + 8, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", data, info.header_offset + 22, size)
    entry = data.index(member.encode(), start) - 46
    struct.pack_into("<H", data, entry + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", data, entry + 24, size)
    path.write_bytes(data)
    return path
