"""``niangjia import``: a department's list from the command line."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from niangjia.cli.bar import bar


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--source",
    required=True,
    type=click.Choice(["registration", "tax", "statistics", "social", "party", "union"]),
    help="来源：行政审批、税务、统计、人社、组织部、工会。",
)
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="名册日期。")
@click.option("--increment", is_flag=True, help="增量名册：没有列出的不视为消失。")
@click.option("--username", required=True, help="以哪个账号的名义导入（须是比对专员）。")
def import_list(file: Path, source: str, as_of: datetime, increment: bool, username: str) -> None:
    """导入一份部门名册 FILE：列的对应按已记住的和自动识别的来，问题逐行列在网页上。"""
    from niangjia.cli.django import start

    start()
    from niangjia.engine.sheets import BadFile
    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.accounts.queries import actor_for
    from niangjia.kernel.files.api import FileRefused
    from niangjia.kernel.imports.api import Extent, WrongMapping, import_now
    from niangjia.kernel.scope.models import Unit
    from niangjia.kernel.workflow import NotAllowed
    from niangjia.matching.intake import code_of

    account = Account.objects.filter(username=username).first()
    if account is None:
        raise click.ClickException(f"没有账号 {username}。")
    by = actor_for(account, None)
    unit = Unit.objects.within(by.scope).filter(path=by.unit_path).first()
    if unit is None:
        raise click.ClickException(f"账号 {username} 没有岗位。")
    try:
        with bar(file.name, "行") as progress:
            run = import_now(
                file, intake=code_of(source), unit=unit, as_of=as_of.date(), by=by,
                extent=Extent.INCREMENT if increment else Extent.FULL, progress=progress,
            )  # fmt: skip
    except (BadFile, FileRefused, WrongMapping, NotAllowed) as problem:
        raise click.ClickException(str(problem)) from problem
    for line in _told(run.counts, run.written):
        click.echo(line)


READ = {"read": "读入", "ok": "通过", "flagged": "待核实", "failed": "未导入", "duplicate": "重复"}
WRITTEN = {"new": "新增", "changed": "更新", "gone": "不再出现", "unchanged": "没有变化"}


def _told(counts: dict[str, Any], written: dict[str, Any]) -> Iterator[str]:
    """What became of the rows, in the words of the pages."""
    for title, names, figures in (("检查", READ, counts), ("写入", WRITTEN, written)):
        words = [f"{word} {figures.get(name, 0):,}" for name, word in names.items()]
        yield f"{title}：{'，'.join(words)}"
    if counts.get("failed") or counts.get("flagged"):
        yield "有问题的行和原因见网页“名册导入”；未导入的行改正后只需重传这些行。"
