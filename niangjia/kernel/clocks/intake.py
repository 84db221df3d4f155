"""Reading a table of special days (``data/special_days.csv`` has the shape)."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

PUBLISHED = Path(__file__).parent / "data" / "special_days.csv"
KINDS = {"holiday", "workday"}


def read_special_days(lines: Iterable[str]) -> Iterator[dict[str, str | int | date]]:
    """Rows ``date, kind, name, year, source``; ``ValueError`` names the line that is wrong."""
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            day = date.fromisoformat(row["date"])
            year = int(row["year"])
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"第{number}行日期或年度有误") from problem
        if row["kind"] not in KINDS or not row["source"]:
            raise ValueError(f"第{number}行类别或依据有误")
        weekend = day.weekday() >= 5
        if row["kind"] == "workday" and not weekend:
            raise ValueError(f"第{number}行{day}本是工作日，不能列为补班")
        yield {"date": day, "kind": row["kind"], "name": row["name"], "year": year,
               "source": row["source"]}  # fmt: skip
