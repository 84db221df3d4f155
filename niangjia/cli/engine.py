"""``niangjia engine``: train a model of the linkage, judge it, explain one pair."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from niangjia.cli.cluster import cluster

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def engine() -> None:
    """比对引擎：归并几份名册，训练，评测，解释。"""


engine.add_command(cluster)


@engine.command()
@click.argument("pairs", nargs=-1, type=FOLDER, required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="模型文件（JSON）。")
@click.option("--version", default="local", show_default=True, help="写进模型文件的版本号。")
@click.option("--weight", multiple=True, type=float, help="各对名册的权重，依次写；不写都是 1。")
@click.option("--check", multiple=True, type=FOLDER, help="只用来检验、不用来训练的名册对。")
@click.option(
    "--caution", default=1.0, show_default=True, help="高于五成的把握打几折（对数几率）。"
)
@click.option("--pull", default=3.0, show_default=True, help="权重向零收缩的力度。")
def train(
    *,
    pairs: tuple[Path, ...],
    out: Path,
    version: str,
    weight: tuple[float, ...],
    check: tuple[Path, ...],
    caution: float,
    pull: float,
) -> None:
    """用已知对错的名册训练模型。每个 PAIRS 是含 a.parquet、b.parquet、truth.parquet 的文件夹。"""
    from niangjia.engine.training import figures, read_known, solve, train_on

    known = [read_known(folder) for folder in pairs]
    shares = [*weight, *[1.0] * (len(known) - len(weight))]
    with tempfile.TemporaryDirectory() as folder:
        chosen = list(zip(known, shares, strict=False))
        model = train_on(chosen, Path(folder), version=version, caution=caution, pull=pull)
        checked = {}
        for pair in map(read_known, check):
            checked[pair.name] = figures(model, solve(pair, model.rarity, Path(folder)))
    model = replace(model, figures=model.figures | {"checked_on": checked})
    out.write_text(model.to_json(), encoding="utf-8")
    for use, by_name in model.figures.items():
        for name, reached in by_name.items():
            told = {key: value for key, value in reached.items() if key != "reliability"}
            click.echo(f"{use} {name} {json.dumps(told)}")


@engine.command()
@click.argument("left")
@click.argument("right")
@click.option("--region", multiple=True, help="名称里的区划字样，如 淄博市；可写多次。")
def explain(*, left: str, right: str, region: tuple[str, ...]) -> None:
    """解释一对：LEFT、RIGHT 是 JSON（name、uscc、district、address、legal、phone），或只是名称。"""
    from niangjia.engine import explain as explain_pair

    rows = [json.loads(text) if text.startswith("{") else {"name": text} for text in (left, right)]
    click.echo(explain_pair(rows[0], rows[1], regions=region).text(most=40))
