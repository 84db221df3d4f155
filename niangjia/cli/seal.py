"""``niangjia seal``: lists exchanged without names. Nothing of a row is ever printed."""

import json
import os
import re
import secrets
from pathlib import Path

import click
import pyarrow as pa

from niangjia.cli.match import BadInput
from niangjia.cli.whole import whole_file, write_table
from niangjia.engine.blind import FORM, TOKENS, NotComparable, Overlap, Sealed, overlap
from niangjia.engine.blind import seal as seal_list
from niangjia.engine.sheets import BadFile
from niangjia.engine.tables import read_list

PLACE = click.Path(path_type=Path, dir_okay=False)
WORDS = {
    "code": "代码相同", "name": "名称相同", "near": "名称相近，须核实",
    "differ": "名称相同而代码不同，须核实", "none": "没有对应",
}  # fmt: skip
OURS_ONLY = 0o600


@click.group()
def seal() -> None:
    """盲比：各部门用约定的密钥把名册换成令牌，只交换令牌，数出重合多少。"""


@seal.command("key")
@click.option("--out", type=PLACE, required=True, help="密钥文件；只有本人可读。")
def new_key(*, out: Path) -> None:
    """做一把新密钥。请当面或用加密渠道交给对方，不要与令牌放在一起。"""
    if out.exists():
        raise BadInput(f"{out} 已经有了；不覆盖密钥，请换一个文件名")
    with _failing("密钥"), whole_file(out, OURS_ONLY) as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
    click.echo(f"密钥已写到 {out}")


@seal.command("list")
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--out", type=PLACE, required=True, help="令牌文件，可以交给对方。")
@click.option("--key-file", type=PLACE, help="密钥文件；不给则提示输入，不显示。")
@click.option("--map", "home", type=PLACE, help="行号与编号的对照，留在本单位，不要交出去。")
@click.option("--name", default="", help="名称列；不说则按列名找。")
@click.option("--uscc", default="", help="统一社会信用代码列。")
@click.option("--id", "row_id", default="", help="编号列。")
@click.option("--region", multiple=True, help="名称里的区划字样；双方必须写得一样。")
def seal_file(
    *,
    path: Path,
    out: Path,
    key_file: Path | None,
    home: Path | None,
    name: str,
    uscc: str,
    row_id: str,
    region: tuple[str, ...],
) -> None:
    """把一份名册换成令牌。令牌文件里没有名称、代码和编号，行的次序也打乱了。"""
    places = [place.resolve() for place in (path, out, key_file, home) if place]
    if len(set(places)) < len(places):
        raise BadInput("名册、密钥、令牌、对照必须是不同的文件")
    secret = _secret(key_file)
    try:
        table = read_list(path, given={"name": name, "uscc": uscc, "id": row_id}).table
    except BadFile as problem:  # titles may be a first row without header: they are not repeated
        told = re.sub(r"[；。]?\s*现有的列.*", "", str(problem), flags=re.DOTALL)
        raise BadInput(f"名册 {path.name}：{told}") from None
    try:
        sealed, ids = seal_list(table, secret, region)
    except ValueError as problem:
        raise BadInput(str(problem)) from None
    with _failing("令牌"):
        write_sealed(sealed, out)
        if home:
            columns = {"row": sealed.tokens["row"], "id": pa.array(ids, pa.string())}
            write_table(pa.table(columns), home, OURS_ONLY)
    _tell_sealed(sealed, out)


@seal.command()
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path))
@click.option("--out", type=PLACE, help="对上的行号，CSV 或 parquet；配合各自的对照使用。")
def compare(*, left: Path, right: Path, out: Path | None) -> None:
    """数两份令牌的重合。不需要密钥，也看不到名称和代码。"""
    if out and out.resolve() in (left.resolve(), right.resolve()):
        raise BadInput(f"结果文件不能与令牌同名：{out}")
    try:
        found = overlap(read_sealed(left), read_sealed(right))
    except NotComparable as problem:
        raise BadInput(str(problem)) from None
    if out:
        with _failing("结果"):
            write_table(_pairs(found), out)
    for path, counts in ((left, found.left), (right, found.right)):
        told = "，".join(f"{words} {counts[state]:,}" for state, words in WORDS.items())
        click.echo(f"{path.name}：{sum(counts.values()):,} 行，其中{told}")


def _pairs(found: Overlap) -> pa.Table:
    columns = zip(*found.pairs, strict=True) if found.pairs else [(), (), ()]
    kinds = (pa.int64(), pa.int64(), pa.string())
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=["left_row", "right_row", "state"])


def _secret(key_file: Path | None) -> str:
    if key_file is None:
        return str(click.prompt("密钥", hide_input=True, confirmation_prompt="再输一次", err=True))
    try:
        text = key_file.read_text(encoding="utf-8")
        if key_file.stat().st_mode & 0o077:
            click.echo(f"注意：密钥文件 {key_file.name} 别人也能读，请改为只有本人可读", err=True)
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"读不了密钥文件：{key_file}") from None
    return text


class _failing:  # noqa: N801  reads as a phrase: with _failing("令牌")
    """Turns failures of the disk into a sentence."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, OSError):
            why = os.strerror(problem.errno) if problem.errno else "未知原因"
            raise BadInput(
                f"写不下{self.what}（{why}）；请检查文件夹和磁盘空间后再做一次"
            ) from None


def write_sealed(sealed: Sealed, out: Path) -> None:
    """One line of JSON for the head, then one line a row: code, name, near tokens."""
    head = {"form": FORM, "check": sealed.check, "regions": sealed.regions}
    with whole_file(out) as file:
        file.write((json.dumps(head | {"rows": sealed.tokens.num_rows}) + "\n").encode())
        for row in sealed.tokens.to_pylist():
            file.write(f"{row['code']},{row['name']},{row['near']}\n".encode())


_LINE = re.compile(r"(?:[0-9a-f]{32})?,(?:[0-9a-f]{32})?,(?:[0-9a-f]{16}(?: [0-9a-f]{16})*)?")


def read_sealed(path: Path) -> Sealed:
    """``BadInput`` for what is no token file, cut short or tampered with."""
    try:
        first, *lines = path.read_text(encoding="ascii").splitlines()
        head = json.loads(first)
        whole = head["form"] == FORM and head["rows"] == len(lines)
        check, regions = str(head["check"]), str(head["regions"])
    except OSError:
        raise BadInput(f"找不到或读不了令牌文件：{path}") from None
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{path.name} 不是令牌文件；请用 niangjia seal list 做出来的文件") from None
    if not whole or not all(map(_LINE.fullmatch, lines)):
        raise BadInput(f"{path.name} 不完整或被改动过；请对方重新交一份")
    cells = list(zip(*(line.split(",") for line in lines), strict=True)) or [(), (), ()]
    numbers = pa.array(range(1, len(lines) + 1), pa.int64())
    arrays = [numbers, *(pa.array(list(column), pa.string()) for column in cells)]
    return Sealed(pa.table(arrays, schema=TOKENS), check, regions)


def _tell_sealed(sealed: Sealed, out: Path) -> None:
    told = {kind: sum(map(bool, sealed.tokens[kind].to_pylist())) for kind in ("code", "name")}
    neither = sum(
        not (code or name)
        for code, name in zip(
            sealed.tokens["code"].to_pylist(), sealed.tokens["name"].to_pylist(), strict=True
        )
    )
    click.echo(
        f"{sealed.tokens.num_rows:,} 行：有代码令牌 {told['code']:,}，有名称令牌 {told['name']:,}，"
        f"两样都没有、无从比起 {neither:,}。令牌：{out}"
    )
