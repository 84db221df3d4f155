"""``niangjia demo``: the sample city, the main job, the logins, the pages."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import click

from niangjia.cli.bar import Bar, bar

SCALES = ("demo", "city")
READY = "demo.json"
BEGUN = "demo-day.txt"
Bars = Callable[[str, str], AbstractContextManager[Bar]]
SHEETS = (".xlsx", ".xls", ".csv")


def _scale(text: str) -> str | int:
    if text in SCALES:
        return text
    if text.isdecimal() and int(text) >= 500:
        return int(text)
    raise click.BadParameter("demo、city，或者不小于 500 的户数")


def _unit(label: str) -> str:
    """Files are counted in rows; of other work only the time says something."""
    return "行" if Path(label).suffix in SHEETS else ""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8000, show_default=True, help="端口。")
@click.option(
    "--scale", help="demo（约 1 万户）、city（约 70 万户）或户数；默认取 NIANGJIA_SCALE。"
)
@click.option("--check", is_flag=True, help="在全新的数据文件夹里做一遍主任务并核对，不起服务。")
def demo(host: str, port: int, scale: str | None, check: bool) -> None:
    """示例城市：造名册、比对、出台账和任务清单，打印合计与登录账号，然后起服务。"""
    size = _scale(scale or os.environ.get("NIANGJIA_SCALE", "demo"))
    if check:
        sys.exit(_checked(size))
    folder = Path(os.environ.get("NIANGJIA_VAR", "var/demo")).resolve()
    _start(folder)
    ready = folder / READY
    if ready.exists():
        click.echo("示例城市已经在这里，直接起服务。")
        summary = json.loads(ready.read_text())
    else:
        summary = _make(folder, size)
        ready.write_text(json.dumps(summary, ensure_ascii=False))
    _tell(summary)
    from niangjia.cli.up import serve

    serve(host, port)


def _start(folder: Path) -> None:
    from niangjia.cli.django import migrate, start

    os.environ["NIANGJIA_VAR"] = str(folder)
    start(var=folder, demo=True)
    migrate()


def _make(folder: Path, size: str | int, bars: Bars = bar) -> dict[str, Any]:
    """Tree, people, files, main job. Safe to run again after an interruption.

    ``bars(label, unit)`` shows the progress of a step.
    """
    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.accounts.queries import actor_for
    from niangjia.kernel.scope.actor import Actor
    from niangjia.sample.city import make_city
    from niangjia.sample.main_job import main_job
    from niangjia.sample.office import furnish
    from niangjia.sample.people import DEMO_PASSWORD, hire, hire_chair
    from niangjia.sample.register import plant_unions
    from niangjia.sample.tree import plant_city

    click.echo("造示例城市（企业、工会、人员均为编造）…")
    tree = plant_city()
    logins = hire(tree)
    with bars("造名册", "户") as shown:
        city = make_city(folder / "sample", scale=size, today=_day(folder), tell=shown.step)
    clerk = actor_for(Account.objects.get(username="bidui"), None)
    furnish(tree, clerk, city.days[0])
    click.echo("立工会登记册…")
    unions = plant_unions(tree, city.unions, city.days, Actor.system("示例数据"))
    logins += hire_chair(tree)
    done = main_job(city, tree.city, clerk, lambda label: bars(label, _unit(label)))
    members = _register_members(folder, tree, city, bars)
    posts = [{"username": p.username, "name": p.name, "posts": p.posts} for p in logins]
    facts = {"truth": str(city.truth), "password": DEMO_PASSWORD, "unions": unions}
    return done.as_dict() | members | facts | {"logins": posts}


def _day(folder: Path) -> date:
    """The sample's today: what was begun before midnight is finished as of the day it was begun."""
    from django.utils import timezone

    kept = folder / BEGUN
    if not kept.exists():
        kept.write_text(timezone.localdate().isoformat())
    return date.fromisoformat(kept.read_text())


def _register_members(folder: Path, tree: Any, city: Any, bars: Bars) -> dict[str, Any]:
    """Rosters of all unions through the import, then a working day of both desks."""
    from dataclasses import asdict

    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.accounts.queries import actor_for
    from niangjia.kernel.audit.sealing import seal
    from niangjia.sample.campaign import plan_campaign
    from niangjia.sample.founding import open_counter
    from niangjia.sample.joining import demo_member, open_desk
    from niangjia.sample.members import write_rosters
    from niangjia.sample.rosters import load_rosters

    today, unions = city.days[-1], city.unions
    with bars("会员名册", "人") as shown:
        rosters = write_rosters(folder / "sample" / "rosters", unions, today)
        written = load_rosters(rosters, tree.city, today, shown)
        shown.step(written, written)
    organiser = actor_for(Account.objects.get(username="zuzhi"), None)
    with bars("入会码、兜底工会、入会申请", ""):
        open_desk(tree, unions, today, organiser)
        plan_campaign(tree, unions, today, organiser)
    with bars("建会窗口", ""):
        open_counter(tree, unions, today)
    seal()
    return {"members": written, "member": asdict(demo_member(unions, today))}


def _tell(summary: dict[str, Any]) -> None:
    click.echo(
        f"\n名册 {summary['lists']} 份 {summary['rows']:,} 行 → 确认对应 {summary['links']:,} 条"
        f" → 台账 {summary['ledger']:,} 户 → 任务 {summary['tasks']:,} 项"
        f"（主任务用时 {summary['seconds']} 秒）"
    )
    click.echo(f"50 人以上、已建党组织、未建会：{summary['gaps']['party50']} 户", nl=False)
    click.echo(f"；另有待核实 {summary['pending']} 户\n")
    member = summary["member"]
    click.echo(
        f"会员自己的页面 /me/login/：手机号 {member['phone']}，证件号码后四位 {member['tail']}"
        f"（{member['name']}，{member['union']}；验证码显示在页面上）\n"
    )
    click.echo(f"登录账号（密码都是 {summary['password']}）：")
    for login in summary["logins"]:
        click.echo(f"  {login['username']:<12}{login['name']}  {'、'.join(login['posts'])}")
    click.echo("")


def _checked(size: str | int) -> int:
    """The main job on a fresh folder against the truth; the last line is one JSON object."""
    from niangjia.config.leftovers import sweep

    sweep()  # of checks that were killed
    folder = Path(tempfile.mkdtemp(prefix="niangjia-check-"))
    try:
        _start(folder)
        summary = _make(folder, size)
        result, wrong = _against_truth(summary)
    finally:
        _leave(folder)
    for sentence in wrong:
        click.echo(f"不符：{sentence}", err=True)
    click.echo(json.dumps(result, ensure_ascii=False))
    return 1 if wrong else 0


def _leave(folder: Path) -> None:
    from django.db import connections

    from niangjia.config.database import leave_embedded

    connections.close_all()
    leave_embedded(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


def _against_truth(summary: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from niangjia.sample.proof import compare_with_truth

    return compare_with_truth(summary, json.loads(Path(summary["truth"]).read_text()))
