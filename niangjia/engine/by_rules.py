"""Link one list to another: which row of the right list is each row of the left one."""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from niangjia.engine.prepare import load_rows
from niangjia.engine.recipe import Progress, Quiet, Step, run_steps
from niangjia.engine.regions import Regions
from niangjia.engine.steps import deterministic

ENGINE_VERSION = "1.0-deterministic"
AUTO, REVIEW, NONE = "auto", "review", "none"


@dataclass(frozen=True)
class LinkOptions:
    """How to work, never what is true.

    regions: names of the divisions that may stand in names (淄博市, 张店区, 马尚街道 …); give
    those of the unit tree: without them the divisions stay part of the name. temp_folder: where
    DuckDB may put what does not fit into ``memory``. recipe: steps to run instead of the
    deterministic ones; the last one must be ``links``.
    """

    regions: tuple[str, ...] = ()
    threads: int = 2
    memory: str = "2GB"
    temp_folder: Path | None = None
    max_candidates: int = 5
    recipe: tuple[Step, ...] | None = None


@dataclass(frozen=True)
class LinkResult:
    """links: left_id, right_id, probability, zone 'auto'|'review', rule, reasons (list of text).

    states: left_id, state 'auto'|'review'|'none', every left row once. counts: left, right, auto,
    review, none, and ``rule:<name>`` links per rule.
    """

    links: pa.Table
    states: pa.Table
    counts: dict[str, int]
    seconds: float
    version: str = field(default=ENGINE_VERSION)


def link(
    left: pa.Table,
    right: pa.Table,
    *,
    options: LinkOptions | None = None,
    progress: Progress | None = None,
) -> LinkResult:
    """Compare two tables of text columns id, name and, where known, former_name, uscc, district.

    Either may be a list already made ``comparable``, which saves taking the names apart again.
    Ids must be unique within a table: ``ValueError`` otherwise. Equal input gives an equal result,
    whatever the order of the rows.
    """
    options, progress = options or LinkOptions(), progress or Quiet()
    begun = time.perf_counter()
    temporary = tempfile.TemporaryDirectory(dir=options.temp_folder, prefix="niangjia-")
    with temporary as folder, _connect(options, folder) as connection:
        _load(connection, left, right, options, progress)
        steps = options.recipe or deterministic(options.max_candidates)
        run_steps(connection, steps, progress, left.num_rows + right.num_rows)
        return _result(connection, left.num_rows, right.num_rows, begun)


def _connect(options: LinkOptions, folder: str) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": options.threads,
        "memory_limit": options.memory,
        "temp_directory": folder,
        "preserve_insertion_order": False,
    }
    return duckdb.connect(config=settings)


def _load(
    connection: duckdb.DuckDBPyConnection,
    left: pa.Table,
    right: pa.Table,
    options: LinkOptions,
    progress: Progress,
) -> None:
    regions, total = Regions(options.regions), left.num_rows + right.num_rows
    sides = (("left_rows", "左", left, 0), ("right_rows", "右", right, left.num_rows))
    for name, label, table, before in sides:

        def tell(done: int, before: int = before, label: str = label) -> None:
            progress.step(before + done, total, f"读取{label}表名称与代码")

        load_rows(connection, name, table, regions, tell)
        _refuse_repeated_ids(connection, name, label)


def _refuse_repeated_ids(connection: duckdb.DuckDBPyConnection, name: str, label: str) -> None:
    found = connection.execute(
        f"SELECT id FROM {name} GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1"
    ).fetchone()
    if found:
        raise ValueError(f"{label}表的编号“{found[0]}”出现了不止一次")


def _result(
    connection: duckdb.DuckDBPyConnection, left: int, right: int, begun: float
) -> LinkResult:
    table: pa.Table = connection.sql(
        "FROM links ORDER BY left_id, probability DESC, right_id"
    ).to_arrow_table()
    states: pa.Table = connection.sql(
        "SELECT id AS left_id, coalesce(min(zone), 'none') AS state FROM left_rows "
        "LEFT JOIN links ON left_id = id GROUP BY id ORDER BY id"
    ).to_arrow_table()
    counts = {"left": left, "right": right, AUTO: 0, REVIEW: 0, NONE: 0}
    counts |= _tally(states["state"])
    counts |= {f"rule:{rule}": number for rule, number in _tally(table["rule"]).items()}
    return LinkResult(table, states, counts, time.perf_counter() - begun)


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    return {entry["values"]: entry["counts"] for entry in column.value_counts().to_pylist()}
