"""Temporary houses of runs that ended without clearing up (kill -9, power cut) are swept away.

``demo --check`` and the journeys make a data folder with one of these names; a process that is
killed can neither stop its database nor remove it. The next one does.
"""

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from niangjia.config.database import is_living

NAMES = ("niangjia-check-", "niangjia-house-", "niangjia-test-")
QUIET = 3600.0  # seconds without a change of the folder
PATIENCE = 10.0


def leftovers(root: Path | None = None, *, quiet: float = QUIET) -> Iterator[Path]:
    """Folders of dead runs: quiet for an hour, and nobody who signed on to their database lives."""
    for name in NAMES:
        for folder in sorted((root or Path(tempfile.gettempdir())).glob(f"{name}*")):
            if folder.is_dir() and _age(folder) >= quiet and not _signed_on(folder):
                yield folder


def sweep(root: Path | None = None, *, quiet: float = QUIET) -> list[Path]:
    """Stop what still runs in them and remove them; those that cannot be removed stay."""
    gone = []
    for folder in list(leftovers(root, quiet=quiet)):
        for data in _databases(folder):
            _stop(data)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            gone.append(folder)
    return gone


def _databases(folder: Path) -> list[Path]:
    """Data folders of the embedded server, at the top or in ``var``."""
    return [path.parent for path in (*folder.glob("*/PG_VERSION"), *folder.glob("*/*/PG_VERSION"))]


def _age(folder: Path) -> float:
    changed = [folder, *folder.glob("*"), *folder.glob("*/*")]
    return time.time() - max(path.lstat().st_mtime for path in changed)


def _signed_on(folder: Path) -> bool:
    """Whether a process that uses the database of this folder lives."""
    for data in _databases(folder):
        listed = data / ".handle_pids.json"
        if listed.exists() and any(is_living(pid) for pid in _numbers(listed)):
            return True
    return False


def _numbers(listed: Path) -> list[int]:
    try:
        found = json.loads(listed.read_text())
    except ValueError:
        return []
    return [pid for pid in found if isinstance(pid, int)]


def _stop(data: Path) -> None:
    """The server of this data folder, if it is still the one that wrote the number down."""
    note = data / "postmaster.pid"
    if not note.exists():
        return
    lines = note.read_text().splitlines()
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if not pid or not _serves(pid, data):
        return
    os.kill(pid, signal.SIGINT)  # fast shutdown
    until = time.monotonic() + PATIENCE
    while is_living(pid) and time.monotonic() < until:
        time.sleep(0.1)


def _serves(pid: int, data: Path) -> bool:
    """Numbers are used again: the process must name this very folder."""
    command = Path(f"/proc/{pid}/cmdline")
    return command.exists() and str(data).encode() in command.read_bytes()
