"""``niangjia demo --check``: what a stranger and the CI run, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest

from niangjia.cli import demo as module

KEYS = {
    "lists", "rows", "links", "ledger", "gaps", "pending", "missed", "false_alarms", "tasks",
    "seconds", "page",
}  # fmt: skip


def postgres_below(folder: Path) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in process.info["cmdline"] or ())
    ]


@pytest.fixture
def space() -> Iterator[Path]:
    """Not pytest's folder: PostgreSQL runs as somebody else and could not enter it."""
    folder = Path(tempfile.mkdtemp(prefix="niangjia-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def check(space: Path) -> "subprocess.Popen[str]":
    env = os.environ | {"TMPDIR": str(space), "PYTHONUNBUFFERED": "1"}
    for name in ("DATABASE_URL", "NIANGJIA_VAR", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    command = [str(Path(sys.executable).with_name("niangjia")), "demo", "--check"]
    return subprocess.Popen(
        [*command, "--scale", "500"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def left_in(space: Path) -> tuple[list[str], list[int]]:
    """Folders and processes; the embedded server's common lock file is not the check's."""
    return [p.name for p in space.iterdir() if p.is_dir()], postgres_below(space)


@pytest.mark.slow
def test_check_proves_the_figures_and_leaves_nothing_behind(space: Path) -> None:
    process = check(space)
    said, noise = process.communicate(timeout=300)

    *log, last = said.splitlines()
    result = json.loads(last)
    assert (process.returncode, noise) == (0, "")
    assert set(result) == KEYS
    assert result["gaps"]["party_50_no_union"] == 72
    assert (result["missed"], result["false_alarms"]) == (0, 0)
    assert result["rows"] > 500
    assert result["tasks"] >= 72
    assert left_in(space) == ([], [])
    assert 10 < len(log) < 40  # one line a finished step


def test_check_that_is_stopped_leaves_nothing_behind(space: Path) -> None:
    process = check(space)
    while not [*space.glob("*/postgres/.handle_pids.json")]:  # the server stands, tables come
        assert process.poll() is None
        time.sleep(0.05)
    process.terminate()
    process.communicate(timeout=60)

    assert process.returncode == 143
    assert left_in(space) == ([], [])


def test_figure_that_is_off_is_named_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left: list[Path] = []
    monkeypatch.setattr(module, "_start", lambda folder: None)
    monkeypatch.setattr(module, "_make", lambda folder, size: {"tasks": 1})
    monkeypatch.setattr(module, "_leave", left.append)
    monkeypatch.setattr(module, "_against_truth", lambda done: (done, ["缺口漏报：得 1，应为 0"]))

    assert module._checked(500) == 1

    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[-1]) == {"tasks": 1}
    assert said.err == "不符：缺口漏报：得 1，应为 0\n"
    assert len(left) == 1


def test_folder_is_left_even_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Path] = []

    def fail(folder: Path, size: Any) -> dict[str, Any]:
        raise RuntimeError("断了")

    monkeypatch.setattr(module, "_start", lambda folder: None)
    monkeypatch.setattr(module, "_make", fail)
    monkeypatch.setattr(module, "_leave", left.append)

    with pytest.raises(RuntimeError, match="断了"):
        module._checked(500)
    assert len(left) == 1


def test_a_sample_begun_before_midnight_keeps_its_day(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.utils import timezone

    days = iter([date(2022, 12, 30), date(2022, 12, 31)])
    monkeypatch.setattr(timezone, "localdate", lambda: next(days))
    assert module._day(tmp_path) == date(2022, 12, 30)
    assert module._day(tmp_path) == date(2022, 12, 30)
    other = tmp_path / "another city"
    other.mkdir()
    assert module._day(other) == date(2022, 12, 31)
