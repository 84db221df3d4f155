"""The console script: help everywhere, findings in plain words, an occupied port named."""

import os
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db import transaction

from niangjia.cli import COMMANDS, main
from niangjia.cli.doctor import Finding
from niangjia.cli.up import serve, supervise
from niangjia.kernel.audit.models import AuditEvent, record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from tests.cli.conftest import Niangjia


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_chinese(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])

    assert done.exit_code == 0, done.output
    assert any("一" <= c <= "鿿" for c in done.output)


def test_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(main, ["fly"]).exit_code == 2


def test_help_and_match_load_no_django() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from niangjia.cli import main;"
        "CliRunner().invoke(main, ['match', '--help']);"
        "sys.exit('django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_occupied_port_is_named_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Exception, match=f"端口 {port} 已被占用"):
            serve("127.0.0.1", port)


@pytest.mark.parametrize(
    ("cores", "workers", "threads"), [(1, "1", "3"), (2, "2", "4"), (64, "2", "4")]
)
def test_small_machine_is_not_asked_too_much(
    cores: int, workers: str, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Granian warns of more; the warning is not the user's business."""
    monkeypatch.setattr("niangjia.cli.up.os.cpu_count", lambda: cores)
    seen: list[dict[str, list[str]]] = []
    monkeypatch.setattr("niangjia.cli.up.supervise", seen.append)

    serve("127.0.0.1", 0)

    words = seen[0]["网页"]
    assert words[words.index("--workers") + 1] == workers
    assert words[words.index("--blocking-threads") + 1] == threads


@pytest.mark.slow
def test_a_child_that_dies_is_started_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = tmp_path / "marks"
    script = f"open({str(marks)!r}, 'a').write('x')"
    pauses = iter(range(8))

    def sleep(seconds: float) -> None:
        if next(pauses, None) is None:
            raise KeyboardInterrupt
        time.sleep(min(seconds, 0.3))

    # its own clock: the module's is also that of waiting for children
    monkeypatch.setattr("niangjia.cli.up.time", SimpleNamespace(sleep=sleep))
    supervise({"试验": [sys.executable, "-c", script]})

    assert len(marks.read_text()) >= 2


def test_doctor_names_each_part_and_how_to_mend_it(
    niangjia: Niangjia, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Finding("前端", "缺", "运行 make setup。")
    monkeypatch.setattr("niangjia.cli.doctor.CHECKS", (lambda: Finding("甲", "好"), lambda: broken))

    done = niangjia("doctor")

    assert done.exit_code == 1
    assert done.output == "✓ 甲：好\n✗ 前端：缺\n    → 运行 make setup。\n"


def test_what_is_not_needed_does_not_fail_the_doctor(
    niangjia: Niangjia, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Finding("浏览器", "没有", "只影响测试。", needed=False)
    monkeypatch.setattr("niangjia.cli.doctor.CHECKS", (lambda: lacking,))

    assert niangjia("doctor").exit_code == 0


def test_doctor_finds_this_house_well(niangjia: Niangjia) -> None:
    done = niangjia("doctor")

    assert "✓ 数据库：" in done.output
    assert "✓ 数据库结构：已是最新" in done.output


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://a@127.0.0.1:1/b", "✗ 数据库：连不上："),
        ("mysql://a/b", "✗ 设置：DATABASE_URL 必须以 postgresql:// 开头"),
    ],
)
def test_doctor_says_that_the_database_is_not_there(url: str, said: str, tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("niangjia")
    env = os.environ | {"DATABASE_URL": url, "NIANGJIA_VAR": str(tmp_path), "NIANGJIA_DEMO": "1"}

    done = subprocess.run(
        [str(script), "doctor"], env=env, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert said in done.stdout
    assert "→ 检查 DATABASE_URL" in done.stdout


@pytest.mark.parametrize("names", [(), ("backup.json",)])
def test_restore_of_something_else_is_one_sentence(
    niangjia: Niangjia, tmp_path: Path, names: tuple[str, ...]
) -> None:
    other = tmp_path / "a.tar"
    with tarfile.open(other, "w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))

    done = niangjia("restore", other, "--yes", "--var", tmp_path / "var")

    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "a.tar 不是娘家的备份" in done.output
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 200])
def test_restore_of_no_archive_is_one_sentence(
    niangjia: Niangjia, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "a.tar"
    other.write_bytes(content)

    done = niangjia("restore", other, "--yes", "--var", tmp_path / "var")

    assert done.exit_code == 1
    assert done.output == "Error: a.tar 不是娘家的备份，或者文件不完整。\n"


def test_backup_into_a_folder_that_is_not_there(niangjia: Niangjia, tmp_path: Path) -> None:
    done = niangjia("backup", tmp_path / "no" / "b.tar")

    assert done.exit_code == 1
    assert "备份文件所在的文件夹不存在" in done.output


def test_failed_backup_leaves_the_earlier_one(
    niangjia: Niangjia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.tar"
    target.write_text("earlier")
    monkeypatch.setattr("niangjia.cli.backup._program", lambda name: "/bin/false")

    done = niangjia("backup", target)

    assert done.exit_code == 1
    assert "pg_dump 没有成功" in done.output
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("b.tar", "earlier")]


def test_verify_tells_the_lines_and_the_head(niangjia: Niangjia, city: Unit) -> None:
    with transaction.atomic():
        record("scope.rename", on=city, by=Actor.system("试验"))

    done = niangjia("audit", "verify")

    count = AuditEvent.objects.count()
    assert done.exit_code == 0
    assert f"已核对 {count} 行留痕，全部完好。\n链头 1-" in done.output
