"""``niangjia import``: a department's list from the command line."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click


class Bar:
    """A progress bar fed by ``Progress.step``; each message is a bar of its own."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = ""
        self.bar: Any = None

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        text = f"{self.label}：{message}" if message else self.label
        if text != self.shown:
            self.close()
            self.shown = text
        if total:
            self._draw(text, done, total)

    def _draw(self, text: str, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=f"  {text}", width=30)
            self.bar.render_progress()
        bar = self.bar
        bar.length = total
        bar.update(max(0, done - bar.pos))

    def close(self) -> None:
        if self.bar is not None:
            self.bar.render_finish()
        self.bar, self.shown = None, ""


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
    bar = Bar(file.name)
    try:
        run = import_now(
            file, intake=code_of(source), unit=unit, as_of=as_of.date(), by=by, progress=bar,
            extent=Extent.INCREMENT if increment else Extent.FULL,
        )  # fmt: skip
    except (BadFile, FileRefused, WrongMapping, NotAllowed) as problem:
        raise click.ClickException(str(problem)) from problem
    finally:
        bar.close()
    click.echo(f"已导入：{run.counts} → {run.written}")
