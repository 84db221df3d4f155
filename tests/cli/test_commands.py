"""The console script: help everywhere, findings in plain words, an occupied port named."""

import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from niangjia.cli import COMMANDS, main
from niangjia.cli.doctor import Finding, doctor
from niangjia.cli.up import serve, supervise


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


def test_a_child_that_dies_is_started_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = tmp_path / "marks"
    script = f"open({str(marks)!r}, 'a').write('x')"
    sleeps = iter(range(8))

    def sleep(seconds: float) -> None:
        if next(sleeps, None) is None:
            raise KeyboardInterrupt
        real_sleep(min(seconds, 0.3))

    from time import sleep as real_sleep

    monkeypatch.setattr("niangjia.cli.up.time.sleep", sleep)
    supervise({"试验": [sys.executable, "-c", script]})

    assert len(marks.read_text()) >= 2


@pytest.mark.django_db
def test_doctor_names_each_part_and_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Finding("前端", "缺", "运行 make setup。")
    monkeypatch.setattr("niangjia.cli.doctor.CHECKS", (lambda: Finding("甲", "好"), lambda: broken))
    monkeypatch.setattr("niangjia.cli.django.start", lambda **_: None)

    done = CliRunner().invoke(doctor)

    assert done.exit_code == 1
    assert done.output == "✓ 甲:好\n✗ 前端:缺\n    → 运行 make setup。\n"
