"""``niangjia match``: two list files in, one file of links out. No database, no Django."""

import csv
import os
import re
import tempfile
from pathlib import Path
from typing import IO

import click
import pyarrow as pa

from niangjia.engine import LinkOptions, LinkResult, check_uscc, link
from niangjia.engine.sheets import BadFile
from niangjia.engine.tables import LABELS, ReadList, read_list, regions_in

HEADER = ("left_id", "right_id", "probability", "zone", "reasons")
_MEMORY = re.compile(r"\d+(?:\.\d+)?\s*(?:MB|GB|TB|MiB|GiB)", re.IGNORECASE)


class BadInput(click.ClickException):
    """What was given cannot be worked on: exit code 2."""

    exit_code = 2

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(f"无法比对：{self.message}", file=file, err=file is None)


class Bar:
    """Progress on the terminal: a bar while rows are read, then the names of the steps."""

    def __init__(self) -> None:
        self.shown = ""

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        if total:
            share = min(done / total, 1)
            bar = "█" * int(share * 30)
            click.echo(f"\r{message} {bar:<30} {share:4.0%}", nl=False, err=True)
            self.shown = message
        elif message != self.shown:
            click.echo(f"{chr(10) if '取' in self.shown else ''}{message} …", err=True)
            self.shown = message


@click.command()
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="结果文件（CSV，UTF-8）。"
)
@click.option("--left-id", default="", help="左表的编号列；不说则按列名找，没有则用行号。")
@click.option("--right-id", default="", help="右表的编号列。")
@click.option("--left-name", default="", help="左表的名称列。")
@click.option("--right-name", default="", help="右表的名称列。")
@click.option("--left-uscc", default="", help="左表的统一社会信用代码列。")
@click.option("--right-uscc", default="", help="右表的统一社会信用代码列。")
@click.option("--left-district", default="", help="左表的区县列。")
@click.option("--right-district", default="", help="右表的区县列。")
@click.option("--left-former", default="", help="左表的曾用名列。")
@click.option("--right-former", default="", help="右表的曾用名列。")
@click.option("--left-address", default="", help="左表的地址列。")
@click.option("--right-address", default="", help="右表的地址列。")
@click.option("--left-legal", default="", help="左表的法定代表人列。")
@click.option("--right-legal", default="", help="右表的法定代表人列。")
@click.option("--left-phone", default="", help="左表的电话列。")
@click.option("--right-phone", default="", help="右表的电话列。")
@click.option("--region", multiple=True, help="名称里的区划字样，如 淄博市；可写多次。")
@click.option(
    "--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="线程数。"
)
@click.option("--memory", default="2GB", show_default=True, help="数据库引擎可用的内存。")
def match(
    *,
    left: Path,
    right: Path,
    out: Path,
    region: tuple[str, ...],
    threads: int,
    memory: str,
    **given: str,
) -> None:
    """比对两份名册：LEFT 的每一行对应 RIGHT 的哪一行，结果写到 --out。

    名册可以是 xlsx、xls、csv（UTF-8 或 GB18030）、parquet；列按列名自动找。结果每行一个对应：
    left_id、right_id、probability、zone（auto 自动确认，review 待人工核实）、reasons。
    """
    _check_places(left, right, out, memory)
    read = [_read(path, side, given) for path, side in ((left, "left"), (right, "right"))]
    tables = [found.table for found in read]
    options = LinkOptions(
        regions=(*regions_in(*tables), *region),
        threads=threads,
        memory=memory,
        temp_folder=out.parent,
    )
    try:
        result = link(tables[0], tables[1], options=options, progress=Bar())
    except ValueError as problem:
        raise BadInput(str(problem)) from problem
    write_links(result.links, out)
    _tell(result, out)


def _check_places(left: Path, right: Path, out: Path, memory: str) -> None:
    if not out.parent.is_dir():
        raise BadInput(f"结果所在的文件夹不存在：{out.parent}")
    if out.is_dir() or out.resolve() in (left.resolve(), right.resolve()):
        raise BadInput(f"结果文件不能是文件夹，也不能与名册同名：{out}")
    if not _MEMORY.fullmatch(memory):
        raise BadInput(f"内存写法不对：{memory}；例如 2GB 或 500MB")


def _read(path: Path, side: str, given: dict[str, str]) -> ReadList:
    label = "左表" if side == "left" else "右表"
    roles = {
        "id": "id",
        "name": "name",
        "uscc": "uscc",
        "district": "district",
        "former_name": "former",
        "address": "address",
        "legal": "legal",
        "phone": "phone",
    }
    try:
        found = read_list(
            path, given={role: given[f"{side}_{word}"] for role, word in roles.items()}
        )
    except BadFile as problem:
        raise BadInput(f"{label} {path.name}：{problem}") from problem
    columns = "，".join(f"{LABELS[role]}={'/'.join(t)}" for role, t in found.chosen.items())
    click.echo(f"{label} {path.name}：{found.table.num_rows:,} 行；{columns}", err=True)
    for note in [*found.notes, *_scientific(found.table)]:
        click.echo(f"  注意：{note}", err=True)
    return found


def _scientific(table: pa.Table) -> list[str]:
    """A spreadsheet turned codes into numbers: the person must know, no link can be right by them."""
    lost = [
        t
        for t in table["uscc"].to_pylist()
        if t and "+" in t and "科学计数" in check_uscc(t).problem
    ]
    return (
        [f"{len(lost):,} 个代码被表格软件转成科学计数法，例如 {lost[0]}，不能使用"] if lost else []
    )


def write_links(links: pa.Table, out: Path) -> None:
    """Write the links as CSV with BOM: a temporary file beside ``out``, renamed when complete."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for batch in links.select(HEADER).to_batches(max_chunksize=50_000):
                columns = [batch.column(place).to_pylist() for place in range(len(HEADER))]
                for left, right, share, zone, reasons in zip(*columns, strict=True):
                    writer.writerow((_cell(left), _cell(right), share, zone, "；".join(reasons)))
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _cell(text: str) -> str:
    """An id that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("=", "@")) else text


def _tell(result: LinkResult, out: Path) -> None:
    counts = result.counts
    click.echo(
        f"左表 {counts['left']:,} 行：自动确认 {counts['auto']:,}，待核实 {counts['review']:,}，"
        f"没有对应 {counts['none']:,}；用时 {result.seconds:.1f} 秒。结果：{out}"
    )
