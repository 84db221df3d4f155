"""``niangjia up``: the pages and the worker, one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

PAGES = "niangjia.config.wsgi:application"
PATIENCE = 16
"""Seconds a child has to end; half of them for a page process's own workers."""


class Stopped(Exception):
    """Somebody asked the house to close."""


def _stop(signum: int, frame: FrameType | None) -> None:
    raise Stopped


def few_workers() -> int:
    """Two, or as many as there are cores: more would only be in each other's way."""
    return min(2, os.cpu_count() or 1)


def page_server(host: str, port: int, workers: int, application: str = PAGES) -> list[str]:
    """The command of the process that answers."""
    threads = min(4, 2 * (os.cpu_count() or 1) + 1)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", str(PATIENCE // 2),  # one asked while it starts does not hear it
        application,
    ]  # fmt: skip


def _children(host: str, port: int, workers: int) -> dict[str, list[str]]:
    jobs = [sys.executable, "-m", "niangjia.kernel.jobs"]
    return {"网页": page_server(host, port, workers), "后台任务": jobs}


def supervise(commands: dict[str, list[str]]) -> None:
    """Run the commands until asked to stop; one that dies is started again after a second."""
    signal.signal(signal.SIGTERM, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        while True:
            for name, command in commands.items():
                child = running.get(name)
                if child is not None and child.poll() is not None:
                    click.echo(f"{name}意外结束（代码 {child.returncode}），重新启动。", err=True)
                    time.sleep(1)
                    child = None
                if child is None:
                    running[name] = subprocess.Popen(command, env=os.environ)
            time.sleep(0.5)
    except (KeyboardInterrupt, Stopped):
        click.echo("正在停止 …")
    finally:
        for impatient in (signal.SIGTERM, signal.SIGINT):  # a second time: it is being done
            signal.signal(impatient, signal.SIG_IGN)
        for child in running.values():
            child.terminate()
        for child in running.values():
            try:
                child.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()


def _share_database() -> None:
    """Children find the database by its address and take no hold of the embedded server.

    A child that a signal ends never lets go of it, and the server would outlive the house.
    """
    from django.conf import settings

    if not os.environ.get("DATABASE_URL"):
        from niangjia.config.database import embedded_url

        os.environ["DATABASE_URL"] = embedded_url(settings.VAR / "postgres")


def serve(host: str, port: int, workers: int | None = None, *, worker: bool = True) -> None:
    """Say where, then run until stopped. An occupied port is named before anything starts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise click.ClickException(f"端口 {port} 已被占用，请用 --port 换一个。") from problem
    click.echo(f"娘家已在 http://{host}:{port} 等候，按 Ctrl+C 停止。")
    _share_database()
    children = _children(host, port, workers or few_workers())
    supervise(children if worker else {"网页": children["网页"]})


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8000, show_default=True, help="端口。")
@click.option("--workers", type=click.IntRange(1), help="网页进程数（默认 2，单核机器 1）。")
@click.option("--var", type=click.Path(path_type=Path), help="数据文件夹（默认 ./var）。")
@click.option("--no-worker", is_flag=True, help="只起网页；后台任务由另一个进程运行。")
def up(host: str, port: int, workers: int | None, var: Path | None, no_worker: bool) -> None:
    """起服务：先升级数据库结构，再同时运行网页与后台任务。"""
    from niangjia.cli.django import migrate, start

    start(var=var)
    migrate()
    serve(host, port, workers, worker=not no_worker)
