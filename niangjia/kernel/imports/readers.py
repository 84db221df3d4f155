"""Reading a column of a batch at once: what is in order passes through C loops, the rest by cell."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from niangjia.engine.sheets import Cell, as_text
from niangjia.engine.uscc import check_uscc, clean_code, org_code_ok, uscc_ok
from niangjia.kernel.imports import cells
from niangjia.kernel.imports.columns import Column, Context, Doubtful, Reading
from niangjia.kernel.imports.enums import Kind

_STR = {str}


def read_column(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    """Values and problems of one column. Never raises for what a cell holds."""
    if column.reader is not None:
        reading = _own(column, raw, context)
    else:
        reading = _BY_KIND[Kind(column.kind)](column, raw, context)
    if column.required:
        _require(column, reading)
    return reading


def _require(column: Column, reading: Reading) -> None:
    if None not in reading.values and "" not in reading.values:
        return
    for at, value in enumerate(reading.values):
        if value in (None, "") and at not in reading.problems:
            if column.kind == Kind.USCC:
                reading.doubt(at, "没有填写统一社会信用代码")
            else:
                reading.refuse(at, "必填，不能为空；请补上后重传本行")


def _texts(column: Column, raw: Sequence[Cell]) -> Reading:
    """Stripped text; a batch is looked through cell by cell only if something odd is in it."""
    if set(map(type, raw)) <= _STR:
        texts = list(map(str.strip, raw))  # type: ignore[arg-type]
    else:
        texts = [c.strip() if type(c) is str else as_text(c) for c in raw]
    reading = Reading(texts)
    joined = "\n".join(texts)
    if cells.ODD.search(joined) or joined.count("\n") >= max(len(texts), 1):
        _clean(reading)
    if max(map(len, filter(None, reading.values)), default=0) > column.max_length:
        _cut(column, reading)
    return reading


def _clean(reading: Reading) -> None:
    for at, text in enumerate(reading.values):
        try:
            reading.values[at] = cells.read_text(text)
        except Doubtful as doubt:
            reading.values[at] = doubt.value
            reading.doubt(at, str(doubt))
        except ValueError as problem:
            reading.refuse(at, str(problem))


def _cut(column: Column, reading: Reading) -> None:
    for at, text in enumerate(reading.values):
        if text and len(text) > column.max_length:
            reading.refuse(
                at,
                f"有 {len(text)} 个字，超过上限 {column.max_length} 个字（“{text[:10]}…”）；请核对是否把多格并成了一格",
            )


def _by_cell(reading: Reading, source: Sequence[Any], read: Callable[[Any], Any]) -> Reading:
    """Each distinct cell is read once: lists repeat their days, districts and trades."""
    if not reading.problems and set(map(type, source)) == _STR and _repeats_itself(source):
        return _by_word(reading, source, read)
    known: dict[Any, tuple[Any, str, bool]] = {}
    for at, cell in enumerate(source):
        if at in reading.problems and reading.values[at] is None:
            continue
        key = (type(cell), cell)
        found = known.get(key)
        if found is None:
            found = known[key] = _tried(read, cell)
        reading.values[at] = found[0]
        if found[1]:
            (reading.refuse if found[2] else reading.doubt)(at, found[1])
    return reading


FEW = 200


def _repeats_itself(source: Sequence[Any]) -> bool:
    """Whether it pays to look at distinct cells only: sexes, trades, districts."""
    return len(set(source[:FEW])) < FEW // 2 and len(set(source)) <= FEW


def _by_word(reading: Reading, source: Sequence[Any], read: Callable[[Any], Any]) -> Reading:
    known = {cell: _tried(read, cell) for cell in set(source)}
    values = {cell: found[0] for cell, found in known.items()}
    reading.values = list(map(values.__getitem__, source))
    if bad := {cell: found for cell, found in known.items() if found[1]}:
        for at, cell in enumerate(source):
            if cell in bad:
                (reading.refuse if bad[cell][2] else reading.doubt)(at, bad[cell][1])
    return reading


def _tried(read: Callable[[Any], Any], cell: Any) -> tuple[Any, str, bool]:
    """(value, reason, refused)."""
    try:
        return read(cell), "", False
    except Doubtful as doubt:
        return doubt.value, str(doubt), False
    except ValueError as problem:
        return None, str(problem), True


def _own(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    """The module's own reader, after the checks that hold for every text."""
    reading = _texts(column, raw)
    source = [c if type(c) is not str else reading.values[at] for at, c in enumerate(raw)]
    read = column.reader
    assert read is not None
    return _by_cell(reading, source, lambda cell: read(cell, context))


def _text(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    return _texts(column, raw)


def _name(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = _texts(column, raw)
    for at, text in enumerate(reading.values):
        if text and text.isascii() and not any(map(str.isalpha, text)):
            reading.doubt(at, f"“{text[:20]}”不像一个名称，可能填错了列")
    return reading


def _code(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = _texts(column, raw)
    return _by_cell(reading, list(reading.values), cells.read_code)


def _uscc(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = _texts(column, raw)
    reading.values = codes = [clean_code(text) for text in reading.values]
    for at, code in enumerate(codes):
        if not code:
            codes[at] = ""
        elif not uscc_ok(code):
            reading.doubt(at, check_uscc(code).problem)
        elif not org_code_ok(code[8:17]):
            reading.doubt(at, check_uscc(code).warning)
    return reading


def _int(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = Reading(list(raw))
    return _by_cell(reading, raw, lambda c: cells.read_int(_guarded(c)))


def _guarded(cell: Cell) -> Cell:
    """Text passes the same checks as everywhere before it is taken for a number or a day."""
    return cells.read_text(cell) if isinstance(cell, str) and cells.ODD.search(cell) else cell


def _date(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    as_of = context.get("as_of")

    def read(cell: Cell) -> date | None:
        value = cells.plain_date(cell) or cells.read_date(_guarded(cell))
        if value and as_of and value > as_of:
            raise Doubtful(f"日期 {value.isoformat()} 晚于名册日期 {as_of.isoformat()}", value)
        return value

    return _by_cell(Reading(list(raw)), raw, read)


def _division(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    """Text as written, and the unit found by ``context["division"](text)`` in ``<name>_unit``."""
    reading = _texts(column, raw)
    lookup: Callable[[str], int | None] = context.get("division", lambda text: None)
    known: dict[str, int | None] = {"": None}
    units: list[int | None] = []
    for at, text in enumerate(reading.values):
        if text is not None and text not in known:
            known[text] = lookup(text)
        units.append(known.get(text or ""))
        if text and units[-1] is None and "division" in context:
            reading.doubt(at, f"认不出“{text[:20]}”是哪个区县或镇街")
    reading.extra[f"{column.name}_unit"] = units
    return reading


def _choice(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = _texts(column, raw)

    def read(text: str) -> str:
        if text and text not in column.choices:
            raise Doubtful(f"“{text[:20]}”不在选项之内（{'、'.join(column.choices[:8])}）", text)
        return text

    return _by_cell(reading, list(reading.values), read)


def _yes_no(column: Column, raw: Sequence[Cell], context: Context) -> Reading:
    reading = _texts(column, raw)
    return _by_cell(reading, list(reading.values), cells.read_yes_no)


_BY_KIND: dict[Kind, Callable[[Column, Sequence[Cell], Context], Reading]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.CODE: _code,
    Kind.USCC: _uscc,
    Kind.INT: _int,
    Kind.DATE: _date,
    Kind.DIVISION: _division,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}
