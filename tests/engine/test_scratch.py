"""What does not fit into memory lies in a folder that no run leaves for long."""

import subprocess
import sys

import pytest

from niangjia.engine.scratch import PREFIX, scratch

SPILL = """
import sys, time
from pathlib import Path
from niangjia.engine.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "rows").write_text("names")
    print(folder.name, flush=True)
    time.sleep(60)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_killed_runs_folder_goes_with_the_next_and_a_living_runs_stays(tmp_path):
    other = tmp_path / f"{PREFIX}somebody-elses"
    other.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", SPILL, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as run:
        living = run.stdout.readline().strip()
        with scratch(tmp_path) as mine:
            assert names(tmp_path) == sorted([living, mine.name, other.name])
        assert names(tmp_path) == sorted([living, other.name])
        run.kill()

    with scratch(tmp_path) as mine:
        assert names(tmp_path) == sorted([mine.name, other.name])


def fail(parent):
    with scratch(parent) as mine:
        (mine / "rows").touch()
        raise ZeroDivisionError


def test_the_folder_goes_when_the_work_fails(tmp_path):
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path)

    assert names(tmp_path) == []


def test_one_begins_anew_where_another_takes_its_folder_for_a_left_one(tmp_path, monkeypatch):
    """The other run looks between the making of the folder and its lock."""
    made = []

    def swept(**where):
        made.append(tmp_path / f"{PREFIX}{len(made):08}")
        if len(made) > 1:
            made[-1].mkdir()
        return str(made[-1])

    monkeypatch.setattr("niangjia.engine.scratch.tempfile.mkdtemp", swept)
    with scratch(tmp_path) as mine:
        assert [mine] == made[1:]
