"""Where a linkage puts what does not fit into memory, gone when it ends.

The folder is locked while it is used. One that nobody holds was left by a run that was killed: the
rows of somebody's lists may lie in it, and the next run removes it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "niangjia-link-"


@contextmanager
def scratch(parent: Path | None = None) -> Iterator[Path]:
    """A folder of this run alone in ``parent``, or where temporary files belong."""
    parent = parent or Path(tempfile.gettempdir())
    for left in parent.glob(f"{PREFIX}{'?' * 8}"):
        with suppress(OSError):  # another run holds it, or removes it as well
            _remove(left, _held(left))
    folder, handle = _begun(parent)
    try:
        yield folder
    finally:
        _remove(folder, handle)


def _begun(parent: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=PREFIX))
        with suppress(FileNotFoundError, BlockingIOError):  # taken for a left one: another
            return folder, _held(folder)


def _held(folder: Path) -> int:
    """The handle of a folder that is locked until it is closed; ``OSError`` where others hold it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.stat()  # it was not removed before it was locked
    except OSError:
        os.close(handle)
        raise
    return handle


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
