"""Reading, checking and loading a list of 700,000 rows, beside a bare ``COPY`` of the same rows."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.house import Ticker, city_files, clerk, intake_of, open_house, peak_memory
from bench.report import Table, ratio

SOURCE = "registration"


def run(var: Path, lists: Path, scale: str | int) -> Table:
    """One list through the import, and the same rows through ``COPY``."""
    unit = open_house(var)
    files = city_files(lists, scale)
    listed = next(file for file in files.files if file.source == SOURCE)
    rows, copied = bare_copy(listed.path)
    table = Table(
        name="load",
        title="Loading a list",
        note=f"The registration list of the sample city: {rows:,} rows of 11 columns, "
        f"{listed.path.stat().st_size / 1e6:,.0f} MB of CSV. Bare COPY takes the same rows, read "
        "by Python's csv module, into a table of 11 text columns without index. The import "
        "finds the header, checks every cell, keeps every problem, and writes dated entries with "
        "their batch in one transaction; again means the same file once more, which changes nothing.",
        header=["step", "seconds", "rows a second", "against COPY", "peak MB"],
    )
    table.add("bare COPY", f"{copied:.1f}", f"{rows / copied:,.0f}", "1.0 ×", "–")
    for word in ("first", "again"):
        _measure(table, unit, listed, rows=rows, base=copied, word=word)
    return table


def bare_copy(path: Path) -> tuple[int, float]:
    """(rows, seconds) of the list into a fresh table, committed and dropped afterwards."""
    from django.db import connection

    columns = ", ".join(f"c{n} text" for n in range(11))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_copy")
        begun = time.perf_counter()
        cursor.execute(f"CREATE TABLE bench_copy ({columns})")
        count = 0
        with cursor.copy("COPY bench_copy FROM STDIN") as copy:
            for row in _rows(path):
                copy.write_row(row)
                count += 1
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_copy")
    return count, seconds


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if row[0][:1] == "9":
                yield row


def _measure(table: Table, unit: Any, listed: Any, *, rows: int, base: float, word: str) -> None:
    from niangjia.kernel.imports import actions, work

    by, progress = clerk(), Ticker()
    total = 0.0

    def step(label: str, seconds: float, memory: int) -> None:
        nonlocal total
        total += seconds
        speed = f"{rows / seconds:,.0f}"
        table.add(f"{label} ({word})", f"{seconds:.1f}", speed, ratio(seconds, base), memory)

    with peak_memory() as memory:
        begun = time.perf_counter()
        with listed.path.open("rb") as file:
            run = actions.upload(
                file=file, intake=intake_of(listed), unit=unit, as_of=listed.as_of,
                extent=listed.extent, by=by,
            )  # fmt: skip
        actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
        work.check_list(progress, run.pk)
        step("upload, read, check", time.perf_counter() - begun, memory[0])
    with peak_memory() as memory:
        begun = time.perf_counter()
        actions.take_confirm(run_id=run.pk, by=by)
        written = work.write_list(progress, run.pk)
        step("write", time.perf_counter() - begun, memory[0])
    table.add(
        f"whole import ({word})", f"{total:.1f}", f"{rows / total:,.0f}", ratio(total, base), "–"
    )
    print(f"    {written}", flush=True)
