"""Progress: a moving bar for a person, one line a finished step for a log."""

import io
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.cli import bar as module
from niangjia.cli.bar import bar, fitted, width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr(module, "PAUSE", 0)
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal()


def work(unit: str = "行") -> None:
    with bar("税务_从业人数.csv", unit) as progress:
        progress.step(0, 1200, "正在检查")
        progress.step(600, 1200, "正在检查")
        progress.step(1199, 1200, "正在检查")
        progress.step(0, None, "与已有名册对照")


def test_log_gets_one_line_a_finished_step(capsys: pytest.CaptureFixture[str]) -> None:
    work()

    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "\r" not in said
    assert "\x1b" not in said
    assert said.split() == ["税务_从业人数.csv", "1,199", "行", "0.0", "秒"]


def test_lines_stand_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    work()
    work(unit="")
    with bar("a.csv", "行") as progress:
        progress.step(7)

    lines = capsys.readouterr().out.splitlines()
    assert len({width(line) for line in lines}) == 1


def test_terminal_shows_share_and_step_then_the_line(terminal: Terminal) -> None:
    with redirect_stdout(terminal):
        work()

    pictures = terminal.getvalue().split("\r\x1b[K")
    assert " 50%  正在检查" in pictures[2]
    assert pictures[4].endswith("░       与已有名册对照")
    assert pictures[-1].endswith("秒\n")
    assert terminal.getvalue().count("\n") == 1


def test_picture_never_wraps(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with redirect_stdout(terminal), bar("名册") as progress:
        progress.step(1, 2, "很长的说明" * 20)

    assert width(terminal.getvalue().split("\r\x1b[K")[1]) < 60


def test_failed_step_leaves_a_clean_line(terminal: Terminal) -> None:
    with pytest.raises(ValueError, match="坏文件"):  # noqa: SIM117, PT012
        with redirect_stdout(terminal), bar("名册") as progress:
            progress.step(1, 2)
            raise ValueError("坏文件")

    assert terminal.getvalue().endswith("\r\x1b[K")
    assert "秒" not in terminal.getvalue()


@given(st.text(alphabet="ab名册（，", max_size=60), st.integers(1, 40))
def test_fitted_has_exactly_the_columns(text: str, columns: int) -> None:
    made = fitted(text, columns)

    assert width(made) == columns
    assert text.startswith(made.rstrip())
