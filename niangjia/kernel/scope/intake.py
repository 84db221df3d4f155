"""The file of administrative divisions: GB/T 2260 counties, statistical codes of towns."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

KNOWN = Path(__file__).parent / "data" / "divisions.csv"


def read_divisions(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Fields of ``Division`` by line; an empty date is an open end. ``ValueError`` names the line."""
    for number, row in enumerate(csv.DictReader(lines), start=2):
        code = row["code"]
        if not code.isdigit() or len(code) not in (6, 9, 12):
            raise ValueError(f"第 {number} 行：区划代码 {code} 应为 6、9 或 12 位数字")
        yield row | {name: _date(row[name]) for name in ("valid_from", "valid_to")}


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
