"""``niangjia figures``."""

import sys

import click


@click.command()
@click.option("--day", metavar="日期", help="截至哪一天，如 2022-11-30；不填为今天。")
@click.option(
    "--since", metavar="日期", help="新建、新发展自哪一天起（含）；不填为当年 1 月 1 日。"
)
@click.option("--check", is_flag=True, help="由会籍逐条重算各工会每一天的会员数，与存数核对。")
def figures(day: str | None, since: str | None, check: bool) -> None:
    """某一天的全部统计数字；--check 核对存数，不符时说出工会与日期，并以 1 退出。"""
    from niangjia.cli.django import start

    start()
    from django.core.management import CommandError, call_command

    words = [f"--{name}={text}" for name, text in (("day", day), ("since", since)) if text]
    try:
        call_command("figures", *words, *(["--check"] if check else []))
    except CommandError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
