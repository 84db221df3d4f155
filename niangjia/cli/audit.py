"""``niangjia audit verify``."""

import sys

import click


@click.group()
def audit() -> None:
    """核对留痕链。"""


@audit.command()
def verify() -> None:
    """从头核对每一行留痕；有改动、缺失或增添时说出是哪一行，并以 1 退出。"""
    from niangjia.cli.django import start

    start()
    from niangjia.kernel.audit import sealing

    sealing.seal()
    found = sealing.verify()
    click.echo(f"已核对 {found.checked} 行留痕，" + ("全部完好。" if found.ok else "有问题："))
    if found.problem:
        click.echo(found.problem)
    if found.head:
        click.echo(f"链头 {found.head}（请抄录到系统之外：链尾整段被删，只有对照它才看得出来）")
    sys.exit(0 if found.ok else 1)
