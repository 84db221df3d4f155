"""An .xlsx is a zip of XML: it is inflated and looked through once before anything parses it."""

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree as ET

from niangjia.engine.sheets.model import (
    EXCEL_ROWS,
    BadFile,
    Limits,
    column_index,
    column_letters,
    size_in_words,
)
from niangjia.engine.sheets.values import reaches_out

CHUNK = 1024 * 1024
KEPT_FORMULAS = 10_000
# The patterns begin with a literal so that 100 MB of XML pass in a second. Blank formatted cells
# (``<c r="XFD1" s="3"/>``) take no room in the parser and are let through.
_WIDE = re.compile(rb'r=["\']([A-Z]{2,})(\d+)["\'](?:[^>]*[^/>])?>')
_DEEP = re.compile(rb'r=["\'][A-Z](\d{6,})["\'](?:[^>]*[^/>])?>')
_FORMULA = re.compile(
    rb'r=["\']([A-Z]{1,3})(\d{1,7})["\'][^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)<)'
)
BOMB = "不是正常的表格，可能是压缩炸弹，已拒绝读取；请在 Excel 中另存为新的 .xlsx 后重传"


@dataclass(slots=True)
class Part:
    """What one worksheet part holds. ``formulas`` keeps only those that reach out.

    ``rows`` and ``columns`` are exact only beyond 99,999 and 26: less can do no harm.
    """

    rows: int = 0
    columns: int = 0
    filled: bool = False
    formula_count: Counter[str] = field(default_factory=Counter)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def look(self, text: bytes) -> None:
        """Take in a stretch of the worksheet's XML."""
        self.filled = self.filled or b"<v" in text or b"<is" in text or b":v>" in text
        for letters, row in set(_WIDE.findall(text)):
            self._reach(column_index(_short(letters).decode()) + 1, int(_short(row)))
        self._reach(1, max((int(_short(row)) for row in _DEEP.findall(text)), default=0))
        if b"<f" in text or b":f" in text:
            self._formulas(text)

    def _reach(self, columns: int, rows: int) -> None:
        self.columns, self.rows = max(self.columns, columns), max(self.rows, rows)

    def _formulas(self, text: bytes) -> None:
        for found in _FORMULA.finditer(text):
            letters, row = found[1].decode(), int(found[2])
            self.formula_count[letters] += 1
            formula = (found[3] or b"").decode("utf-8", "replace")
            if reaches_out(formula) and len(self.formulas) < KEPT_FORMULAS:
                self.formulas[row, column_index(letters)] = "=" + formula


def _short(position: bytes) -> bytes:
    if len(position) > 9:
        raise BadFile(f"工作表里有不存在的单元格位置 {position[:9].decode()}…，{BOMB}")
    return position


def inspect(path: Path, limits: Limits) -> dict[str, Part]:
    """Sheet name → what its part holds, in workbook order; ``BadFile`` for anything hostile."""
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as raw:
            infos = _members(package, limits)
            parts = {i.filename: _look_through(raw, i) for i in infos}
            names = _sheet_parts(package)
    except (zipfile.BadZipFile, zlib.error, struct.error, ET.ParseError, KeyError, EOFError) as why:
        raise BadFile(
            "文件结构已损坏，打不开；请在 Excel 或 WPS 中打开原文件，另存为新的 .xlsx 后重传"
        ) from why
    found = {name: parts[part] for name, part in names.items() if part in parts}
    for name, part in found.items():
        _check_size(name, part, limits)
    return found


def _members(package: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    infos = package.infolist()
    names = {info.filename for info in infos}
    if "xl/workbook.xml" not in names:
        raise BadFile(_what_else(names))
    if any(info.flag_bits & 1 for info in infos):
        raise BadFile("文件加了密码，无法读取；请取消密码后重传")
    declared = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if declared > limits.expanded or len(infos) > limits.parts:
        raise BadFile(
            f"文件解压后有 {size_in_words(declared)}（{len(infos)} 个部分），"
            f"超过上限 {size_in_words(limits.expanded)}，{BOMB}，或把名册拆成几个文件"
        )
    if declared > 50 * 1024**2 and declared / packed > limits.ratio:
        raise BadFile(f"文件的压缩比达 {declared // packed} 倍，{BOMB}")
    return infos


def _what_else(names: set[str]) -> str:
    if any(n.startswith("word/") for n in names):
        what = "Word 文档"
    elif any(n.startswith("ppt/") for n in names):
        what = "演示文稿"
    elif "xl/workbook.bin" in names:
        what = "二进制工作簿（.xlsb）"
    elif "content.xml" in names:
        what = "OpenDocument 表格（.ods）"
    else:
        what = "普通压缩包"
    return f"这个文件实际是{what}，不是 Excel 工作簿；请打开表格另存为 .xlsx 或 .csv 后重传"


def _look_through(raw: BinaryIO, info: zipfile.ZipInfo) -> Part:
    """Inflate one member to its end, counting what really comes out."""
    part, size, tail = Part(), 0, b""
    is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
    for chunk in _inflate(raw, info):
        if size == 0 and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
            raise BadFile(f"文件内部（{info.filename}）含有不允许的声明，{BOMB}")
        size += len(chunk)
        if size > info.file_size:
            raise BadFile(
                f"文件内部（{info.filename}）实际大小超过它声明的 {size_in_words(info.file_size)}，{BOMB}"
            )
        if is_sheet:
            text = tail + chunk
            cut = text.rfind(b"<row")
            cut = cut if cut > 0 else max(len(text) - 4096, 0)
            part.look(text[:cut])
            tail = text[cut:]
    part.look(tail)
    return part


def _inflate(raw: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    raw.seek(info.header_offset)
    header = raw.read(30)
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    raw.seek(info.header_offset + 30 + name_size + extra_size)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadFile("文件用了少见的压缩方式，无法读取；请在 Excel 中另存为新的 .xlsx 后重传")
    engine = zlib.decompressobj(-15) if info.compress_type else None
    left = info.compress_size
    while left > 0 and (packed := raw.read(min(CHUNK, left))):
        left -= len(packed)
        if engine is None:
            yield packed
            continue
        while packed and not engine.eof:
            yield engine.decompress(packed, CHUNK)
            packed = engine.unconsumed_tail


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → member name, from the workbook and its relations."""
    relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ET.fromstring(package.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            target = targets.get(relation, "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[sheet.get("name", "")] = member
    return found


def _check_size(name: str, part: Part, limits: Limits) -> None:
    """The parser keeps the whole used rectangle: one far cell may not claim gigabytes."""
    if part.rows > limits.sheet_rows:
        raise BadFile(
            f"工作表“{name}”有 {part.rows:,} 行，到了 Excel 的上限 {EXCEL_ROWS:,} 行，"
            "后面的数据很可能已被截断；请让来源部门导出 .csv，或拆成几个文件分别上传"
        )
    if part.columns > limits.columns:
        raise BadFile(
            f"工作表“{name}”用到了 {column_letters(part.columns - 1)} 列（第 {part.columns} 列），"
            f"超过上限 {limits.columns} 列；请删去右侧无关的列后重传"
        )
    if part.rows * max(part.columns, 26) > limits.area:
        raise BadFile(
            f"工作表“{name}”的范围有 {part.rows:,} 行 × {part.columns} 列，超过一次能读的大小；"
            "请删去右侧和下方无关的单元格，或另存为 .csv 后重传"
        )
