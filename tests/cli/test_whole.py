"""A result is whole or not there, and what a killed run left goes with the next run."""

import subprocess
import sys
from pathlib import Path

import pytest

from niangjia.cli.whole import whole_file

WRITE = """
import sys, time
from pathlib import Path
from niangjia.cli.whole import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    time.sleep(60)
"""


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".part"))


def test_what_a_killed_run_left_is_swept_and_what_another_writes_is_not(tmp_path: Path) -> None:
    out = tmp_path / "结果 [1].csv"
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(out)], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "half\n"
        with whole_file(out) as file:
            file.write(b"whole")
        assert len(parts(tmp_path)) == 1  # it is being written
        run.kill()
    other = tmp_path / f".{out.name}.older.part"
    other.write_bytes(b"somebody else's")

    assert out.read_bytes() == b"whole"
    assert len(parts(tmp_path)) == 2
    with whole_file(out) as file:
        file.write(b"again")
    assert out.read_bytes() == b"again"
    assert parts(tmp_path) == [other.name]


def half(out: Path) -> None:
    with whole_file(out) as file:
        file.write(b"half")
        raise ZeroDivisionError


def test_nothing_is_left_or_replaced_when_the_work_fails(tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    out.write_bytes(b"before")

    with pytest.raises(ZeroDivisionError):
        half(out)

    assert out.read_bytes() == b"before"
    assert parts(tmp_path) == []
