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
    click.echo(f"已核对 {found.checked} 行留痕。" if found.ok else found.problem)
    sys.exit(0 if found.ok else 1)
