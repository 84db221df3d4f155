"""What a killed run leaves is swept by the next one; what is alive or fresh is left alone."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from niangjia.config.leftovers import NAMES, QUIET, leftovers, sweep

START = """
import sys, time
from pathlib import Path
from niangjia.config.database import embedded_url
embedded_url(Path(sys.argv[1]))
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="niangjia-leftovers-") as folder:
        Path(folder).chmod(0o755)  # the database runs as somebody else
        yield Path(folder)


def house(root: Path, name: str, *, pids: list[int], age: float = QUIET + 60) -> Path:
    data = root / name / "var" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18")
    (data / ".handle_pids.json").write_text(json.dumps(pids))
    then = time.time() - age
    for path in (*data.iterdir(), data, data.parent, data.parent.parent):
        os.utime(path, (then, then))
    return root / name


def test_only_old_houses_without_a_living_owner_are_left_over(root: Path) -> None:
    dead = house(root, f"{NAMES[1]}a", pids=[2**22 - 3])
    house(root, f"{NAMES[1]}b", pids=[os.getpid()])
    house(root, f"{NAMES[1]}c", pids=[2**22 - 3], age=60)
    house(root, "somebody-elses-", pids=[])

    assert list(leftovers(root)) == [dead]
    assert sweep(root) == [dead]
    assert sorted(p.name for p in root.iterdir()) == sorted(
        [f"{NAMES[1]}b", f"{NAMES[1]}c", "somebody-elses-"]
    )


def test_a_number_used_again_by_another_process_is_not_stopped(root: Path) -> None:
    dead = house(root, f"{NAMES[0]}a", pids=[])
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        (dead / "var/postgres/postmaster.pid").write_text(f"{other.pid}\n")
        try:
            assert sweep(root, quiet=0) == [dead]
            assert other.poll() is None
        finally:
            other.kill()


@pytest.mark.slow
def test_the_database_of_a_killed_run_is_stopped_and_removed(root: Path) -> None:
    folder = root / f"{NAMES[2]}killed"
    data = folder / "postgres"
    folder.mkdir(mode=0o755)
    with subprocess.Popen(
        [sys.executable, "-c", START, str(data)], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "up\n"
        server = int((data / "postmaster.pid").read_text().split()[0])
        assert sweep(root, quiet=0) == []  # its owner lives
        run.kill()
    assert psutil.pid_exists(server)

    assert sweep(root, quiet=0) == [folder]
    assert not psutil.pid_exists(server) or psutil.Process(server).status() == "zombie"
