"""``niangjia engine cluster``: several lists in, one cluster for each enterprise out."""

from collections import Counter
from pathlib import Path

import click
import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.cli.match import BadInput, Bar
from niangjia.cli.whole import tidy_end, write_table
from niangjia.engine import LinkOptions
from niangjia.engine.clusters import Clusters, link_many
from niangjia.engine.sheets import BadFile
from niangjia.engine.tables import read_list, regions_in

PLACE = click.Path(path_type=Path, dir_okay=False)
STATES = {"alone": "只在一份名册里", "auto": "自动归为一家", "review": "有矛盾待核实"}


@click.command()
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--out", type=PLACE, required=True, help="结果文件：.csv 或 .parquet。")
@click.option("--doubtful", type=PLACE, help="另存没有归并、须人工核实的对子：.csv 或 .parquet。")
@click.option("--region", multiple=True, help="名称里的区划字样，如 淄博市；可写多次。")
@click.option(
    "--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="线程数。"
)
@click.option("--memory", default="2GB", show_default=True, help="数据库引擎可用的内存。")
@tidy_end()
def cluster(
    *,
    lists: tuple[Path, ...],
    out: Path,
    doubtful: Path | None,
    region: tuple[str, ...],
    threads: int,
    memory: str,
) -> None:
    """把几份名册的行归并成一家一组。每行输出一行：组号、名册、编号、名称、状态、说明。

    状态：alone 只在一份名册里，auto 自动归为一家，review 同组内有不同的有效代码，须人工核实。
    """
    _check(lists, [place for place in (out, doubtful) if place])
    tables = {path.name: _read(path) for path in lists}
    options = LinkOptions(
        regions=(*regions_in(*tables.values()), *region), threads=threads, memory=memory,
        temp_folder=out.parent,
    )  # fmt: skip
    try:
        found = link_many(tables, options=options, progress=Bar())
        write_table(rows_told(found, tables), out)
        if doubtful:
            write_table(_pairs_told(found), doubtful)
    except (ValueError, duckdb.ParserException) as problem:
        raise BadInput(str(problem)) from problem
    except (duckdb.OutOfMemoryException, MemoryError) as problem:
        raise BadInput(f"内存不够（现限 {memory}）：请用 --memory 放宽") from problem
    except (OSError, duckdb.IOException) as problem:
        raise BadInput(f"读写磁盘失败，没有写完的文件不会留下：{problem}") from problem
    _tell(found, out)


def _check(lists: tuple[Path, ...], places: list[Path]) -> None:
    names = Counter(path.name for path in lists)
    if len(lists) < 2:
        raise BadInput("至少要两份名册，请把要归并的名册都写上")
    if twice := [name for name, times in names.items() if times > 1]:
        raise BadInput(f"有同名的名册：{'、'.join(twice)}；结果里要靠文件名区分，请改名")
    for place in places:
        if not place.parent.is_dir():
            raise BadInput(f"结果所在的文件夹不存在：{place.parent}")
        if place.resolve() in {path.resolve() for path in lists}:
            raise BadInput(f"结果文件不能与名册同名：{place}")
    if len({place.resolve() for place in places}) < len(places):
        raise BadInput("--out 与 --doubtful 不能是同一个文件")


def _read(path: Path) -> pa.Table:
    try:
        found = read_list(path)
    except BadFile as problem:
        raise BadInput(f"名册 {path.name}：{problem}") from problem
    click.echo(f"名册 {path.name}：{found.table.num_rows:,} 行", err=True)
    for note in found.notes:
        click.echo(f"  注意：{note}", err=True)
    return found.table


def rows_told(found: Clusters, tables: dict[str, pa.Table]) -> pa.Table:
    """Every row of every list once, by cluster, with its name and what a person has to know."""
    reasons = dict(
        zip(
            found.conflicts["cluster"].to_pylist(),
            found.conflicts["reason"].to_pylist(),
            strict=True,
        )
    )
    names = {
        (label, row_id): name
        for label, table in tables.items()
        for row_id, name in zip(table["id"].to_pylist(), table["name"].to_pylist(), strict=True)
    }
    rows = found.rows.sort_by(
        [("cluster", "ascending"), ("list", "ascending"), ("id", "ascending")]
    )
    keys = zip(rows["list"].to_pylist(), rows["id"].to_pylist(), strict=True)
    return pa.table(
        {
            "cluster": rows["cluster"], "list": rows["list"], "id": _plain(rows["id"]),
            "name": _plain(pa.chunked_array([pa.array([names[key] for key in keys], pa.string())])),
            "state": rows["state"],
            "reason": pa.array([reasons.get(n, "") for n in rows["cluster"].to_pylist()], pa.string()),
        }
    )  # fmt: skip


def _pairs_told(found: Clusters) -> pa.Table:
    pairs = found.doubtful
    told = pc.binary_join(pairs["reasons"], "；")
    for side in ("id", "other_id"):
        pairs = pairs.set_column(pairs.column_names.index(side), side, _plain(pairs[side]))
    return pairs.set_column(pairs.column_names.index("reasons"), "reasons", told)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that a spreadsheet would run as a formula gets an apostrophe."""
    return pc.replace_substring_regex(column, "^([=@])", "'\\1")


def _tell(found: Clusters, out: Path) -> None:
    states = Counter(found.rows["state"].to_pylist())
    told = "，".join(f"{words} {states[state]:,} 行" for state, words in STATES.items())
    clusters = pc.count_distinct(found.rows["cluster"]).as_py()
    click.echo(
        f"{found.rows.num_rows:,} 行归为 {clusters:,} 家：{told}；有矛盾的 "
        f"{found.conflicts.num_rows:,} 家，另有 {found.doubtful.num_rows:,} 对须人工核实。结果：{out}"
    )
