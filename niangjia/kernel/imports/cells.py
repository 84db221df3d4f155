"""Reading single cells: text as typed in, numbers and days in every dress. Pure functions."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from niangjia.engine.sheets import Cell, as_text, is_formula
from niangjia.kernel.imports.columns import Doubtful

EARLIEST_YEAR = 1901
LATEST_YEAR = 2100
HIGHEST = 100_000_000
EXCEL_START = date(1899, 12, 30)
NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "无数据", "暂无", "空", "null", "NULL", "NA"}
)
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
YES = frozenset({"是", "√", "有", "1", "Y", "YES", "TRUE", "对", "✓"})
NO = frozenset({"否", "×", "无", "0", "N", "NO", "FALSE", "没有", "✗"})

# Looked for once in the joined cells of a whole column: a batch without any is taken as it is.
ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\u2060\ufeff\ufffd\ud800-\udfff]|^[=+@#-]",
    re.MULTILINE,
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_SCIENTIFIC = re.compile(r"\d(?:\.\d*)?[eE]\+?\d{1,3}")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?月?(?:[ T]\d{1,2}:.*)?"
)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NUMBER = re.compile(r"[+]?\d+(?:\.0+)?")


def read_text(text: str) -> str:
    """The text without what the eye does not see; formulas, error values and NUL are refused."""
    if "\x00" in text:
        raise ValueError("含有看不见的空字符（NUL）；请删去这一格，重新输入")
    if is_formula(text):
        raise ValueError(f"是公式“{text[:40]}”，不读取；请复制后选择性粘贴为数值")
    if text in ERRORS:
        raise ValueError(f"是公式出错的结果 {text}；请改成正确的内容或留空")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("含有无法保存的字符；请删去这一格，重新输入")
    plain = _BREAKS.sub(" ", _UNSEEN.sub("", text)).strip()
    if "\ufffd" in plain:
        raise Doubtful("含有乱码“\ufffd”，请核对原表", plain)
    return plain


def lost_digits(text: str) -> bool:
    """A long number turned into 9.137E+17."""
    return _SCIENTIFIC.fullmatch(text) is not None


def read_code(text: str) -> str:
    """An identifier that spreadsheet programs like to take for a number."""
    if lost_digits(text):
        raise Doubtful(
            f"“{text.upper()}”被表格软件变成了科学计数法，末几位已丢失；请把该列设为文本后重新导出",
            text,
        )
    return text


def read_int(cell: Cell) -> int | None:
    """A count: ``30``, ``30.0``, ``1,200``, ``３０``, ``30人``; nothing below zero, no fractions."""
    if isinstance(cell, bool):
        raise ValueError("应为整数，实为“是/否”；请填数字")
    if isinstance(cell, int | float):
        return _whole(cell)
    if not isinstance(cell, str):
        if cell is None:
            return None
        raise ValueError(f"应为整数，实为日期 {as_text(cell)}；请把该列设为常规格式后重填")
    text = unicodedata.normalize("NFKC", cell).strip()
    if text in NOTHING:
        return None
    plain = text.replace(",", "").replace(" ", "").removesuffix("人").removesuffix("名")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"应为整数，实为“{text[:20]}”；请只填数字")
    return _whole(float(plain))


def _whole(number: float) -> int:
    if not math.isfinite(number) or number != int(number):
        raise ValueError(f"应为整数，实为 {number}；请改成整数")
    if number < 0:
        raise ValueError(f"不能小于 0，实为 {int(number)}；请核对")
    if number > HIGHEST:
        raise ValueError(f"数字太大（{as_text(number)}），可能填错了列；请核对")
    return int(number)


def plain_date(cell: Cell) -> date | None:
    """The usual dress, 2026-01-31, without looking any further; None for every other."""
    if isinstance(cell, str) and len(cell) == 10 and cell[4] == cell[7] == "-" and cell.isascii():
        try:
            return _sensible(date.fromisoformat(cell))
        except ValueError:
            return None
    return None


def read_date(cell: Cell) -> date | None:
    """A day in any of the usual dresses, Excel's serial number included."""
    if cell is None or (isinstance(cell, str) and cell.strip() in NOTHING):
        return None
    if isinstance(cell, bool | timedelta):
        raise ValueError("应为日期，实为其他内容；请写成 2026-01-31 的样子")
    if isinstance(cell, time):
        raise ValueError(_ancient("1899-12-31"))
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, int | float):
        return _from_number(cell)
    return _from_text(unicodedata.normalize("NFKC", cell).strip())


def _from_number(number: float) -> date:
    text = as_text(float(number))
    if _PLAIN_DAY.fullmatch(text):
        return _from_text(text)
    if not 0 <= number < 80_000:
        raise ValueError(f"应为日期，实为数字 {text}；请写成 2026-01-31 的样子")
    return _sensible(EXCEL_START + timedelta(days=int(number)))


def _from_text(text: str) -> date:
    found = _DAY.fullmatch(text) or _PLAIN_DAY.fullmatch(text)
    if found is None:
        if _SERIAL.fullmatch(text):
            return _from_number(float(text))
        raise ValueError(f"应为日期，实为“{text[:20]}”；请写成 2026-01-31 的样子")
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        value = _sensible(date(year, month, day))
    except ValueError as why:
        if "日期" in str(why):
            raise
        raise ValueError(f"没有 {text[:20]} 这一天的日期；请核对") from why
    if not found[3]:
        raise Doubtful(f"“{text}”只写到月份，按 1 日读取", value)
    return value


def _sensible(value: date) -> date:
    if value.year < EARLIEST_YEAR:
        raise ValueError(_ancient(value.isoformat()))
    if value.year > LATEST_YEAR:
        raise ValueError(f"日期 {value.isoformat()} 太远，可能年份写错了；请核对")
    return value


def _ancient(shown: str) -> str:
    return f"日期 {shown} 不可能是真的，多半是空格或 0 被设成了日期格式；请改成真实日期或留空"


def read_yes_no(text: str) -> bool | None:
    """是 / 否 in the usual dresses; empty is unknown."""
    word = unicodedata.normalize("NFKC", text).strip().upper()
    if word == "":
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise Doubtful(f"应为“是”或“否”，实为“{text[:20]}”")
