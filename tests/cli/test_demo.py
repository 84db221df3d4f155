"""``niangjia demo --check``: what a stranger and the CI run, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from niangjia.cli import demo as module

KEYS = {
    "lists", "rows", "links", "ledger", "gaps", "pending", "missed", "false_alarms", "tasks",
    "seconds",
}  # fmt: skip


def postgres_below(folder: str) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(folder in word for word in process.info["cmdline"] or ())
    ]


def test_check_proves_the_figures_and_leaves_nothing_behind(tmp_path: Path) -> None:
    tmp_path = Path(f"/tmp/niangjia-{os.getpid()}")
    tmp_path.mkdir()  # PostgreSQL runs as somebody else and cannot enter pytest's own folder
    env = os.environ | {"TMPDIR": str(tmp_path), "NIANGJIA_LOG": "WARNING"}
    for name in ("DATABASE_URL", "NIANGJIA_VAR", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    command = [str(Path(sys.executable).with_name("niangjia")), "demo", "--check"]

    done = subprocess.run(
        [*command, "--scale", "500"], env=env, capture_output=True, text=True, check=False
    )
    left = [*tmp_path.iterdir()], postgres_below(str(tmp_path))

    *log, last = done.stdout.splitlines()
    result = json.loads(last)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(result) == KEYS
    assert result["gaps"]["party_50_no_union"] == 72
    assert (result["missed"], result["false_alarms"]) == (0, 0)
    assert result["rows"] > 500
    assert result["tasks"] >= 72
    assert left == ([], [])
    assert 10 < len(log) < 40  # one line a finished step


def test_figure_that_is_off_is_named_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
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
