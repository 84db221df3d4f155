"""``niangjia match``: two list files in, one file of links out. No database, no Django."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from niangjia.cli.whole import tidy_end, whole_file
from niangjia.engine import LinkOptions, LinkResult, check_uscc, link
from niangjia.engine.engines.base import Engine
from niangjia.engine.link import STAGES
from niangjia.engine.prepare import INPUT, warm
from niangjia.engine.sheets import BadFile
from niangjia.engine.tables import LABELS, ReadList, read_list, regions_in

HEADER = ("left_id", "right_id", "probability", "zone", "reasons")
CHOSEN = ("threads", "auto", "review", "one_to_one", "explain")  # options the engine takes as given
SHARE = click.FloatRange(0, 1)
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
            if done >= total:
                click.echo(err=True)  # what follows begins on a line of its own
            self.shown = message
        elif message != self.shown:
            click.echo(f"{message} …", err=True)
            self.shown = message


@click.command()
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="结果文件（CSV，UTF-8）。"
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="另写一页报告（HTML）：计数、分区、样本、图。"
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
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="单机用 duckdb；集群用 spark（须装 niangjia[spark] 与 Java）。",
)  # fmt: skip
@click.option("--master", default="local[2]", show_default=True, help="Spark 集群的地址。")
@click.option("--auto", type=SHARE, default=0.95, show_default=True, help="自动确认所需的把握。")
@click.option("--review", type=SHARE, default=0.2, show_default=True, help="待核实所需的把握。")
@click.option("--one-to-one", is_flag=True, help="右表每行最多对应左表一行。")
@click.option(
    "--explain", multiple=True, metavar="ID", help="说明左表这一行的候选与每项得分；可写多次。"
)
@click.option(
    "--stop-after",
    type=click.Choice(STAGES),
    default=STAGES[-1],
    help="做完这一步就停（配合 --keep）。",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="把每一步的表存成 parquet 的文件夹。",
)
@click.option(
    "--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="线程数。"
)
@click.option("--memory", default="2GB", show_default=True, help="数据库引擎可用的内存。")
@tidy_end()
def match(
    *,
    left: Path,
    right: Path,
    out: Path,
    report: Path | None,
    region: tuple[str, ...],
    engine: str,
    master: str,
    keep: Path | None,
    stop_after: str,
    memory: str,
    **given: Any,
) -> None:
    """比对两份名册：LEFT 的每一行对应 RIGHT 的哪一行，结果写到 --out。

    名册可以是 xlsx、xls、csv（UTF-8 或 GB18030）、parquet；列按列名自动找。结果每行一个对应：
    left_id、right_id、probability、zone（auto 自动确认，review 待人工核实，none 不匹配）、reasons；
    左表每行取最可能的一家，把握不到 2% 的不列。
    """
    _check_places((left, right), [place for place in (out, report) if place], memory)
    _check_report(report, stop_after)
    _make(keep)
    if "jemalloc" in pa.supported_memory_backends():  # gives memory back less eagerly
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    read = _read_both((left, right), given)
    tables = [found.table for found in read]
    listed = _listed(read, (left, right)) if report else []
    read.clear()  # what the comparison does not need must not stay in memory
    chosen = {name: given[name] for name in CHOSEN}
    options = LinkOptions(
        regions=(*regions_in(*tables), *region), memory=memory, temp_folder=out.parent, keep=keep,
        stop_after=stop_after, engine=_spark(master) if engine == "spark" else None, **chosen,
    )  # fmt: skip
    result = _linked(tables, options)
    if stop_after != STAGES[-1]:
        click.echo(f"已做到“{stop_after}”为止，没有写结果文件")
        return
    _write(result, out, report, _page(result, listed, options))
    _tell(result, out)
    _tell_explained(result)


def _listed(read: list[ReadList], paths: tuple[Path, Path]) -> list[Any]:
    from niangjia.cli.report import Listed

    return [Listed.of(path, found) for path, found in zip(paths, read, strict=True)]


def _page(result: LinkResult, listed: list[Any], options: LinkOptions) -> str:
    if not listed:
        return ""
    from niangjia.cli.report import page

    return page(result, listed[0], listed[1], options, datetime.now().astimezone())


def _linked(tables: list[pa.Table], options: LinkOptions) -> LinkResult:
    try:
        return link(tables.pop(0), tables.pop(0), options=options, progress=Bar())
    except ValueError as problem:
        raise BadInput(str(problem)) from problem
    except (duckdb.OutOfMemoryException, MemoryError) as problem:
        raise BadInput(
            f"内存不够（现限 {options.memory}）：请用 --memory 放宽，或把左表拆成几份分别比对"
        ) from problem
    except (OSError, duckdb.IOException) as problem:
        raise BadInput(f"读写磁盘失败，结果没有写出：{problem}") from problem


def _write(result: LinkResult, out: Path, report: Path | None, page: str) -> None:
    """Both files, or neither."""
    try:
        with ExitStack() as files:
            if report:
                file = files.enter_context(whole_file(report))
                file.write(page.encode())
                file.flush()
            write_links(result.links, out)
    except OSError as problem:
        raise BadInput(
            f"写不下结果（{problem.strerror or problem}），原有文件没有改动；请腾出磁盘空间后再做一次"
        ) from problem


def _spark(master: str) -> Engine:
    try:
        from niangjia.engine.engines.spark import Spark
    except ImportError as problem:
        raise BadInput("没有安装 PySpark：请先安装 niangjia[spark] 和 Java 17") from problem
    return Spark(master=master)


def _tell_explained(result: LinkResult) -> None:
    for left_id, candidates in result.explained.items():
        click.echo(f"左表 {left_id}：候选 {len(candidates)} 家")
        for candidate in candidates:
            click.echo(f"  右表 {candidate.right_id}，合计 {candidate.points:+d} 分")
            for part in candidate.parts:
                if part.points:
                    click.echo(f"    {part.points:+5d}  {part.field}：{part.words}")


def _check_places(lists: tuple[Path, Path], places: list[Path], memory: str) -> None:
    taken = {path.resolve() for path in lists}
    for place in places:
        if not place.parent.is_dir():
            raise BadInput(f"结果所在的文件夹不存在：{place.parent}")
        if place.exists() and not place.is_file():
            raise BadInput(f"结果要写成普通文件，不能是文件夹或设备：{place}")
        if place.resolve() in taken:
            raise BadInput(f"结果文件不能与名册或另一个结果同名：{place}")
        taken.add(place.resolve())
    if not _MEMORY.fullmatch(memory):
        raise BadInput(f"内存写法不对：{memory}；例如 2GB 或 500MB")


def _check_report(report: Path | None, stop_after: str) -> None:
    if report and stop_after != STAGES[-1]:
        raise BadInput("有 --stop-after 就没有结果，写不出报告；请去掉其中一个")


def _make(keep: Path | None) -> None:
    try:
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"建不了文件夹 {keep}（{problem.strerror}）；请换一个地方") from problem


def _read_both(paths: tuple[Path, Path], given: dict[str, Any]) -> list[ReadList]:
    """Both lists, read side by side while what every comparison knows is loaded as well."""
    with ThreadPoolExecutor() as pool:
        waiting = [
            pool.submit(_read, path, side, given)
            for path, side in zip(paths, ("left", "right"), strict=True)
        ]
        warm()
    read = [one.result() for one in waiting]
    for path, label, found in zip(paths, ("左表", "右表"), read, strict=True):
        columns = "，".join(f"{LABELS[role]}={'/'.join(t)}" for role, t in found.chosen.items())
        click.echo(f"{label} {path.name}：{found.table.num_rows:,} 行；{columns}", err=True)
        for note in [*found.notes, *_scientific(found.table)]:
            click.echo(f"  注意：{note}", err=True)
    return read


def _read(path: Path, side: str, given: dict[str, Any]) -> ReadList:
    label = "左表" if side == "left" else "右表"
    roles = {role: "former" if role == "former_name" else role for role in INPUT}
    try:
        return read_list(
            path, given={role: given[f"{side}_{word}"] for role, word in roles.items()}
        )
    except BadFile as problem:
        raise BadInput(f"{label} {path.name}：{problem}") from problem
    except OSError as problem:
        why = problem.strerror or problem
        raise BadInput(f"{label} {path.name}：读不了（{why}）；请检查文件和权限") from problem


def _scientific(table: pa.Table) -> list[str]:
    """A spreadsheet turned codes into numbers: the person must know, no link can be right by them."""
    may = table["uscc"].filter(pc.match_substring(table["uscc"], "+"))
    lost = [text for text in may.to_pylist() if "科学计数" in check_uscc(text).problem]
    return (
        [f"{len(lost):,} 个代码被表格软件转成科学计数法，例如 {lost[0]}，不能使用"] if lost else []
    )


def write_links(links: pa.Table, out: Path) -> None:
    """Write the links as CSV with BOM: a temporary file beside ``out``, renamed when complete."""
    with whole_file(out) as file:
        file.write(b"\xef\xbb\xbf" + ",".join(HEADER).encode() + b"\n")
        csv.write_csv(_told(links), file, csv.WriteOptions(include_header=False))


def _told(links: pa.Table) -> pa.Table:
    """The columns of the file. An id that a spreadsheet would run as a formula gets an apostrophe."""
    columns = {name: links[name] for name in HEADER}
    for side in ("left_id", "right_id"):
        if pc.any(pc.match_substring_regex(columns[side], "^[=@]")).as_py():
            columns[side] = pc.replace_substring_regex(columns[side], "^([=@])", "'\\1")
    columns["reasons"] = pc.binary_join(columns["reasons"].cast(pa.list_(pa.string())), "；")
    return pa.table(columns)


def _tell(result: LinkResult, out: Path) -> None:
    counts = result.counts
    click.echo(
        f"左表 {counts['left']:,} 行：自动确认 {counts['auto']:,}，待核实 {counts['review']:,}，"
        f"没有对应 {counts['none']:,}；用时 {result.seconds:.1f} 秒。结果：{out}"
    )
