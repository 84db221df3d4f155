"""``niangjia doctor``: what is missing, and how to mend it, in plain words."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

MEND = "检查 DATABASE_URL；不设置则使用内置数据库。只支持 PostgreSQL 15 以上，其他数据库不行。"


@dataclass(frozen=True)
class Finding:
    """``advice`` is empty when all is well; ``needed`` findings make the command exit with 1."""

    name: str
    fact: str
    advice: str = ""
    needed: bool = True


def _python() -> Finding:
    fact = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Finding("Python", fact, "" if good else "请安装 Python 3.11 或更新版本。")


def _database() -> Finding:
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
    except Exception as problem:
        said = (str(problem).strip() or type(problem).__name__).splitlines()[0]
        return Finding("数据库", f"连不上：{said}", MEND)
    kind = "外部" if os.environ.get("DATABASE_URL") else "内置"
    advice = "" if number >= 150000 else "请升级到 PostgreSQL 15 或更新版本。"
    return Finding("数据库", f"{kind} PostgreSQL {number // 10000}", advice)


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        return Finding("数据库结构", "数据库连不上，无法检查", "先修好数据库。")
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(
            "数据库结构", f"还有 {len(waiting)} 步未升级", "运行 niangjia up，它会先升级。"
        )
    return Finding("数据库结构", "已是最新")


def _static() -> Finding:
    from django.contrib.staticfiles import finders

    found = finders.find("tabler/css/tabler.min.css") or finders.find("ui/ui.css")
    advice = "" if found else "在源码目录运行 make setup；安装包自带静态文件。"
    return Finding("静态文件", "齐全" if found else "缺少前端文件", advice)


def _fonts() -> Finding:
    from niangjia.kernel.documents import fonts

    try:
        state = fonts.state()
    except fonts.NoFonts as missing:
        return Finding("公文字体", "缺少", str(missing))
    if not state.stand_ins:
        return Finding("公文字体", "齐全，使用本单位的正式字体")
    names = "、".join(state.stand_ins)
    return Finding("公文字体", f"齐全；{names} 由思源字体代替（设 NIANGJIA_FONTS 可用正式字体）")


def _keys() -> Finding:
    from django.conf import settings

    if os.environ.get("NIANGJIA_KEYS"):
        return Finding("字段密钥", "由环境变量给出")
    if settings.DEMO:
        return Finding("字段密钥", "示例密钥（数据文件夹内）")
    return Finding("字段密钥", "未设置", "正式使用前请设置 NIANGJIA_KEYS，并另行备份。")


def _disk() -> Finding:
    from django.conf import settings

    folder: Path = settings.VAR
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    advice = "" if free > 5 else "请腾出至少 5 GB。"
    return Finding("磁盘", f"数据文件夹可用 {free:.0f} GB", advice)


def _memory() -> Finding:
    meminfo = Path("/proc/meminfo")
    if not meminfo.exists():
        return Finding("内存", "无法读取", needed=False)
    kilobytes = int(meminfo.read_text().split("MemTotal:")[1].split()[0])
    small = kilobytes < 3_500_000
    advice = "约 70 万户的比对至少要 4 GB 内存；小规模不受影响。" if small else ""
    return Finding("内存", f"{kilobytes / 1e6:.0f} GB", advice, needed=False)


def _leftovers() -> Finding:
    from niangjia.config.leftovers import leftovers

    found = list(leftovers())
    advice = "下次运行 niangjia demo --check 时会清除。" if found else ""
    fact = f"有 {len(found)} 个异常中断留下的" if found else "没有遗留"
    return Finding("临时文件夹", fact, advice, needed=False)


def _chromium() -> Finding:
    found = shutil.which("chromium")
    advice = "" if found else "只影响浏览器测试：apt-get install chromium。"
    return Finding("浏览器", found or "没有 chromium", advice, needed=False)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _python, _database, _migrations, _static, _fonts, _keys, _disk, _memory, _leftovers,
    _chromium,
)  # fmt: skip


@click.command()
def doctor() -> None:
    """检查这台机器：每项一行，缺的说明怎么补；有必需项不合格时以 1 退出。"""
    from niangjia.cli.django import start

    try:
        start()
    except Exception as problem:  # settings that cannot be read: nothing else can be checked
        findings = [_python(), Finding("设置", str(problem) or type(problem).__name__, MEND)]
    else:
        findings = [check() for check in CHECKS]
    for found in findings:
        click.echo(f"{'✗' if found.advice else '✓'} {found.name}：{found.fact}")
        if found.advice:
            click.echo(f"    → {found.advice}")
    sys.exit(1 if any(f.advice and f.needed for f in findings) else 0)
